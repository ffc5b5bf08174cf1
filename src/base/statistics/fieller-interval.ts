/**
 * A ratio of means over replications, with Fieller's interval.
 *
 * theta = N / D, N and D the means of numerators and denominators over R replications, v_NN, v_ND, v_DD the variances and covariance
 * of these means, t = t_{R-1}. The bounds are the ratios that a t-test of N - theta D = 0 does not reject: with g = t^2 v_DD / D^2 < 1,
 *
 *   (theta - t^2 v_ND / D^2 +- t/|D| sqrt(v_NN - 2 theta v_ND + theta^2 v_DD - t^2/D^2 (v_NN v_DD - v_ND^2))) / (1 - g)
 *
 * Source: E. C. Fieller, "Some problems in interval estimation", JRSS B 16 (1954). Limits: exact for means that are jointly normal;
 * unbounded where the denominator cannot be told from 0. Results use the jackknife (`ratio-interval.ts`), which bounds a ratio
 * always and agrees with this one where the denominator is well known.
 */
import { ModelError } from '../errors.js';
import { DEFAULT_LEVEL, type Interval, unboundedInterval } from './interval.js';
import { twoSidedProbability } from './level.js';
import { studentQuantile } from './student-t.js';

/** @throws ModelError when the lists are empty or differ in length. */
export function fiellerInterval(
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
  let n = 0;
  let d = 0;
  for (let r = 0; r < count; r++) {
    n += numerators[r]! / count;
    d += denominators[r]! / count;
  }
  if (d === 0) return unboundedInterval(Number.NaN, level, 'nothing to divide by: the denominator is 0');
  const ratio = n / d;
  if (count === 1) return unboundedInterval(ratio, level, 'one replication');
  let nn = 0;
  let nd = 0;
  let dd = 0;
  const scale = count * (count - 1);
  for (let r = 0; r < count; r++) {
    const a = numerators[r]! - n;
    const b = denominators[r]! - d;
    nn += (a * a) / scale;
    nd += (a * b) / scale;
    dd += (b * b) / scale;
  }
  const t = studentQuantile(probability, count - 1) / Math.abs(d);
  const g = t * t * dd;
  if (!(g < 1)) return unboundedInterval(ratio, level, 'the mean of the denominators cannot be told from 0');
  const variance = nn - 2 * ratio * nd + ratio * ratio * dd - t * t * (nn * dd - nd * nd);
  const centre = (ratio - t * t * nd) / (1 - g);
  const halfWidth = (t * Math.sqrt(Math.max(0, variance))) / (1 - g);
  return { estimate: ratio, low: centre - halfWidth, high: centre + halfWidth, level };
}
