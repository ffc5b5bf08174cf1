/**
 * GI/M/1: independent gaps with transform A*, exponential service (rate mu), one server, first come first served.
 *
 * sigma in (0, 1) solves sigma = A*(mu (1 - sigma)); P(W > 0) = sigma, E[W] = sigma / (mu (1 - sigma)). Source: L. Kleinrock, "Queueing
 * Systems" I, 1975, section 6.4. Errors: an unstable queue is refused.
 */
import { ModelError } from '../base/errors.js';
import type { GapTransform } from './gap-transform.js';

export interface Gim1 {
  readonly arrivalRate: number;
  readonly transform: GapTransform;
  readonly serviceRate: number;
}

/** sigma: share of requests that wait. */
export function gim1WaitShare({ arrivalRate, transform, serviceRate }: Gim1): number {
  if (!(arrivalRate > 0 && serviceRate > arrivalRate)) {
    throw new ModelError(`GI/M/1 needs 0 < arrival rate < service rate, not ${arrivalRate} and ${serviceRate}`);
  }
  // A* - sigma is convex in sigma and 0 at 1: it changes sign once below.
  let low = 0;
  let high = 1;
  while (high - low > 1e-15) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (transform(serviceRate * (1 - middle)) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function gim1MeanWait(queue: Gim1): number {
  const share = gim1WaitShare(queue);
  return share / (queue.serviceRate * (1 - share));
}
