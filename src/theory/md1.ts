/**
 * M/D/1: Poisson arrivals (rate lambda), constant service time D, one server, first come first served; rho = lambda D.
 *
 *   E[W] = rho D / (2 (1 - rho))
 *   P(W <= x) = e^-y sum_{j=0}^{k-1} Q_{k-1-j} y^j / j!,   (k-1) D <= x < k D,   y = lambda (k D - x)
 *
 * Q_m: probability that a departure leaves at most m + 1 behind (in queue and service), by level crossings of the
 * embedded chain:
 *   a_0 p_{k+1} = p_0 P(A > k) + sum_{i=1}^{k} p_i P(A > k + 1 - i),   A Poisson with mean rho, p_0 = 1 - rho.
 * All terms are positive, so doubles suffice; Crommelin's alternating series needs 60 digits.
 *
 * Source: G. J. Franx, "A simple solution for the M/D/c waiting time distribution", Operations Research Letters 29,
 * 2001; C. D. Crommelin 1932.
 */
import { ModelError } from '../base/errors.js';
import { mg1MeanWait } from './mg1.js';

export interface Md1 {
  readonly arrivalRate: number;
  readonly service: number;
}

export function md1MeanWait({ arrivalRate, service }: Md1): number {
  return mg1MeanWait({ arrivalRate, meanService: service, serviceSecondMoment: service * service });
}

export function md1MeanSojourn(queue: Md1): number {
  return md1MeanWait(queue) + queue.service;
}

/** P(W <= x). Cost O((x/D)^2). */
export function md1WaitCdf({ arrivalRate, service }: Md1, x: number): number {
  if (x < 0) return 0;
  const k = Math.floor(x / service) + 1;
  const atMost = numberCdf(arrivalRate * service, k);
  const y = arrivalRate * (k * service - x);
  let term = Math.exp(-y);
  let sum = 0;
  for (let j = 0; j < k; j++) {
    sum += atMost[k - j]! * term;
    term *= y / (j + 1);
  }
  return sum;
}

/** Quantile q of W by bisection, to 1e-10 of the service time; 0 when the wait is 0 with probability q or more. */
export function md1WaitQuantile(queue: Md1, q: number): number {
  if (!(q >= 0 && q < 1)) throw new ModelError(`quantile level must lie in [0, 1), not ${q}`);
  if (md1WaitCdf(queue, 0) >= q) return 0;
  let high = queue.service;
  while (md1WaitCdf(queue, high) < q) high *= 2;
  let low = 0;
  while (high - low > 1e-10 * queue.service) {
    const middle = (low + high) / 2;
    if (md1WaitCdf(queue, middle) < q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(N <= m) after a departure, m = 0..last. */
function numberCdf(load: number, last: number): Float64Array {
  if (!(load > 0 && load < 1)) throw new ModelError(`M/D/1 needs a load in (0, 1), not ${load}`);
  const none = Math.exp(-load);
  // exceeds[n] = P(A > n), summed from the far end so that small tails keep their digits.
  const exceeds = new Float64Array(last + 2);
  const masses: number[] = [none];
  while (masses.length < last + 3 || masses[masses.length - 1]! > 1e-320) {
    masses.push((masses[masses.length - 1]! * load) / masses.length);
  }
  let tail = 0;
  for (let n = masses.length - 1; n > 0; n--) {
    tail += masses[n]!;
    if (n - 1 < exceeds.length) exceeds[n - 1] = tail;
  }
  const p = new Float64Array(last + 1);
  const cdf = new Float64Array(last + 1);
  p[0] = 1 - load;
  cdf[0] = p[0]!;
  for (let k = 0; k < last; k++) {
    let up = p[0]! * exceeds[k]!;
    for (let i = 1; i <= k; i++) up += p[i]! * exceeds[k + 1 - i]!;
    p[k + 1] = up / none;
    cdf[k + 1] = cdf[k]! + p[k + 1]!;
  }
  return cdf;
}
