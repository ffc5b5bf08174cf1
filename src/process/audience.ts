/** Waiters that one thing sets free together, in their order. */
import type { Queue } from './queue-table.js';
import type { Runner } from './runner.js';
import type { PendingWait } from './wait.js';
import { NOBODY, STATE, type Waiter } from './waiter-table.js';

export class Audience {
  readonly #runner: Runner;
  readonly #queue: Queue;

  constructor(runner: Runner) {
    this.#runner = runner;
    this.#queue = runner.queues.add();
  }

  get size(): number {
    return this.#runner.queues.lengths[this.#queue]!;
  }

  join(waiter: Waiter, wait: PendingWait): void {
    this.#runner.table.waits[waiter] = wait;
    this.#runner.queues.insert(this.#queue, waiter);
  }

  leave(waiter: Waiter): void {
    this.#runner.queues.leave(this.#queue, waiter);
  }

  /** Sets all free that are here now and of whom `goes` is true. */
  release(value: unknown, goes: (waiter: Waiter) => boolean): void {
    const { queues, table } = this.#runner;
    const free: Waiter[] = [];
    for (let waiter = queues.firsts[this.#queue]!; waiter !== NOBODY; waiter = table.next[waiter]!) {
      if (goes(waiter)) free.push(waiter);
    }
    for (const waiter of free) {
      // Two branches of one wait may be here: with the first that comes true the other has left.
      const state = table.states[waiter];
      if (state !== STATE.waiting && state !== STATE.branchWaiting) continue;
      queues.leave(this.#queue, waiter);
      this.#runner.satisfy(waiter, value);
    }
  }

  /** Sets all free, for good. */
  dismiss(value: unknown): void {
    this.release(value, () => true);
    this.#runner.queues.remove(this.#queue);
  }
}
