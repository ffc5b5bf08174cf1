/** A process as the rest of this folder sees it. What changes at every step stands in its row of the table of waiters. */
import { ModelError } from '../base/errors.js';
import { Audience } from './audience.js';
import { Interruption } from './interruption.js';
import type { Process, ProcessState } from './process.js';
import type { Runner } from './runner.js';
import { type Beginning, type Wait, WaitIterator } from './wait.js';
import { NOBODY, STATE, type Waiter } from './waiter-table.js';

export class Coroutine<T = unknown> implements Process<T>, Beginning<T | undefined> {
  readonly path: string;
  readonly number: number;
  /** Its row; nobody once it has ended. */
  waiter: Waiter = NOBODY;
  result: T | undefined = undefined;
  readonly #runner: Runner;
  #killed = false;
  /** What it meets at its next waits. */
  #interruptions: Interruption[] | undefined = undefined;
  /** Those who wait for its end. */
  #audience: Audience | undefined = undefined;

  constructor(runner: Runner, path: string, number: number) {
    this.#runner = runner;
    this.path = path;
    this.number = number;
  }

  get description(): string {
    return `process "${this.path}" (number ${this.number})`;
  }

  get state(): ProcessState {
    if (this.waiter === NOBODY) return 'ended';
    const state = this.#runner.table.states[this.waiter];
    if (state === STATE.running) return 'running';
    return state === STATE.delaying || state === STATE.waiting ? 'waiting' : 'due';
  }

  /** Whether an interruption waits for its next wait. */
  get interrupted(): boolean {
    return this.#interruptions !== undefined && this.#interruptions.length > 0;
  }

  takeInterruption(): Interruption {
    this.#runner.undelivered--;
    return this.#interruptions!.shift()!;
  }

  interrupt(cause?: unknown): boolean {
    const { state } = this;
    if (this.#killed || state === 'ended') return false;
    if (state === 'running') throw new ModelError(`${this.description} interrupts itself: accepted is another process`);
    this.#interruptions ??= [];
    this.#interruptions.push(new Interruption(cause));
    this.#runner.undelivered++;
    if (state === 'waiting') this.#runner.interrupt(this.waiter);
    return true;
  }

  kill(): boolean {
    const { state } = this;
    if (this.#killed || state === 'ended') return false;
    if (state === 'running') throw new ModelError(`${this.description} kills itself: accepted is a return`);
    this.#killed = true;
    while (this.interrupted) this.takeInterruption();
    this.#runner.kill(this.waiter);
    return true;
  }

  /** Its last step is done: who waited for its end goes on. */
  end(result: T | undefined): void {
    while (this.interrupted) this.takeInterruption();
    this.waiter = NOBODY;
    this.result = result;
    this.#audience?.dismiss(result);
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    if (runner !== this.#runner) throw new ModelError(`${this.description} is one of other processes`);
    if (this.waiter === NOBODY) {
      runner.result = this.result;
      return true;
    }
    if (runner.ownerOf(waiter) === this.waiter)
      throw new ModelError('waits for its own end: accepted is another process');
    this.#audience ??= new Audience(runner);
    this.#audience.join(waiter, this);
    return false;
  }

  withdraw(waiter: Waiter): void {
    this.#audience!.leave(waiter);
  }

  undo(): void {
    // An end takes nothing from those who wait for it.
  }

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<T | undefined>, T | undefined, unknown> {
    return new WaitIterator(this);
  }
}
