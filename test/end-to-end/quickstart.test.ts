/** The main job on the shipped networks, shortened: what the README shows, on whatever engine this suite runs on. */
import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { simulate } from '../../src/simulate.js';

const quickstart = new URL('../../scenarios/quickstart.json', import.meta.url).pathname;

const short = ['replications=2', 'duration=3 s', 'warmUp=1 s', 'inference.share=0.2', 'inference.batch=32'];

const run = async (...set: string[]) => {
  const { scenario } = await loadScenario(quickstart, { set: [...short, ...set] });
  return simulate(scenario);
};

const estimate = (result: Awaited<ReturnType<typeof run>>, name: string) =>
  result.metrics.find((metric) => metric.name === name)!;

describe('quickstart, shortened', () => {
  it('has trained networks answer, nearly as well as the unsplit one, with the same bytes for the same seed', async () => {
    const result = await run();
    const again = await run();
    expect({ ...again, wallSeconds: 0 }).toEqual({ ...result, wallSeconds: 0 });
    const base = estimate(result, 'accuracy.base');
    const top1 = estimate(result, 'accuracy.top1');
    expect(base.n).toBeGreaterThan(200);
    // Ten classes: chance is 0.1. The unsplit network has 0.93 on the whole test set.
    expect(base.estimate).toBeGreaterThan(0.85);
    expect(top1.estimate).toBeGreaterThan(0.7);
    expect(top1.high).toBeGreaterThan(top1.low!);
  });

  it('answers worse over a worse channel, and at the same times', async () => {
    const good = await run();
    const bad = await run('cells.main.noiseFigure=25 dB');
    const accuracy = (result: typeof good) => estimate(result, 'accuracy.top1').estimate!;
    expect(accuracy(bad)).toBeLessThan(accuracy(good) - 0.05);
    expect(bad.fingerprint.answers).not.toBe(good.fingerprint.answers);
  });

  it('keeps the trajectory whatever share of the answers is computed', async () => {
    const none = await run('inference.share=0.01');
    const some = await run();
    expect(none.fingerprint.trajectory).toBe(some.fingerprint.trajectory);
  });
});
