/**
 * Confidence interval of a mean from independent replications: mean +- t_{R-1} s / sqrt(R).
 *
 * The values must be one per replication: requests within a run are correlated, and an interval over them covers the
 * truth far too rarely.
 */
import { ModelError } from '../errors.js';
import { DEFAULT_LEVEL, type Interval, symmetricInterval, unboundedInterval } from './interval.js';
import { twoSidedProbability } from './level.js';
import { Moments } from './moments.js';
import { studentQuantile } from './student-t.js';

/** @throws ModelError when there is no value or the level is not in (0, 1). */
export function tInterval(values: ArrayLike<number>, level = DEFAULT_LEVEL): Interval {
  const probability = twoSidedProbability(level);
  const count = values.length;
  if (count === 0) throw new ModelError('interval of a mean: no values');
  const moments = new Moments();
  for (let i = 0; i < count; i++) moments.add(values[i]!);
  if (count === 1) return unboundedInterval(moments.mean, level, 'one replication');
  const standardError = Math.sqrt(moments.variance / count);
  return symmetricInterval(moments.mean, studentQuantile(probability, count - 1) * standardError, level);
}

/**
 * Interval of the mean of paired differences `first[r] - second[r]`, pair by pair under common random numbers.
 *
 * @throws ModelError when the lists differ in length or are empty
 */
export function pairedDifference(first: ArrayLike<number>, second: ArrayLike<number>, level = DEFAULT_LEVEL): Interval {
  if (first.length !== second.length) {
    throw new ModelError(`paired difference of ${first.length} and ${second.length} values: accepted are equal counts`);
  }
  return tInterval(
    Float64Array.from(first, (value, r) => value - second[r]!),
    level,
  );
}
