/** Threads that share out a validation: where a task runs never shows in what it gives. */
import { Piscina } from 'piscina';

export interface Threads<Task, Result> {
  /** Rejects when the signal ends the work. */
  run(task: Task): Promise<Result>;
  close(): Promise<void>;
}

export interface ThreadOptions {
  /** A compiled file, or the source it comes from. */
  readonly entry: URL;
  /** What the entry exports. */
  readonly name: string;
  readonly workers: number;
  readonly signal?: AbortSignal | undefined;
}

export function openThreads<Task, Result>({ entry, name, workers, signal }: ThreadOptions): Threads<Task, Result> {
  // Worker threads load compiled files only: under a TypeScript loader (tests) the entry is the one in `dist`.
  const filename = entry.href.replace('/src/validation/', '/dist/validation/');
  const pool = new Piscina<Task, Result>({
    filename,
    name,
    minThreads: workers,
    maxThreads: workers,
    atomics: 'disabled',
  });
  // One listener for all tasks: hundreds wait, and a signal warns of more than ten.
  const stop = (): void => void pool.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  return {
    async run(task) {
      signal?.throwIfAborted();
      return await pool.run(task);
    },
    async close() {
      signal?.removeEventListener('abort', stop);
      await pool.destroy();
    },
  };
}
