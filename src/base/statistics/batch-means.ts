/**
 * Interval of the mean of one long correlated series from the means of consecutive batches.
 *
 * mean +- t_{b-1} s / sqrt(b), s the standard deviation of the b batch means; values that do not fill the last batch
 * are left out.
 *
 * Limits: batches must be long against the correlation. With 20 batches of 200,000 customers of an M/M/1 queue at
 * load 0.9 the 95 % interval covers the truth in 92 % of runs; independent replications do better and are the default
 * everywhere.
 */
import { ModelError } from '../errors.js';
import { DEFAULT_LEVEL, type Interval } from './interval.js';
import { tInterval } from './t-interval.js';

/** @throws ModelError for fewer than 2 batches or fewer values than batches. */
export function batchMeans(series: ArrayLike<number>, batches = 20, level = DEFAULT_LEVEL): Interval {
  if (!(Number.isInteger(batches) && batches >= 2 && batches <= series.length)) {
    throw new ModelError(
      `${batches} batches of ${series.length} values: accepted is an integer from 2 to the number of values`,
    );
  }
  const size = Math.floor(series.length / batches);
  const means = new Float64Array(batches);
  for (let batch = 0; batch < batches; batch++) {
    let sum = 0;
    for (let i = batch * size; i < (batch + 1) * size; i++) sum += series[i]!;
    means[batch] = sum / size;
  }
  return tInterval(means, level);
}
