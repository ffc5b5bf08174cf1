/**
 * A server that takes all that wait as one batch: Poisson arrivals (rate lambda), batch time tau(b) = alpha b + tau_0.
 *
 * Batch sizes form a Markov chain: while a batch of b is served, n = Poisson(lambda tau(b)) requests arrive; the next
 * batch has max(1, n) (when none arrived the server waits for one and serves it alone). Its stationary law pi gives,
 * arrivals being uniform over the service they meet,
 *
 *   E[T] = sum_b pi_b ( sum_{n>=1} P(n|b) n (tau(b)/2 + tau(n)) + P(0|b) tau(1) ) / E[B],   E[B] = sum_b pi_b b.
 *
 * Bounds: E[T] <= min(phi_0, phi_1) with
 *   phi_0 = (alpha+tau_0)/(2(1-l)) (1 + 2 lambda tau_0 + (1 - lambda tau_0)/(1 + l)),
 *   phi_1 = 3 tau_0/(2(1-l)) + (alpha/2)(l + 2)/(1 - l^2),   l = lambda alpha < 1.
 *
 * Times in one unit. Exact up to truncation (neglected mass below 1e-12).
 * Source: Y. Inoue, "Queueing analysis of GPU-based inference servers with dynamic batching", Performance Evaluation
 * 147, 2021 (arXiv:1912.06322). Limits: no largest batch, no waiting for a batch to fill.
 */
import { ModelError } from '../base/errors.js';

export interface BatchService {
  readonly arrivalRate: number;
  /** alpha: time per request of a batch. */
  readonly timePerRequest: number;
  /** tau_0: time per batch. */
  readonly setUpTime: number;
}

export interface BatchServiceResult {
  readonly meanSojourn: number;
  /** E[B] over batches. */
  readonly meanBatch: number;
}

export function solveBatchService(server: BatchService): BatchServiceResult {
  const { arrivalRate, timePerRequest, setUpTime } = server;
  const load = arrivalRate * timePerRequest;
  if (!(load >= 0 && load < 1)) throw new ModelError(`batch service needs a load in [0, 1), not ${load}`);
  const tau = (size: number): number => timePerRequest * size + setUpTime;

  // The chain's mean tends to lambda tau_0/(1-l), its variance to mean/(1-l^2): 12 standard deviations are enough.
  const centre = 1 + (arrivalRate * setUpTime) / (1 - load);
  const largest = Math.ceil(centre + 12 * Math.sqrt(centre / (1 - load * load)) + 30);
  const rows = Array.from({ length: largest }, (_, index) => poissonBand(arrivalRate * tau(index + 1), largest));
  let law = new Float64Array(largest + 1);
  law[Math.round(Math.min(centre, largest))] = 1;
  for (let change = 1; change > 1e-13; ) {
    const next = new Float64Array(largest + 1);
    for (let size = 1; size <= largest; size++) {
      const weight = law[size]!;
      if (weight < 1e-18) continue;
      const { first, masses } = rows[size - 1]!;
      for (let index = 0; index < masses.length; index++) next[Math.max(1, first + index)]! += weight * masses[index]!;
    }
    const total = next.reduce((sum, value) => sum + value, 0);
    change = 0;
    for (let size = 1; size <= largest; size++) {
      next[size]! /= total;
      change += Math.abs(next[size]! - law[size]!);
    }
    law = next;
  }

  let sojourns = 0;
  let served = 0;
  let meanBatch = 0;
  for (let size = 1; size <= largest; size++) {
    const weight = law[size]!;
    meanBatch += weight * size;
    const { first, masses } = rows[size - 1]!;
    for (let index = 0; index < masses.length; index++) {
      const arrivals = first + index;
      const mass = weight * masses[index]!;
      sojourns += mass * (arrivals === 0 ? tau(1) : arrivals * (tau(size) / 2 + tau(arrivals)));
      served += mass * Math.max(1, arrivals);
    }
  }
  return { meanSojourn: sojourns / served, meanBatch };
}

/** Inoue's upper bound min(phi_0, phi_1) on the mean sojourn. */
export function batchServiceBound({ arrivalRate, timePerRequest: alpha, setUpTime }: BatchService): number {
  const load = arrivalRate * alpha;
  const emptySetUp = arrivalRate * setUpTime;
  const phi0 = ((alpha + setUpTime) / (2 * (1 - load))) * (1 + 2 * emptySetUp + (1 - emptySetUp) / (1 + load));
  const phi1 = (1.5 * setUpTime) / (1 - load) + ((alpha / 2) * (load + 2)) / (1 - load * load);
  return Math.min(phi0, phi1);
}

/** Poisson masses around the mean, as far as they exceed 1e-18, cut at `largest`. */
function poissonBand(mean: number, largest: number): { first: number; masses: Float64Array } {
  const spread = 10 * Math.sqrt(mean) + 20;
  const first = Math.max(0, Math.floor(mean - spread));
  const last = Math.min(largest, Math.ceil(mean + spread));
  const masses = new Float64Array(Math.max(1, last - first + 1));
  const mode = Math.min(Math.max(Math.floor(mean), first), last);
  masses[mode - first] = 1;
  for (let n = mode; n > first; n--) masses[n - 1 - first] = (masses[n - first]! * n) / mean;
  for (let n = mode; n < last; n++) masses[n + 1 - first] = (masses[n - first]! * mean) / (n + 1);
  const total = masses.reduce((sum, value) => sum + value, 0);
  return { first, masses: masses.map((mass) => mass / total) };
}
