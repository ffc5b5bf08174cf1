/**
 * Mean difference of two measurements on the same units, with its standard error and interval.
 *
 * With d_i = a_i - b_i over n units: mean d, s.e. = sqrt(sum (d_i - d)^2 / (n (n-1))), interval d +- z s.e. by the normal
 * quantile (n in the thousands). Two rows of right and wrong answers that disagree on few units: the
 * exact two-sided McNemar test is the sign test on the units where they differ. Source: A. Agresti, "Categorical Data
 * Analysis", 3rd ed., sections 11.1 and 11.1.4. Limits: units are independent of each other.
 */
import { ModelError } from '../errors.js';
import { binomialTest } from './binomial-test.js';
import { checkProbability, twoSidedProbability } from './level.js';
import { normalQuantile } from './normal-distribution.js';

export interface PairedDifference {
  readonly mean: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
  /** Upper end of the one-sided interval of the same level. */
  readonly upper: number;
  /** p-value of the exact McNemar test that both are right equally often. */
  readonly mcNemar: number;
}

/**
 * Of a - b over right (1) and wrong (0) answers to the same questions.
 * @throws ModelError unless both have the same length of at least 2
 */
export function pairedDifference(a: ArrayLike<number>, b: ArrayLike<number>, level = 0.95): PairedDifference {
  const count = a.length;
  if (count < 2 || b.length !== count) {
    throw new ModelError(`paired difference of ${count} and ${b.length} units: accepted are equal numbers from 2 on`);
  }
  checkProbability(level, 'level');
  let onlyA = 0;
  let onlyB = 0;
  for (let i = 0; i < count; i++) {
    if (a[i] === b[i]) continue;
    if (a[i] === 1) onlyA++;
    else onlyB++;
  }
  const mean = (onlyA - onlyB) / count;
  const standardError = Math.sqrt(((onlyA + onlyB) / count - mean * mean) / (count - 1));
  const half = normalQuantile(twoSidedProbability(level)) * standardError;
  return {
    mean,
    standardError,
    low: mean - half,
    high: mean + half,
    upper: mean + normalQuantile(level) * standardError,
    mcNemar: onlyA + onlyB === 0 ? 1 : binomialTest(onlyA, onlyA + onlyB, 0.5),
  };
}
