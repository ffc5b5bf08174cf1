/** Statistics of goodness of fit for the tests of the generators. */

/** sqrt(n) times the Kolmogorov-Smirnov distance; above 1.95 with probability 0.1 %, above 2.6 with 3e-6. */
export function kolmogorovSmirnov(sample: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    distance = Math.max(distance, f - i / n, (i + 1) / n - f);
  }
  return distance * Math.sqrt(n);
}

/**
 * Chi-square of counts, against equal expectation or stated probabilities, as a standard normal score (Wilson-Hilferty).
 *
 * A count where the probability is 0 gives Infinity.
 */
export function chiSquareScore(counts: ArrayLike<number>, probabilities?: readonly number[]): number {
  const list = Array.from(counts);
  const total = list.reduce((sum, count) => sum + count, 0);
  const expected = list.map((_, i) => total * (probabilities?.[i] ?? 1 / list.length));
  if (list.some((count, i) => expected[i] === 0 && count > 0)) return Number.POSITIVE_INFINITY;
  const used = expected.filter((value) => value > 0).length;
  const chiSquare = list.reduce(
    (sum, count, i) => (expected[i] === 0 ? sum : sum + (count - expected[i]!) ** 2 / expected[i]!),
    0,
  );
  const degrees = used - 1;
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}
