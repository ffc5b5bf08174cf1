/** The main job on the shipped networks, shortened: what the README shows, on whatever engine this suite runs on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { combineReplications, PreparedScenario } from '../../src/simulate.js';

const quickstart = new URL('../../scenarios/quickstart.json', import.meta.url).pathname;

const short = ['replications=2', 'duration=3 s', 'warmUp=1 s', 'inference.share=0.2', 'inference.batch=32'];

const load = async (...set: string[]) => (await loadScenario(quickstart, { set: [...short, ...set] })).scenario;

/** Loading the networks takes longer than running them: all runs share one preparation. */
let prepared: PreparedScenario;
beforeAll(async () => {
  prepared = await PreparedScenario.prepare(await load());
}, 120_000);
afterAll(() => prepared.dispose());

const run = async (...set: string[]) => {
  const scenario = await load(...set);
  const varied = prepared.withScenario(scenario);
  const summaries = [await varied.runReplication(0), await varied.runReplication(1)];
  return combineReplications(scenario, summaries, { engine: '', wallSeconds: 0 });
};

const estimate = (result: Awaited<ReturnType<typeof run>>, name: string) =>
  result.metrics.find((metric) => metric.name === name)!;

describe('quickstart, shortened', () => {
  it('has trained networks answer, nearly as well as the unsplit one, with the same bytes for the same seed', async () => {
    const result = await run();
    const again = await run();
    expect(again).toEqual(result);
    const base = estimate(result, 'accuracy.base');
    const top1 = estimate(result, 'accuracy.top1');
    expect(base.n).toBeGreaterThan(200);
    // Ten classes: chance is 0.1. The unsplit network has 0.93 on the whole test set.
    expect(base.estimate).toBeGreaterThan(0.85);
    expect(top1.estimate).toBeGreaterThan(0.7);
    expect(top1.high).toBeGreaterThan(top1.low!);
  });

  it('answers worse over a worse channel', async () => {
    // A link without medium, so that no header is lost and both runs answer the same requests.
    const good = await run('cells.main={"kind":"ideal","snr":"25 dB"}');
    const bad = await run('cells.main={"kind":"ideal","snr":"-10 dB"}');
    const accuracy = (result: typeof good) => estimate(result, 'accuracy.top1').estimate!;
    // By the model's own table: 91 % at a PSNR above 30 dB, 80 % at 0 dB, and Rayleigh fading about that.
    expect(accuracy(bad)).toBeLessThan(accuracy(good) - 0.05);
    expect(estimate(bad, 'accuracy.top1').n).toBe(estimate(good, 'accuracy.top1').n);
    expect(bad.fingerprint.answers).not.toBe(good.fingerprint.answers);
  });

  it('keeps the trajectory whatever share of the answers is computed', async () => {
    const none = await run('inference.share=0.01');
    const some = await run();
    expect(none.fingerprint.trajectory).toBe(some.fingerprint.trajectory);
  });
});
