/**
 * GI/G/1: independent gaps of rate lambda, independent services of rate mu, c_a and c_s their squared coefficients of variation.
 *
 * Kingman's upper bound:   E[W] <= lambda (Var[gap] + Var[service]) / (2 (1 - rho)),   rho = lambda/mu < 1.
 *
 * Source: J. F. C. Kingman, Proc. Cambridge Philosophical Society 58, 1962. Errors: an unstable queue is refused.
 */
import { ModelError } from '../base/errors.js';

export interface Gig1 {
  readonly arrivalRate: number;
  readonly arrivalScv: number;
  readonly serviceRate: number;
  readonly serviceScv: number;
}

export function kingmanBound({ arrivalRate, arrivalScv, serviceRate, serviceScv }: Gig1): number {
  if (!(arrivalRate > 0 && serviceRate > arrivalRate)) {
    throw new ModelError(`GI/G/1 needs 0 < arrival rate < service rate, not ${arrivalRate} and ${serviceRate}`);
  }
  const variances = arrivalScv / arrivalRate ** 2 + serviceScv / serviceRate ** 2;
  return (arrivalRate * variances) / (2 * (1 - arrivalRate / serviceRate));
}
