/**
 * Native TensorFlow reads its number of threads once, when the main thread first loads it.
 *
 * Studies and searches spread replications over the cores, so each worker computes with one thread, however many workers
 * there are: the same sums in the same order, and the same bytes.
 */
import { availableParallelism } from 'node:os';

/** Worker threads that fill the machine. */
export const cores = (): number => availableParallelism();

/** Call before anything loads an engine; a number set by the user stays. */
export function oneThreadPerWorker(): void {
  process.env.TF_NUM_INTRAOP_THREADS ??= '1';
  process.env.TF_NUM_INTEROP_THREADS ??= '1';
}
