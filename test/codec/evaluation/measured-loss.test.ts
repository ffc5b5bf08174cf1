/** Losses and their standard errors, where images count one by one and where groups of them share a draw. */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { clusteredLoss, meanDifference, measuredLoss } from '../../../src/codec/evaluation/measured-loss.js';

const stream = new RandomStreams({ seed: 3, replication: 0 }).stream('images');
const bits = (count: number, share: () => number) =>
  Uint8Array.from({ length: count }, () => (stream.uniform() < share() ? 1 : 0));

describe('a loss', () => {
  it('is the difference by image: 3 of 10 lost, 1 gained', () => {
    const base = Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 0, 0, 0);
    const codec = Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 1, 0, 0);
    const { percent, loss, lossStandardError, images } = measuredLoss(base, codec);
    expect({ percent, loss, images }).toEqual({ percent: 50, loss: 20, images: 10 });
    // sum of squares 4, mean 0.2: sqrt((0.4 - 0.04)/9)
    expect(lossStandardError).toBeCloseTo(20, 9);
    const { mean, standardError } = meanDifference(base, codec);
    expect([mean, standardError]).toEqual([loss, lossStandardError]);
  });

  it('has a standard error near nothing, and a number, where all differences are equal', () => {
    // of these, 177 gave the root of something below zero as mean of squares less square of the mean
    for (let k = 1; k < 400; k++) {
      const constant = k / 1000;
      const { mean, standardError } = meanDifference(new Float64Array(1000).fill(constant), new Float64Array(1000));
      expect(mean).toBeCloseTo(100 * constant, 9);
      expect(standardError).toBeGreaterThanOrEqual(0);
      expect(standardError).toBeLessThan(1e-9);
    }
  });

  it('has no standard error from one group', () => {
    const { percent, loss, low, high, lossStandardError, lossUpper, groups } = clusteredLoss(
      Uint8Array.of(1, 1, 1, 1),
      Uint8Array.of(1, 0, 1, 1),
      32,
    );
    expect({ percent, loss, groups }).toEqual({ percent: 75, loss: 25, groups: 1 });
    expect([low, high, lossStandardError, lossUpper]).toEqual([null, null, null, null]);
  });

  it('has the same mean over groups, and the same error where a group is one image', () => {
    const base = bits(500, () => 0.9);
    const codec = bits(500, () => 0.7);
    const alone = measuredLoss(base, codec);
    const grouped = clusteredLoss(base, codec, 1);
    expect(grouped.loss).toBeCloseTo(alone.loss, 12);
    expect(grouped.percent).toBeCloseTo(alone.percent, 12);
    expect(grouped.lossStandardError).toBeCloseTo(alone.lossStandardError, 9);
    expect(grouped.groups).toBe(500);
  });

  it('over groups that share a draw lies within two standard errors as often as it should; counted by image it does not', () => {
    const size = 20;
    const truth = 0.7;
    const trials = 400;
    let grouped = 0;
    let alone = 0;
    for (let trial = 0; trial < trials; trial++) {
      const correct = new Uint8Array(40 * size);
      for (let group = 0; group < 40; group++) {
        const share = stream.uniform() < 0.5 ? truth - 0.25 : truth + 0.25;
        correct.set(
          bits(size, () => share),
          group * size,
        );
      }
      const base = new Uint8Array(correct.length).fill(1);
      const within = ({ loss, lossStandardError }: { loss: number; lossStandardError: number | null }) =>
        Math.abs(loss - 100 * (1 - truth)) < 2 * lossStandardError!;
      if (within(clusteredLoss(base, correct, size))) grouped++;
      if (within(measuredLoss(base, correct))) alone++;
    }
    // 95 % expected, 1.1 % standard error
    expect(Math.abs(grouped / trials - 0.95)).toBeLessThan(0.044);
    expect(alone / trials).toBeLessThan(0.8);
  });
});
