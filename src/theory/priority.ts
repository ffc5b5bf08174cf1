/**
 * M/G/1 with classes served head of the line: the highest class that waits is served first, service is not interrupted.
 *
 *   E[W_k] = R / ((1 - s_{k-1}) (1 - s_k)),   s_k = rho_1 + ... + rho_k,   R = sum_i lambda_i E[S_i^2] / 2
 *
 * Class 1 is the highest. Times in one unit. Source: A. Cobham, Operations Research 2(1), 1954; Kleinrock, "Queueing
 * Systems" II, 1976, section 3.3. Errors: an unstable class is refused.
 */
import { ModelError } from '../base/errors.js';
import type { Mg1 } from './mg1.js';

/** Mean waits by class, in the order of the classes, highest first. */
export function priorityMeanWaits(classes: readonly Mg1[]): number[] {
  const residual =
    classes.reduce((sum, { arrivalRate, serviceSecondMoment }) => sum + arrivalRate * serviceSecondMoment, 0) / 2;
  let above = 0;
  return classes.map(({ arrivalRate, meanService }, index) => {
    const upTo = above + arrivalRate * meanService;
    if (!(upTo < 1)) throw new ModelError(`classes 1 to ${index + 1} need a load below 1, not ${upTo}`);
    const wait = residual / ((1 - above) * (1 - upTo));
    above = upTo;
    return wait;
  });
}
