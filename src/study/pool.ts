/**
 * Where replications are computed: in this thread, or on a pool of worker threads.
 *
 * Which pool computes a replication never shows in its result. The first failure ends a batch; a worker that dies is an
 * `EnvironmentError` that names the replication it was computing.
 */

import { Piscina } from 'piscina';
import { EnvironmentError, Interrupted } from '../base/errors.js';
import { PreparationCache } from './preparation-cache.js';
import { loadSimulator, type ReplicationTask, type SimulatorOptions, type Summary } from './replication.js';
import { unpackError } from './thread-error.js';
import type { WorkerAnswer, WorkerSettings } from './worker.js';

/** Computes replications, several at a time if it can. */
export interface ReplicationPool {
  readonly workers: number;
  run(task: ReplicationTask): Promise<Summary>;
  /** Ends the workers; replications under way are given up. */
  close(): Promise<void>;
}

export interface PoolSettings extends WorkerSettings {
  /** Worker threads; 0 and 1 compute in this thread. */
  readonly workers: number;
  /** Ends runs of this thread from within; worker threads end when the pool closes. */
  readonly signal?: AbortSignal | undefined;
}

export async function openPool({ workers, simulator, options, signal }: PoolSettings): Promise<ReplicationPool> {
  return workers > 1 ? openThreads(workers, { simulator, options }) : openInProcess(simulator, options, signal);
}

async function openInProcess(
  moduleUrl: string,
  options: SimulatorOptions,
  signal: AbortSignal | undefined,
): Promise<ReplicationPool> {
  const cache = new PreparationCache(await loadSimulator(moduleUrl), options, signal);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    workers: 1,
    run(task) {
      // one after the other: interleaving would only hold more scenarios in memory
      const next = last.then(() => {
        if (closed) throw new Interrupted('the pool is closed');
        return cache.run(task);
      });
      last = next.catch(() => {});
      return next;
    },
    async close() {
      closed = true;
      await last;
      cache.dispose();
    },
  };
}

function openThreads(workers: number, settings: WorkerSettings): ReplicationPool {
  const threads = new Piscina<ReplicationTask, WorkerAnswer>({
    filename: workerEntry(),
    name: 'runTask',
    minThreads: workers,
    maxThreads: workers,
    workerData: settings,
    // a worker computes for seconds at a time: waiting on shared memory would only block its event loop
    atomics: 'disabled',
  });
  let closed = false;
  const idleDeath = new Promise<never>((_, reject) => {
    // An answer that was on its way when the pool closed arrives as an 'error' event too: it was given up, not lost.
    threads.on('error', (cause: Error) => {
      if (!closed) reject(new EnvironmentError(`a worker died between replications: ${cause.message}`));
    });
  });
  // Every run waits for it; without a run under way nobody does, and the next run reports it.
  idleDeath.catch(() => {});
  return {
    workers,
    async run(task) {
      const computed = threads.run(task).catch((cause: Error) => {
        throw new EnvironmentError(`a worker died while computing replication ${task.replication}: ${cause.message}`);
      });
      const answer = await Promise.race([computed, idleDeath]);
      if ('error' in answer) throw unpackError(answer.error);
      return answer.summary;
    },
    close() {
      closed = true;
      return threads.destroy();
    },
  };
}

/** Worker threads load compiled files only: under a TypeScript loader (tests) the entry is the one in `dist`. */
function workerEntry(): string {
  return new URL('./worker.js', import.meta.url).href.replace(/\/src\/study\/worker\.js$/, '/dist/study/worker.js');
}

export interface BatchOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once per task, in the order of finishing; the next tasks wait for nothing it does. */
  onFinished(task: ReplicationTask, summary: Summary): Promise<void> | void;
}

/**
 * Computes every task, group by group, the longest first. Rejects with the first failure, or with `Interrupted` when the signal fires;
 * the pool is closed then, and what was finished before has been handed to `onFinished`.
 */
export async function runTasks(
  pool: ReplicationPool,
  tasks: readonly ReplicationTask[],
  { signal, onFinished }: BatchOptions,
): Promise<void> {
  const stop = (): void => void pool.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    throwIfAborted(signal);
    await Promise.all(
      inOrder(tasks).map(async (task) => {
        await onFinished(task, await pool.run(task));
      }),
    );
  } catch (error) {
    await pool.close();
    throwIfAborted(signal);
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** The heaviest group first, and within a group the longest task: short ones are left to fill the end. */
function inOrder(tasks: readonly ReplicationTask[]): ReplicationTask[] {
  const weights = new Map<string | undefined, number>();
  for (const { group, cost } of tasks) weights.set(group, (weights.get(group) ?? 0) + cost);
  const places = new Map([...weights].sort((a, b) => b[1] - a[1]).map(([group], place) => [group, place]));
  return [...tasks].sort((a, b) => places.get(a.group)! - places.get(b.group)! || b.cost - a.cost);
}

/** Computes every task and returns the summaries in the order of the tasks. */
export async function runReplications(
  pool: ReplicationPool,
  tasks: readonly ReplicationTask[],
  options: { readonly signal?: AbortSignal | undefined; onFinished?(task: ReplicationTask): void } = {},
): Promise<Summary[]> {
  const summaries = new Map<ReplicationTask, Summary>();
  await runTasks(pool, tasks, {
    signal: options.signal,
    onFinished(task, summary) {
      summaries.set(task, summary);
      options.onFinished?.(task);
    },
  });
  return tasks.map((task) => summaries.get(task)!);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new Interrupted('interrupted; an output folder, where one was given, keeps what was finished');
}
