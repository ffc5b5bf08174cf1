/** Native TensorFlow reads its number of threads once, when the main thread first loads it: workers share the cores. */
import { availableParallelism } from 'node:os';

export const cores = (): number => availableParallelism();

/** Call before anything loads an engine; a number set by the user stays. */
export function shareCores(workers: number): void {
  const threads = String(Math.max(1, Math.floor(cores() / Math.max(1, workers))));
  process.env.TF_NUM_INTRAOP_THREADS ??= threads;
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
}
