/** Entry of a worker thread: prepares scenarios and runs the replications that the pool sends. */

import { workerData } from 'piscina';
import { PreparationCache } from './preparation-cache.js';
import { loadSimulator, type ReplicationTask, type SimulatorOptions, type Summary } from './replication.js';
import { packError, type ThreadError } from './thread-error.js';

export interface WorkerSettings {
  /** URL of the module that exports the simulator. */
  readonly simulator: string;
  readonly options: SimulatorOptions;
}

/** Failures are values here: an error thrown across threads would lose its class. */
export type WorkerAnswer = { readonly summary: Summary } | { readonly error: ThreadError };

const settings = workerData as WorkerSettings;
let cache: Promise<PreparationCache> | undefined;

/** The function that the pool calls, once per task. */
export async function runTask(task: ReplicationTask): Promise<WorkerAnswer> {
  try {
    cache ??= loadSimulator(settings.simulator).then((simulator) => new PreparationCache(simulator, settings.options));
    return { summary: await (await cache).run(task) };
  } catch (error) {
    return { error: packError(error) };
  }
}
