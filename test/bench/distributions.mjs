/**
 * The queue of the kernel beside the plain heap on eleven distributions of increments and three numbers of pending
 * events, in one process and interleaved: node test/bench/distributions.mjs [--quick]. Prints one line of JSON, a cell per entry.
 *
 * A cell's ratio is the median over rounds of heap time over queue time, and both must let the same events go in the
 * same order. The increments of a slice are drawn before its clock starts.
 */
import { median } from './comparison.mjs';
import { Exponentials, Words } from './draws.mjs';
import * as heap from './hold-heap.mjs';
import * as kernel from './hold-kernel.mjs';

const quick = process.argv.includes('--quick');
const ROUNDS = quick ? 7 : 21;
const SLICE = 50_000;
const SECOND = 1e9;
const MIXED = [10, 0.5, 0.08, 0.075];

/** Increments in seconds, mean about 1, from a uniform u in (0, 1) and an exponential e of mean 1. */
const distributions = {
  exponential: (_u, e) => e(),
  uniform: (u) => 2 * u(),
  triangular: (u) => u() + u(),
  constant: () => 1,
  'ten values': (u) => 0.2 * (1 + Math.floor(10 * u())),
  'half zero': (u, e) => (u() < 0.5 ? 0 : 2 * e()),
  'network mix': (u, e) => MIXED[Math.floor(4 * u())] * e(),
  bimodal: (u) => (u() < 0.9 ? 0.2 * u() : 9 + 0.2 * u()),
  'half timers': (u, e) => (u() < 0.5 ? 30 : 0.1 * e()),
  'Pareto 1.5': (u) => u() ** (-1 / 1.5) / 3,
  'Pareto 1.1': (u) => u() ** (-1 / 1.1) / 11,
};

const contenders = [heap, kernel];

function cell(name, pending) {
  const words = new Words(1);
  const exponentials = new Exponentials(2);
  const uniform = () => (words.next() + 0.5) / 4294967296;
  const exponential = () => exponentials.next();
  const increment = () => Math.floor(distributions[name](uniform, exponential) * SECOND);
  const sides = contenders.map(({ Queue, hold }) => ({ queue: new Queue(), hold, checksum: 0 }));
  for (let i = 0; i < pending; i++) {
    const time = increment();
    for (const { queue } of sides) queue.push(time, 0, 0, 0, i);
  }
  const increments = new Float64Array(SLICE);
  const slice = (side) => {
    const begun = process.cpuUsage();
    side.checksum = side.hold(side.queue, increments, side.checksum);
    const { user, system } = process.cpuUsage(begun);
    return user + system;
  };
  const times = sides.map(() => []);
  // the first slices also let the compiler finish
  const warmUp = Math.max(4, Math.ceil((2 * pending) / SLICE));
  for (let round = -warmUp; round < ROUNDS; round++) {
    for (let i = 0; i < SLICE; i++) increments[i] = increment();
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const time = slice(sides[side]);
      if (round >= 0) times[side].push(time);
    }
  }
  const rate = (list) => (SLICE * 1e6) / median(list);
  return {
    distribution: name,
    pending,
    heap: rate(times[0]),
    ours: rate(times[1]),
    ratio: median(times[0].map((time, round) => time / times[1][round])),
    sameOrder: sides[0].checksum === sides[1].checksum,
  };
}

const cells = Object.keys(distributions).flatMap((name) => [1e3, 1e4, 1e5].map((pending) => cell(name, pending)));
process.stdout.write(`${JSON.stringify({ cells })}\n`);
