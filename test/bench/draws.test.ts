/** The benchmark's own random numbers have the distributions they are named after. */
import { expect, test } from 'vitest';
import { Exponentials, Words } from './draws.mjs';

test('exponentials: Kolmogorov-Smirnov, moments and the tail behind the ziggurat', () => {
  const draws = new Exponentials(7);
  const n = 400_000;
  const values = Float64Array.from({ length: n }, () => draws.next()).sort();
  let distance = 0;
  let sum = 0;
  let squares = 0;
  let beyond = 0;
  values.forEach((x, i) => {
    const below = 1 - Math.exp(-x);
    distance = Math.max(distance, (i + 1) / n - below, below - i / n);
    sum += x;
    squares += x * x;
    if (x > 7.7) beyond++;
  });
  // 2.2 / sqrt(n) is exceeded with probability 2 exp(-2 * 2.2^2) = 1.3e-4
  expect(distance).toBeLessThan(2.2 / Math.sqrt(n));
  // variances of x and x^2: 1 and 20
  expect(Math.abs(sum / n - 1)).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(squares / n - 2)).toBeLessThan(4 * Math.sqrt(20 / n));
  const expected = n * Math.exp(-7.7);
  expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
});

test('integers below n are uniform', () => {
  const words = new Words(3);
  const counts = new Float64Array(1000);
  const n = 1_000_000;
  for (let i = 0; i < n; i++) counts[words.below(1000)]!++;
  const chiSquare = counts.reduce((sum, count) => sum + (count - n / 1000) ** 2 / (n / 1000), 0);
  expect(Math.abs(chiSquare - 999)).toBeLessThan(4 * Math.sqrt(2 * 999));
});
