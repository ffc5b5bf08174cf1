// Exact inference in the loop: node test/bench/inference.mjs [native|wasm|cpu] [simulated seconds]
// Questions answered per second of wall time when every request of the quickstart is answered by the networks, and the
// share of that time that is not spent answering: the same run with every answer left out, over the whole.
import { performance } from 'node:perf_hooks';
import { loadScenario } from '../../dist/scenario/load.js';
import { PreparedScenario } from '../../dist/simulate.js';

const [engine = 'native', seconds = '5'] = process.argv.slice(2);
const file = new URL('../../scenarios/quickstart.json', import.meta.url).pathname;
const load = async (share) =>
  (await loadScenario(file, { set: [`duration=${seconds} s`, 'warmUp=1 s', `inference.share=${share}`] })).scenario;

const prepared = await PreparedScenario.prepare(await load(1), { engine });
const timed = async (share) => {
  const run = prepared.withScenario(await load(share));
  await run.runReplication(0);
  const begun = performance.now();
  const { state } = await run.runReplication(1);
  return { seconds: (performance.now() - begun) / 1000, answered: state.answered };
};
const all = await timed(1);
const none = await timed(0);
process.stdout.write(
  `${JSON.stringify({
    engine: prepared.networks.engineName,
    questions: all.answered,
    wallSeconds: all.seconds,
    questionsPerSecond: all.answered / all.seconds,
    withoutAnswersSeconds: none.seconds,
    overhead: none.seconds / (all.seconds - none.seconds),
  })}\n`,
);
prepared.dispose();
