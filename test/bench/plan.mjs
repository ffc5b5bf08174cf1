/**
 * What is run: programs, workloads, run lengths, and what the ratios should reach.
 *
 * Lengths are in units of the workload (holds, messages, customers, cycles), per program, so that a run takes seconds;
 * those of `quick` take about a second.
 */

/**
 * Programs, called with WORK LENGTH SEED and `values`: scripts of ours, peers as in `findPeers`. Those with `sameDraws`
 * draw the same numbers in the same order, so that one seed must give one path.
 */
export const programs = {
  ours: { script: './ours.mjs', sameDraws: true },
  processesUse: { script: './ours-processes.mjs', values: ['use'] },
  processesAcquire: { script: './ours-processes.mjs', values: ['acquire'] },
  simpy: { peer: 'simpy', name: 'SimPy' },
  ns3Map: { peer: 'ns3', name: 'ns-3, map', values: ['ns3::MapScheduler'], sameDraws: true },
  ns3Priority: { peer: 'ns3', name: 'ns-3, priority queue', values: ['ns3::PriorityQueueScheduler'], sameDraws: true },
  ladder: { peer: 'ladder', name: 'C++ ladder queue', sameDraws: true },
};

/** Length of the runs with one seed. */
export const SAME_PATH_LENGTH = 1e5;

const bytes = { value: ({ bytesPerPending }) => bytesPerPending, unit: 'bytes', better: 'less' };

/**
 * `goals`: [floor, aim] of the ratio by peer, null where none is set. `samePath`: the paces in which programs are first
 * run with one seed, by default both.
 */
export const comparisons = [
  {
    work: 'hold-10000',
    lengths: {
      ours: { full: 2e7, quick: 4e6 },
      simpy: { full: 8e5, quick: 2e5 },
      ns3Map: { full: 4e6, quick: 1e6 },
      ns3Priority: { full: 8e6, quick: 2e6 },
      ladder: { full: 6e7, quick: 2e7 },
    },
    rows: [
      {
        title: 'HOLD, 10,000 pending',
        ours: 'ours',
        goals: { simpy: [40, 55], ns3Map: [5, 7], ns3Priority: null, ladder: [0.7, 0.85] },
      },
    ],
  },
  {
    work: 'hold-1000000',
    // filling the queues takes longest: the check with one seed is left to full runs
    samePath: ['full'],
    lengths: {
      ours: { full: 1e7, quick: 5e6 },
      simpy: { full: 4e5, quick: 1e5 },
      ns3Map: { full: 1e6, quick: 2e5 },
      ns3Priority: { full: 4e6, quick: 1e6 },
      ladder: { full: 3e7, quick: 1e7 },
    },
    rows: [
      {
        title: 'HOLD, 1,000,000 pending',
        ours: 'ours',
        goals: { simpy: [80, 110], ns3Map: [25, 35], ns3Priority: null, ladder: [0.5, 0.75] },
      },
      {
        title: 'HOLD, 1,000,000 pending: bytes per pending event',
        ours: 'ours',
        measure: bytes,
        goals: { simpy: null, ns3Map: null, ns3Priority: null, ladder: null },
      },
    ],
  },
  {
    work: 'phold-1000',
    lengths: {
      ours: { full: 2e7, quick: 4e6 },
      simpy: { full: 2e6, quick: 4e5 },
      ns3Map: { full: 1e7, quick: 2e6 },
      ns3Priority: { full: 1.4e7, quick: 3e6 },
      ladder: { full: 6e7, quick: 2e7 },
    },
    rows: [
      {
        title: 'PHOLD, 1000 processes',
        ours: 'ours',
        goals: { simpy: [20, 28], ns3Map: [3.3, 5], ns3Priority: null, ladder: [0.5, 0.7] },
      },
    ],
  },
  {
    work: 'mm1',
    lengths: {
      ours: { full: 1.4e7, quick: 3e6 },
      simpy: { full: 4e5, quick: 1e5 },
      ns3Map: { full: 8e6, quick: 2e6 },
      ns3Priority: { full: 1e7, quick: 2e6 },
      ladder: { full: 5e7, quick: 1e7 },
    },
    rows: [
      {
        title: 'M/M/1, load 0.8',
        ours: 'ours',
        goals: { simpy: [100, 140], ns3Map: [3, 4.5], ns3Priority: null, ladder: [0.4, 0.55] },
      },
    ],
  },
  {
    work: 'network-10000',
    lengths: {
      ours: { full: 4e6, quick: 1e6 },
      processesUse: { full: 2e6, quick: 4e5 },
      processesAcquire: { full: 1e6, quick: 2e5 },
      simpy: { full: 1e5, quick: 6e4 },
      ns3Map: { full: 1e6, quick: 2e5 },
      ns3Priority: { full: 2e6, quick: 4e5 },
      ladder: { full: 8e6, quick: 2e6 },
    },
    rows: [
      {
        title: 'network of 10,000 devices',
        ours: 'ours',
        goals: { simpy: [85, 120], ns3Map: [3.2, 4.5], ns3Priority: null, ladder: [0.55, 0.75] },
      },
      {
        title: 'network of 10,000 devices, as processes',
        ours: 'processesUse',
        goals: { simpy: [30, 50], ns3Map: [1.1, 1.8], ns3Priority: null },
      },
      {
        title: 'network of 10,000 devices, as processes that acquire and release',
        ours: 'processesAcquire',
        goals: { simpy: null, ns3Map: null },
      },
    ],
  },
];
