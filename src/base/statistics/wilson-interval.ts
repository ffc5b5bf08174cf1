/**
 * Wilson's score interval of a proportion of independent trials.
 *
 * (p + z^2/2n +- z sqrt(p (1-p)/n + z^2/4n^2)) / (1 + z^2/n). It keeps its meaning at 0 and at n successes.
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
 */
import { ModelError } from '../errors.js';
import { DEFAULT_LEVEL, type Interval, unboundedInterval } from './interval.js';
import { twoSidedProbability } from './level.js';
import { normalQuantile } from './normal-distribution.js';

/** @throws ModelError unless 0 <= successes <= trials. */
export function wilsonInterval(successes: number, trials: number, level = DEFAULT_LEVEL): Interval {
  const z = normalQuantile(twoSidedProbability(level));
  if (!(successes >= 0 && successes <= trials)) {
    throw new ModelError(`${successes} successes in ${trials} trials: accepted is 0 <= successes <= trials`);
  }
  if (trials === 0) return unboundedInterval(Number.NaN, level, 'no trials');
  const p = successes / trials;
  const z2 = (z * z) / trials;
  const centre = (p + z2 / 2) / (1 + z2);
  const spread = (z * Math.sqrt((p * (1 - p)) / trials + z2 / (4 * trials))) / (1 + z2);
  return {
    estimate: p,
    low: successes === 0 ? 0 : centre - spread,
    high: successes === trials ? 1 : centre + spread,
    level,
  };
}
