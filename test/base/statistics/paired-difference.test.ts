/** Paired differences: by hand on a small table, coverage of the interval, and the power of pairing. */
import { expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { pairedDifference } from '../../../src/base/statistics/paired-difference.js';

/** `both` right twice, `onlyA`, `onlyB`, `neither`. */
const answers = (both: number, onlyA: number, onlyB: number, neither: number) => {
  const row = (...parts: readonly [number, number][]) =>
    Uint8Array.from(parts.flatMap(([count, value]) => Array<number>(count).fill(value)));
  return {
    a: row([both, 1], [onlyA, 1], [onlyB, 0], [neither, 0]),
    b: row([both, 1], [onlyA, 0], [onlyB, 1], [neither, 0]),
  };
};

test('mean, standard error and exact McNemar test of 100 questions, by hand', () => {
  const { a, b } = answers(60, 12, 5, 23);
  const difference = pairedDifference(a, b);
  expect(difference.mean).toBeCloseTo(0.07, 12);
  // sum (d - mean)^2 = 17 - 100 x 0.07^2.
  const standardError = Math.sqrt((17 - 0.49) / (100 * 99));
  expect(difference.standardError).toBeCloseTo(standardError, 12);
  expect(difference.high - difference.low).toBeCloseTo(2 * 1.959963984540054 * standardError, 9);
  expect(difference.upper).toBeCloseTo(0.07 + 1.6448536269514722 * standardError, 9);
  // Two-sided: 2 P(X <= 5), X binomial of 17 and 1/2; 2 x 9402 / 131072.
  expect(difference.mcNemar).toBeCloseTo(18804 / 131072, 9);
});

test('equal answers differ by nothing', () => {
  const { a } = answers(5, 0, 0, 5);
  expect(pairedDifference(a, a)).toEqual({ mean: 0, standardError: 0, low: 0, high: 0, upper: 0, mcNemar: 1 });
});

test('rows of unequal length or of one question are refused', () => {
  expect(() => pairedDifference([1, 0], [1])).toThrow(/2 and 1 units/);
  expect(() => pairedDifference([1], [1])).toThrow(/from 2 on/);
  expect(() => pairedDifference([1, 0], [1, 0], 1)).toThrow(/level/);
});

test('the 95 % interval covers the true difference in 95 % of the samples', () => {
  const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('paired');
  const samples = 2000;
  let covered = 0;
  for (let sample = 0; sample < samples; sample++) {
    const a = new Uint8Array(400);
    const b = new Uint8Array(400);
    for (let i = 0; i < 400; i++) {
      const u = stream.uniform();
      a[i] = u < 0.8 ? 1 : 0;
      b[i] = u < 0.7 || u > 0.95 ? 1 : 0;
    }
    const { low, high } = pairedDifference(a, b);
    if (low <= 0.05 && 0.05 <= high) covered++;
  }
  expect(Math.abs(covered / samples - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / samples));
});
