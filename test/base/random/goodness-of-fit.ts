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
 * Chi-square of counts against equal expectation as a standard normal score (Wilson-Hilferty).
 */
export function chiSquareScore(counts: ArrayLike<number>): number {
  const cells = counts.length;
  const list = Array.from(counts);
  const expected = list.reduce((sum, count) => sum + count, 0) / cells;
  const chiSquare = list.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = cells - 1;
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(chiSquare / degrees) - (1 - spread)) / Math.sqrt(spread);
}
