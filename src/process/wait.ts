/**
 * What a process waits for, and what a process is written as.
 *
 * A process is a generator that yields waits: `yield delay(5)`, `yield cpu.acquire()`. `yield*` waits too and has the
 * result of the wait with its type: `const item = yield* store.get()`; the result of a plain `yield` is the same value
 * as `unknown`, and it is the cheaper of the two. An activity may be part of another one: `yield* repair(machine)`.
 */
import type { SimTime } from '../base/time.js';
import type { Runner } from './runner.js';
import type { Waiter } from './waiter-table.js';

/**
 * Something a process can wait for, with a result of type `T`. It is a description: nothing begins before it is
 * yielded, and it may be kept, shared and yielded again, by any process of the same `Processes`.
 */
export interface Wait<T = unknown> {
  /** What is waited for, in words, as errors show it. */
  readonly description: string;
  /** For `yield*`. */
  [Symbol.iterator](): Iterator<Wait<T>, T, unknown>;
}

/** What a process may yield: a wait, or a number, which is a delay in nanoseconds. */
export type Yieldable = SimTime | Wait;

/** What a process does, step by step, and what it returns: the type of every generator function of a model. */
export type Activity<T = void> = Generator<Yieldable, T, unknown>;

/** Result of waiting for `W`. A delay has none. */
export type ResultOf<W extends Yieldable> = W extends Wait<infer T> ? T : undefined;

/** A wait under way, as the runner handles it. */
export interface PendingWait {
  /** Ends a wait that has not come true, as if it had never begun. */
  withdraw(waiter: Waiter, runner: Runner): void;
  /** Gives back what a wait that came true has taken, before its process learnt of it. */
  undo(waiter: Waiter, runner: Runner): void;
  /** What this waiter waits for, in words. */
  describe(waiter: Waiter): string;
}

/** A wait that a runner can begin. */
export interface Beginning<T = unknown> extends Wait<T>, PendingWait {
  /** True when the wait came true at once: its result is then in `runner.result`. Otherwise the table names it as pending. */
  begin(waiter: Waiter, runner: Runner): boolean;
}

/** Yields a wait once and returns what the process is resumed with: all that `yield*` asks for. */
export class WaitIterator<T> implements Iterator<Wait<T>, T, unknown> {
  readonly #wait: Wait<T>;
  #begun = false;

  constructor(wait: Wait<T>) {
    this.#wait = wait;
  }

  next(resumedWith?: unknown): IteratorResult<Wait<T>, T> {
    if (this.#begun) return { done: true, value: resumedWith as T };
    this.#begun = true;
    return { done: false, value: this.#wait };
  }

  /** An interruption goes on to the process. */
  throw(error: unknown): never {
    throw error;
  }

  /** So does the end of a killed process. */
  return(value?: unknown): IteratorResult<Wait<T>, T> {
    return { done: true, value: value as T };
  }
}
