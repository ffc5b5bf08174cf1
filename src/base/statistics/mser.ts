/**
 * Where the warm-up of a series ends, by MSER-5.
 *
 * The series is cut into means of 5; the truncation d minimises sum_{j >= d} (y_j - mean of the rest)^2 / (n - d)^2
 * over the first half. Source: K. P. White, "An effective truncation heuristic for bias reduction in simulation
 * output", Simulation 69 (1997); batches of 5 after Spratt (1998).
 *
 * Limits: a minimum at the end of the first half means that the series is too short to tell; a rest of the transient
 * below its noise stays.
 */
import { ModelError } from '../errors.js';

const BATCH = 5;

export interface Truncation {
  /** Observations to drop from the start, a multiple of 5. */
  readonly count: number;
  /** Why the answer is not to be relied on. */
  readonly reason?: string;
}

/** @throws ModelError for a series of fewer than 20 values. */
export function mser5(series: ArrayLike<number>): Truncation {
  const batches = Math.floor(series.length / BATCH);
  if (batches < 4) throw new ModelError(`warm-up of ${series.length} values: accepted are 20 or more`);
  const half = Math.floor(batches / 2);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  // Backwards, so that the moments of every rest come from one pass.
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let batch = batches - 1; batch >= 0; batch--) {
    const value = batchMean(series, batch);
    const delta = value - mean;
    count++;
    mean += delta / count;
    squares += delta * (value - mean);
    const error = squares / (count * count);
    if (batch <= half && error <= least) {
      least = error;
      best = batch;
    }
  }
  const truncation = best * BATCH;
  if (best < half) return { count: truncation };
  return {
    count: truncation,
    reason: 'no minimum in the first half of the series: the run is too short to tell its warm-up',
  };
}

function batchMean(series: ArrayLike<number>, batch: number): number {
  let sum = 0;
  for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += series[i]!;
  return sum / BATCH;
}
