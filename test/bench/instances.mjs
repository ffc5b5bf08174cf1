/**
 * Speed of several simulations that take turns in one process, as replications do: node test/bench/instances.mjs COUNT EVENTS.
 * Each runs the network of 10,000 devices in slices. Prints one line of JSON; events and processor time are of all together.
 */
import { Simulation } from '../../dist/kernel/simulation.js';
import { Network } from './workloads.mjs';

const [count, events] = process.argv.slice(2).map(Number);
const SLICE = 20_000;
const FAR = 2 ** 53 - 1;

const simulations = Array.from({ length: count }, (_, i) => {
  const simulation = new Simulation();
  // longer than what is run here: its own clock is not asked
  new Network(simulation, 1e12, 1 + i);
  return simulation;
});
const turns = (n) => {
  for (let i = 0; i < n; i++) for (const simulation of simulations) simulation.runSlice(SLICE, FAR);
};
const slices = Math.ceil(events / SLICE / count);
turns(Math.ceil(slices / 5));
const begun = process.cpuUsage();
turns(slices);
const { user, system } = process.cpuUsage(begun);
process.stdout.write(
  `${JSON.stringify({ work: `network-10000 in turns`, events: slices * SLICE * count, seconds: (user + system) / 1e6 })}\n`,
);
