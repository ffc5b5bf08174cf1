/**
 * Signal: tells all who wait for it, at once; those who come later wait for the next sending.
 *
 * `until` waits for a condition, which is looked at when the wait begins and whenever the signal is sent. Another process
 * that the same sending has set free may run first and change what the condition looks at: where that matters, ask
 * again: `while (!condition()) yield signal.wait()`.
 */
import { ModelError } from '../base/errors.js';
import { Audience } from './audience.js';
import { type Processes, runnerOf } from './processes.js';
import type { Runner } from './runner.js';
import { type Beginning, type Wait, WaitIterator } from './wait.js';
import type { Waiter } from './waiter-table.js';

export interface SignalOptions {
  readonly processes: Processes;
  /** Name in errors and in `Processes.waiting`. */
  readonly path: string;
}

export class Signal<T = void> {
  readonly path: string;
  readonly #runner: Runner;
  readonly #audience: Audience;
  readonly #next: Reception<T>;

  constructor({ processes, path }: SignalOptions) {
    this.path = path;
    this.#runner = runnerOf(processes);
    this.#audience = new Audience(this.#runner);
    this.#next = this.#reception(undefined);
  }

  /** Processes that wait for it. */
  get waiting(): number {
    return this.#audience.size;
  }

  /** Waits for the next sending and gives what is sent. */
  wait(): Wait<T> {
    return this.#next;
  }

  /** Waits until the condition holds: at once, or at a sending. */
  until(condition: () => boolean): Wait<void> {
    return this.#reception(condition) as Wait<unknown> as Wait<void>;
  }

  /** Sets free all who wait, in order of arrival; of those with a condition, those whose condition holds. Not only processes may send. */
  send(value: T): void {
    const { table } = this.#runner;
    this.#audience.release(value, (waiter) => (table.waits[waiter] as Reception<T>).holds());
  }

  #reception(condition: (() => boolean) | undefined): Reception<T> {
    return new Reception(this.path, this.#runner, this.#audience, condition);
  }
}

class Reception<T> implements Beginning<T> {
  readonly #path: string;
  readonly #runner: Runner;
  readonly #audience: Audience;
  readonly #condition: (() => boolean) | undefined;

  constructor(path: string, runner: Runner, audience: Audience, condition: (() => boolean) | undefined) {
    this.#path = path;
    this.#runner = runner;
    this.#audience = audience;
    this.#condition = condition;
  }

  get description(): string {
    return `${this.#condition === undefined ? '' : 'a condition at '}signal "${this.#path}"`;
  }

  /** Whether a sending sets it free. */
  holds(): boolean {
    return this.#condition === undefined || this.#condition();
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    if (runner !== this.#runner) throw new ModelError(`signal "${this.#path}" belongs to other processes`);
    if (this.#condition?.()) return true;
    this.#audience.join(waiter, this);
    return false;
  }

  withdraw(waiter: Waiter): void {
    this.#audience.leave(waiter);
  }

  undo(): void {
    // A sending takes nothing from those who receive it.
  }

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<T>, T, unknown> {
    return new WaitIterator(this);
  }
}
