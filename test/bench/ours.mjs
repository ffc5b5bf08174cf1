// Our kernel on one workload, in a process of its own: node test/bench/ours.mjs WORK LENGTH SEED, after a build.
import { Simulation } from '../../dist/kernel/simulation.js';
import { Hold, Network, Phold, SingleServer } from './workloads.mjs';

const [work, length, seed] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const simulation = new Simulation({ fingerprint: false });

const start = {
  'phold-1000': () => new Phold(simulation, length, seed).run(),
  mm1: () => new SingleServer(simulation, length, seed).run(),
  'network-10000': () => new Network(simulation, length, seed).run(),
};
let result;
if (work.startsWith('hold-')) {
  const pending = Number(work.slice(5));
  const before = process.memoryUsage.rss();
  result = new Hold(simulation, pending, length, seed).run();
  result.bytesPerPending = (process.memoryUsage.rss() - before) / pending;
} else result = start[work]();
process.stdout.write(`${JSON.stringify(result)}\n`);
