/**
 * M/G/1: Poisson arrivals, any service law, one server, first come first served.
 *
 *   E[W] = lambda E[S^2] / (2 (1 - rho)),   rho = lambda E[S] < 1      (Pollaczek-Khinchine)
 *   E[T] = E[W] + E[S]
 *
 * E[S^2] = (1 + scv) E[S]^2, scv the squared coefficient of variation. Times in one unit.
 *
 * Source: Kleinrock, "Queueing Systems" I, section 5.6. Errors: an unstable queue is refused.
 */
import { ModelError } from '../base/errors.js';

export interface Mg1 {
  readonly arrivalRate: number;
  readonly meanService: number;
  /** E[S^2]. */
  readonly serviceSecondMoment: number;
}

export function mg1MeanWait({ arrivalRate, meanService, serviceSecondMoment }: Mg1): number {
  const load = arrivalRate * meanService;
  if (!(load >= 0 && load < 1)) throw new ModelError(`M/G/1 needs a load in [0, 1), not ${load}`);
  return (arrivalRate * serviceSecondMoment) / (2 * (1 - load));
}

export function mg1MeanSojourn(queue: Mg1): number {
  return mg1MeanWait(queue) + queue.meanService;
}

/** E[S^2] of a service law with a mean and a squared coefficient of variation. */
export function secondMoment(mean: number, scv: number): number {
  return (1 + scv) * mean * mean;
}
