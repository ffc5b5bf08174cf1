/**
 * A ratio of sums over replications, such as the mean latency per request, with its jackknife interval.
 *
 * theta = sum N_r / sum D_r; theta_(r) leaves replication r out; V = (R-1)/R sum_r (theta_(r) - mean of theta_(.))^2;
 * interval theta +- t_{R-1} sqrt(V). Unlike the mean of the per-replication ratios it weighs every request alike.
 * Source: R. G. Miller, "The jackknife: a review", Biometrika 61 (1974).
 */
import { ModelError } from '../errors.js';
import { square } from '../math/square.js';
import { DEFAULT_LEVEL, type Interval, symmetricInterval, unboundedInterval } from './interval.js';
import { twoSidedProbability } from './level.js';
import { studentQuantile } from './student-t.js';

/** @throws ModelError when the lists are empty or differ in length, or a denominator is negative. */
export function ratioInterval(
  numerators: ArrayLike<number>,
  denominators: ArrayLike<number>,
  level = DEFAULT_LEVEL,
): Interval {
  const probability = twoSidedProbability(level);
  const count = numerators.length;
  if (count === 0 || count !== denominators.length) {
    throw new ModelError(
      `ratio of ${count} numerators and ${denominators.length} denominators: accepted are equal counts above 0`,
    );
  }
  let numerator = 0;
  let denominator = 0;
  for (let r = 0; r < count; r++) {
    if (!(denominators[r]! >= 0))
      throw new ModelError(`denominator ${denominators[r]} of replication ${r}: accepted is 0 or more`);
    numerator += numerators[r]!;
    denominator += denominators[r]!;
  }
  if (denominator === 0) return unboundedInterval(Number.NaN, level, 'nothing to divide by: the denominator is 0');
  const ratio = numerator / denominator;
  if (count === 1) return unboundedInterval(ratio, level, 'one replication');
  const left = new Float64Array(count);
  let mean = 0;
  for (let r = 0; r < count; r++) {
    const rest = denominator - denominators[r]!;
    if (rest === 0) return unboundedInterval(ratio, level, `only replication ${r} has a denominator above 0`);
    left[r] = (numerator - numerators[r]!) / rest;
    mean += left[r]! / count;
  }
  let squares = 0;
  for (let r = 0; r < count; r++) squares += square(left[r]! - mean);
  const standardError = Math.sqrt(((count - 1) / count) * squares);
  return symmetricInterval(ratio, studentQuantile(probability, count - 1) * standardError, level);
}
