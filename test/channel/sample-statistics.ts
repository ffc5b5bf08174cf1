/** Test statistics with their standard errors, from independent samples. */

export interface Estimate {
  readonly mean: number;
  readonly standardError: number;
}

/** Mean of independent values and its standard error. */
export function estimateMean(values: ArrayLike<number>): Estimate {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

/** Distance of an estimate from its reference in standard errors. */
export function standardErrorsFrom(estimate: Estimate, reference: number): number {
  return Math.abs(estimate.mean - reference) / estimate.standardError;
}

/** Largest distance between the empirical and a stated distribution function, times sqrt(n): Kolmogorov's statistic. */
export function kolmogorovStatistic(values: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    const f = cdf(sorted[i]!);
    largest = Math.max(largest, f - i / n, (i + 1) / n - f);
  }
  return largest * Math.sqrt(n);
}

/** P(K > 1.95) = 0.001 for Kolmogorov's limit law. */
export const kolmogorovLimit = 1.95;
