/**
 * M/M/1/K: Poisson arrivals (rate lambda), exponential service (rate mu), one server, at most K in the system; rho = lambda/mu.
 *
 *   P(lost) = (1 - rho) rho^K / (1 - rho^(K+1)),   1/(K+1) for rho = 1
 *
 * Source: L. Kleinrock, "Queueing Systems" I, 1975, section 3.6. Errors: a capacity below 1 is refused.
 */
import { ModelError } from '../base/errors.js';

export interface Mm1k {
  readonly arrivalRate: number;
  readonly serviceRate: number;
  /** K: requests in the system, the one in service included. */
  readonly capacity: number;
}

export function mm1kLoss({ arrivalRate, serviceRate, capacity }: Mm1k): number {
  const load = arrivalRate / serviceRate;
  if (!(load > 0 && capacity >= 1))
    throw new ModelError(`M/M/1/K needs load > 0 and K >= 1, not ${load} and ${capacity}`);
  if (load === 1) return 1 / (capacity + 1);
  // With a = ln rho: (1 - e^a) e^(aK) / (1 - e^(a(K+1))), without cancellation near rho = 1.
  const a = Math.log(load);
  return (Math.expm1(a) / Math.expm1(a * (capacity + 1))) * Math.exp(a * capacity);
}
