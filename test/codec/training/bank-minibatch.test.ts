/** Minibatches of kept features: the rows asked for, of a version drawn, with targets from that version's teacher and the labels. */
import { expect, test } from 'vitest';
import { bankMinibatch } from '../../../src/codec/training/bank-minibatch.js';
import type { FeatureBank } from '../../../src/codec/training/feature-bank.js';
import { loadEngine } from '../../../src/neural/engine.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

const recipe = { distillation: 0.4, labelSmoothing: 0.2, hint: 1 };

test('features, teacher and labels are of the same images, and versions are equally likely', async () => {
  const ops = new NativeOps(await loadEngine('native'));
  // Two images of one value, two classes; the teacher is undecided in one version and says 3 : 1 in the other.
  const version = (values: readonly number[], logits: readonly number[]) => ({
    features: ops.tensor(Float32Array.from(values), [2, 1, 1, 1]),
    late: null,
    logits: Float32Array.from(logits),
  });
  const third = Math.log(3);
  const bank: FeatureBank = {
    count: 2,
    labels: Uint8Array.of(0, 1),
    versions: [version([1, 2], [0, 0, 0, 0]), version([3, 4], [third, 0, third, 0])],
  };
  const expected: Readonly<Record<number, readonly number[]>> = {
    // 0.4 teacher + 0.6 x (0.9 or 0.1), image 1 before image 0.
    2: [0.26, 0.74, 0.74, 0.26],
    4: [0.36, 0.64, 0.84, 0.16],
  };
  const drawn = new Map<number, number>();
  const draws = 400;
  const random = new TrainingRandom(1, 'channel');
  for (let i = 0; i < draws; i++) {
    const { feature, late, targets } = bankMinibatch({ ops, classCount: 2 }, bank, Int32Array.of(1, 0), recipe, random);
    const [first, second] = ops.readFloats(feature) as unknown as [number, number];
    ops.free(feature);
    expect(late).toBe(null);
    expect(second).toBe(first - 1);
    for (const [place, value] of expected[first]!.entries()) expect(targets[place]).toBeCloseTo(value, 6);
    drawn.set(first, (drawn.get(first) ?? 0) + 1);
  }
  // Five standard errors of a binomial half.
  expect(Math.abs(drawn.get(2)! - draws / 2)).toBeLessThan(5 * Math.sqrt(draws / 4));
});
