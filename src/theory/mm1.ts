/**
 * M/M/1: Poisson arrivals (rate lambda), exponential service (rate mu), one server, first come first served.
 *
 * rho = lambda/mu < 1. Sojourn time T is exponential with rate mu - lambda; waiting time is 0 with probability 1 - rho
 * and else exponential with the same rate. Rates in 1/s, times in s (any one unit).
 *
 * Source: L. Kleinrock, "Queueing Systems" I, 1975, chapter 3. Errors: an unstable queue is refused.
 */
import { ModelError } from '../base/errors.js';

export interface Mm1 {
  readonly arrivalRate: number;
  readonly serviceRate: number;
}

function margin({ arrivalRate, serviceRate }: Mm1): number {
  if (!(arrivalRate >= 0 && serviceRate > arrivalRate)) {
    throw new ModelError(`M/M/1 needs 0 <= arrival rate < service rate, not ${arrivalRate} and ${serviceRate}`);
  }
  return serviceRate - arrivalRate;
}

/** E[T] = 1 / (mu - lambda). */
export function mm1MeanSojourn(queue: Mm1): number {
  return 1 / margin(queue);
}

/** E[W] = rho / (mu - lambda). */
export function mm1MeanWait(queue: Mm1): number {
  return queue.arrivalRate / queue.serviceRate / margin(queue);
}

/** E[W^2] = 2 rho / (mu - lambda)^2 under first come, first served. */
export function mm1WaitSecondMoment(queue: Mm1): number {
  return (2 * queue.arrivalRate) / queue.serviceRate / margin(queue) ** 2;
}

/** E[N] = rho / (1 - rho). */
export function mm1MeanNumber(queue: Mm1): number {
  return queue.arrivalRate / margin(queue);
}

/** P(T <= d) = 1 - e^-((mu - lambda) d). */
export function mm1SojournCdf(queue: Mm1, d: number): number {
  return d <= 0 ? 0 : -Math.expm1(-margin(queue) * d);
}

/** Quantile q of T: -ln(1 - q) / (mu - lambda). */
export function mm1SojournQuantile(queue: Mm1, q: number): number {
  return -Math.log1p(-q) / margin(queue);
}

/**
 * Time in which the queue forgets its start: 1 / (sqrt(mu) - sqrt(lambda))^2.
 *
 * What a start leaves decays at least as fast as e^(-t / this). Source: J. Abate, W. Whitt, "Transient behavior of the M/M/1
 * queue: starting at the origin", Queueing Systems 2 (1987).
 */
export function mm1RelaxationTime(queue: Mm1): number {
  margin(queue);
  return 1 / (Math.sqrt(queue.serviceRate) - Math.sqrt(queue.arrivalRate)) ** 2;
}
