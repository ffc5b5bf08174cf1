/**
 * The network of 10,000 devices written as processes, in a process of its own, after a build:
 *   node test/bench/ours-processes.mjs network-10000 LENGTH SEED use|acquire
 *
 * `use`: a station's service is one wait; `acquire`: the process takes the server, waits and gives it back by itself.
 */
import { Processes, Resource, Simulation } from '../../dist/process/index.js';
import { Exponentials } from './draws.mjs';
import { Meter } from './meter.mjs';
import { run } from './workloads.mjs';

const [length, seed] = process.argv.slice(3, 5).map(Number);
const form = process.argv[5];
const DEVICES = 10_000;
const SECOND = 1e9;

const simulation = new Simulation();
const processes = new Processes({ simulation });
const draws = new Exponentials(seed);
const meter = new Meter(`network-${DEVICES}`, 4, length, ['throughput', 'meanResponse']);
const stations = (name, count, capacity) =>
  Array.from({ length: count }, (_, i) => new Resource({ processes, path: `${name}/${i}`, capacity }));
const computeNodes = stations('compute', 1000, 1);
const links = stations('link', 100, 1);
const edges = stations('edge', 10, 8);
let responses = 0;
let batchStart = 0;

function* usingDevice(number) {
  const compute = computeNodes[number % 1000];
  const link = links[number % 100];
  const edge = edges[number % 10];
  for (;;) {
    yield draws.nanoseconds(10 * SECOND);
    const started = processes.now;
    yield compute.use(draws.nanoseconds(0.5 * SECOND));
    yield link.use(draws.nanoseconds(0.08 * SECOND));
    yield edge.use(draws.nanoseconds(0.075 * SECOND));
    ended(started);
  }
}

function* acquiringDevice(number) {
  const compute = computeNodes[number % 1000];
  const link = links[number % 100];
  const edge = edges[number % 10];
  for (;;) {
    yield draws.nanoseconds(10 * SECOND);
    const started = processes.now;
    yield compute.acquire();
    yield draws.nanoseconds(0.5 * SECOND);
    compute.release();
    yield link.acquire();
    yield draws.nanoseconds(0.08 * SECOND);
    link.release();
    yield edge.acquire();
    yield draws.nanoseconds(0.075 * SECOND);
    edge.release();
    ended(started);
  }
}

function ended(started) {
  responses += processes.now - started;
  if (meter.tick()) close();
}

function close() {
  const { now } = processes;
  const { batchSize } = meter;
  meter.close([(batchSize * SECOND) / (now - batchStart), responses / SECOND / batchSize]);
  responses = 0;
  batchStart = now;
}

const device = { use: usingDevice, acquire: acquiringDevice }[form];
for (let number = 0; number < DEVICES; number++) processes.start('device', device(number));
process.stdout.write(`${JSON.stringify(run(simulation, meter))}\n`);
