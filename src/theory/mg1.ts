/**
 * M/G/1: Poisson arrivals, any service law, one server.
 *
 * First come, first served:
 *   E[W] = lambda E[S^2] / (2 (1 - rho)),   rho = lambda E[S] < 1      (Pollaczek-Khinchine)
 *   E[T] = E[W] + E[S]
 * Last come, first served, not interrupting: the same E[W], and E[W^2] = E[W^2 | first come] / (1 - rho).
 * Processor sharing: a request of size x stays x/(1 - rho) in the mean, whatever the law of the sizes.
 *
 * E[S^2] = (1 + scv) E[S]^2, scv the squared coefficient of variation. Times in one unit.
 *
 * Source: Kleinrock, "Queueing Systems" I, section 5.6, and II, sections 3.4 and 4.4; L. Takacs 1963. Errors: an unstable queue is refused.
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

/** E[T | size x] under processor sharing, x in units of the service time of the whole server. */
export function processorSharingSojourn(
  { arrivalRate, meanService }: Omit<Mg1, 'serviceSecondMoment'>,
  x: number,
): number {
  const load = arrivalRate * meanService;
  if (!(load >= 0 && load < 1)) throw new ModelError(`processor sharing needs a load in [0, 1), not ${load}`);
  return x / (1 - load);
}

/** E[S^2] of a service law with a mean and a squared coefficient of variation. */
export function secondMoment(mean: number, scv: number): number {
  return (1 + scv) * mean * mean;
}
