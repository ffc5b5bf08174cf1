/**
 * c servers, Poisson arrivals (rate lambda), exponential service (rate mu each); a = lambda/mu, rho = a/c.
 *
 *   Erlang B, no waiting (any service law):  B(0) = 1,  B(c) = a B(c-1) / (c + a B(c-1))
 *   Erlang C, all wait:  P(W > 0) = C = B / (1 - rho (1 - B)),   E[W] = C / (c mu (1 - rho)),
 *   P(W > t) = C e^(-c mu (1 - rho) t)
 *
 * Source: L. Kleinrock, "Queueing Systems" I, 1975, sections 3.5 and 3.6; A. K. Erlang 1917. Errors: an unstable queue is refused.
 */
import { ModelError } from '../base/errors.js';

export interface Mmc {
  readonly arrivalRate: number;
  /** Of one server. */
  readonly serviceRate: number;
  readonly servers: number;
}

/** Share of requests lost when none may wait; holds for every service law of that mean. */
export function erlangB({ arrivalRate, serviceRate, servers }: Mmc): number {
  const offered = arrivalRate / serviceRate;
  let loss = 1;
  for (let count = 1; count <= servers; count++) loss = (offered * loss) / (count + offered * loss);
  return loss;
}

/** Share of requests that wait. */
export function erlangC(queue: Mmc): number {
  const loss = erlangB(queue);
  return loss / (1 - (1 - freeRate(queue) / (queue.servers * queue.serviceRate)) * (1 - loss));
}

export function mmcMeanWait(queue: Mmc): number {
  return erlangC(queue) / freeRate(queue);
}

/** P(W > t). */
export function mmcWaitExceeds(queue: Mmc, t: number): number {
  return erlangC(queue) * Math.exp(-freeRate(queue) * t);
}

/** c mu - lambda = c mu (1 - rho). */
function freeRate({ arrivalRate, serviceRate, servers }: Mmc): number {
  const free = servers * serviceRate - arrivalRate;
  if (!(arrivalRate >= 0 && free > 0)) {
    throw new ModelError(`M/M/${servers} needs an arrival rate below ${servers * serviceRate}, not ${arrivalRate}`);
  }
  return free;
}
