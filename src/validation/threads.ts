/** Threads that share out a validation: where a task runs never shows in what it gives. */
import { Piscina } from 'piscina';

/**
 * @param entry a compiled file, or the source it comes from
 * @param name what the entry exports
 */
export function openThreads<Task, Result>(entry: URL, name: string, workers: number): Piscina<Task, Result> {
  // Worker threads load compiled files only: under a TypeScript loader (tests) the entry is the one in `dist`.
  const filename = entry.href.replace('/src/validation/', '/dist/validation/');
  return new Piscina({ filename, name, minThreads: workers, maxThreads: workers, atomics: 'disabled' });
}
