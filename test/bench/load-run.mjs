// One measurement of the whole simulator without networks, in a process of its own, so that its peak memory is its own:
//   node test/bench/load-run.mjs DEVICES SIMULATED_SECONDS
// Prints one line of JSON. The scenario is the cell of the quickstart with a 256-value payload and no answers.
import { performance } from 'node:perf_hooks';
import { loadScenario } from '../../dist/scenario/load.js';
import { PreparedScenario } from '../../dist/simulate.js';

const [devices, simulatedSeconds] = process.argv.slice(2).map(Number);
const { scenario } = await loadScenario(new URL('../../scenarios/quickstart.json', import.meta.url).pathname, {
  set: [
    `devices.camera.count=${devices}`,
    'devices.camera.codec={"kind":"payload-only","payload":"analog","size":256,"deviceMacs":"50 MMAC","serverMacs":"60 MMAC"}',
    `duration=${simulatedSeconds} s`,
    'warmUp=1 s',
    'inference.share=0',
    // as many requests a second whatever the number of devices
    `devices.camera.arrival={"kind":"poisson","rate":"${4000 / devices} /s"}`,
  ],
});
const prepared = await PreparedScenario.prepare(scenario);
const begun = performance.now();
const summary = await prepared.runReplication(0);
const wallSeconds = (performance.now() - begun) / 1000;
console.log(
  JSON.stringify({
    devices,
    simulatedSeconds,
    requests: summary.state.created,
    events: summary.events,
    wallSeconds,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
