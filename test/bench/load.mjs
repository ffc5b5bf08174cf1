// Speed and memory of the whole simulator without networks: node test/bench/load.mjs [--json] [--quick]
// Events and requests per second of wall time with 1,000 and 10,000 devices, and peak memory when ten times as much time
// is simulated. Rounds are interleaved; medians of three (--quick: one round).
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('./load-run.mjs', import.meta.url));
const cases = [
  [1000, 20],
  [10_000, 20],
  [1000, 200],
];
const rounds = process.argv.includes('--quick') ? 1 : 3;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const runs = cases.map(() => []);
for (let round = 0; round < rounds; round++) {
  cases.forEach(([devices, seconds], index) => {
    const child = spawnSync(process.execPath, [entry, String(devices), String(seconds)], { encoding: 'utf8' });
    if (child.status !== 0) throw new Error(child.stderr);
    runs[index].push(JSON.parse(child.stdout));
  });
}
const rows = runs.map((list) => ({
  devices: list[0].devices,
  simulatedSeconds: list[0].simulatedSeconds,
  requests: list[0].requests,
  events: list[0].events,
  eventsPerSecond: Math.round(median(list.map(({ events, wallSeconds }) => events / wallSeconds))),
  requestsPerSecond: Math.round(median(list.map(({ requests, wallSeconds }) => requests / wallSeconds))),
  peakMegabytes: Math.round(median(list.map(({ peakMegabytes }) => peakMegabytes))),
}));
if (process.argv.includes('--json')) console.log(JSON.stringify({ rows }));
else console.table(rows);
