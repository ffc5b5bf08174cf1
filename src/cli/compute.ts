/** Computes the replications of one scenario: in this thread, or on worker threads. The result is the same. */
import { wallClock } from '../base/clock.js';
import type { Logger } from '../base/log.js';
import type { ReplicationSummary } from '../metrics/replication-summary.js';
import type { SimulationResult } from '../metrics/result.js';
import type { ExtensionFile } from '../scenario/extension-file.js';
import type { Scenario } from '../scenario/schema.js';
import { combineReplications, PreparedScenario } from '../simulate.js';
import { openPool, runReplications } from '../study/pool.js';
import { replicationTask } from '../study/replication-task.js';
import { simulatorModule } from '../study/simulator.js';
import type { MachineOptions } from './common-options.js';
import { openProgress } from './progress.js';

export interface ComputeOptions extends Pick<MachineOptions, 'engine' | 'workers'> {
  readonly extensions: readonly ExtensionFile[];
  readonly modelFolders: readonly string[];
  /** Name of the engine that answers, for the result. */
  readonly engineName: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export async function compute(scenario: Scenario, options: ComputeOptions): Promise<SimulationResult> {
  const started = wallClock.now();
  const summaries =
    Math.min(options.workers, scenario.replications) > 1
      ? await onThreads(scenario, options)
      : await here(scenario, options);
  const wallSeconds = (wallClock.now() - started) / 1000;
  return combineReplications(scenario, summaries, { engine: options.engineName, wallSeconds });
}

async function here(scenario: Scenario, options: ComputeOptions): Promise<readonly ReplicationSummary[]> {
  const { engine, extensions, modelFolders, logger, signal } = options;
  const progress = openProgress(scenario.replications);
  const prepared = await PreparedScenario.prepare(scenario, {
    engine,
    logger,
    signal,
    modelFolders,
    extensions: extensions.map(({ entries }) => entries),
    onProgress: ({ replication, share }) => progress.update(replication + share),
  }).catch((error: unknown) => {
    progress.stop();
    throw error;
  });
  try {
    const summaries: ReplicationSummary[] = [];
    for (let index = 0; index < scenario.replications; index++) {
      summaries.push(await prepared.runReplication(index));
      progress.update(index + 1);
    }
    return summaries;
  } finally {
    progress.stop();
    prepared.dispose();
  }
}

async function onThreads(scenario: Scenario, options: ComputeOptions): Promise<readonly ReplicationSummary[]> {
  const { workers, engine, extensions, modelFolders, signal } = options;
  const pool = await openPool({
    workers: Math.min(workers, scenario.replications),
    simulator: simulatorModule,
    options: { engine, modelFolders, extensions: extensions.map(({ file }) => file) },
    signal,
  });
  const tasks = Array.from({ length: scenario.replications }, (_, index) => replicationTask(scenario, index));
  const progress = openProgress(tasks.length);
  let done = 0;
  try {
    const summaries = await runReplications(pool, tasks, { signal, onFinished: () => progress.update(++done) });
    return summaries as readonly ReplicationSummary[];
  } finally {
    progress.stop();
    await pool.close();
  }
}
