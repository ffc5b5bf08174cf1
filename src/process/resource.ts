/**
 * Resource: a number of equal units that processes take and give back: servers, channels, places, a lock.
 *
 * - Requests are served by priority, then in order of arrival. The first in the queue is not overtaken: a request for
 *   one unit waits behind one for two that cannot be met yet.
 * - A unit belongs to the process that acquired it; only that one releases it. `try`/`finally` does so however the
 *   process ends; what a process still holds at its end, returned or killed, is released then.
 * - A process that is interrupted, or whose time is out, while it waits for units leaves the queue and holds nothing. One
 *   that is interrupted in a `use` frees its units at once.
 */
import { ModelError } from '../base/errors.js';
import type { TimeAverage } from '../base/statistics/time-weighted.js';
import type { SimTime } from '../base/time.js';
import { refuseDelay } from './delay.js';
import { type Processes, runnerOf } from './processes.js';
import type { Runner } from './runner.js';
import { HELD, UnitPool, type UnitRequest } from './unit-pool.js';
import { type Beginning, type Wait, WaitIterator } from './wait.js';
import { NOBODY, type Waiter } from './waiter-table.js';

export interface ResourceOptions {
  readonly processes: Processes;
  /** Name in errors and in `Processes.waiting`. */
  readonly path: string;
  /** Units there are, a positive integer. Default 1. */
  readonly capacity?: number;
}

export interface RequestOptions {
  /** Units asked for at once, an integer from 1 to the capacity. Default 1. */
  readonly units?: number;
  /** Smaller numbers are served first. Default 0. */
  readonly priority?: number;
}

export class Resource {
  readonly path: string;
  readonly capacity: number;
  /** Requests in the queue, over time; what is being served is not among them. */
  readonly queueLength: TimeAverage;
  /** Units held or in use, over time. */
  readonly inUse: TimeAverage;
  readonly #runner: Runner;
  readonly #pool: UnitPool;
  readonly #acquireOne: Wait<void>;

  /** @throws ModelError for a capacity that is no positive integer */
  constructor({ processes, path, capacity = 1 }: ResourceOptions) {
    if (!(Number.isSafeInteger(capacity) && capacity > 0)) {
      throw new ModelError(`resource "${path}" with a capacity of ${capacity}: accepted is a positive integer`);
    }
    this.path = path;
    this.capacity = capacity;
    this.#runner = runnerOf(processes);
    this.#pool = new UnitPool(this.#runner, path, capacity);
    this.#acquireOne = new Request(this.#pool, 1, 0, HELD);
    this.queueLength = this.#runner.statistics.at(this.#pool.queueLength);
    this.inUse = this.#runner.statistics.at(this.#pool.inUse);
  }

  /** Units that nobody holds or uses. */
  get free(): number {
    return this.#pool.free;
  }

  /** Share of the units in use, averaged from the making of the resource to `until`, by default the present. In [0, 1]. */
  utilisation(until: SimTime = this.#runner.simulation.now): number {
    return this.inUse.average(until) / this.capacity;
  }

  /** Waits for units, which the process then holds until it releases them. @throws ModelError for impossible options */
  acquire(options?: RequestOptions): Wait<void> {
    if (options === undefined) return this.#acquireOne;
    const { units, priority } = this.#checked(options);
    return new Request(this.#pool, units, priority, HELD);
  }

  /** Takes units for the running process if it need not wait for them. @throws ModelError outside a process, or for impossible options */
  tryAcquire(options: RequestOptions = {}): boolean {
    const { units, priority } = this.#checked(options);
    const owner = this.#owner('tryAcquire');
    return this.#pool.tryTake(owner, units, priority);
  }

  /** Gives back what the running process holds. @throws ModelError when it holds fewer units, or outside a process */
  release(units = 1): void {
    const owner = this.#owner('release');
    if (!(Number.isSafeInteger(units) && units > 0)) {
      throw new ModelError(`releases ${units} of resource "${this.path}": accepted is a positive integer`);
    }
    this.#pool.release(owner, units);
  }

  /**
   * Waits for units, uses them for `duration` and gives them back: `acquire`, `delay` and `release` in one wait, at half
   * their cost. The units are free before the process goes on.
   *
   * @param duration in nanoseconds, an integer in [0, 2^53 - 1]
   * @throws ModelError for another duration or impossible options
   */
  use(duration: SimTime, options?: RequestOptions): Wait<void> {
    if (!(duration >= 0) || Math.floor(duration) !== duration) refuseDelay(duration);
    if (options === undefined) return new Request(this.#pool, 1, 0, duration);
    const { units, priority } = this.#checked(options);
    return new Request(this.#pool, units, priority, duration);
  }

  #owner(what: string): Waiter {
    const { running } = this.#runner;
    if (running !== NOBODY) return running;
    throw new ModelError(`${what} of resource "${this.path}" outside a process: units belong to the process that runs`);
  }

  #checked({ units = 1, priority = 0 }: RequestOptions): Required<RequestOptions> {
    if (!(Number.isSafeInteger(units) && units > 0 && units <= this.capacity)) {
      throw new ModelError(
        `${units} units of resource "${this.path}": accepted is an integer from 1 to its capacity, ${this.capacity}`,
      );
    }
    if (Number.isNaN(priority)) throw new ModelError(`priority NaN at resource "${this.path}": accepted is a number`);
    return { units, priority };
  }
}

class Request implements Beginning<void>, UnitRequest {
  readonly units: number;
  readonly priority: number;
  readonly duration: SimTime;
  readonly #pool: UnitPool;

  constructor(pool: UnitPool, units: number, priority: number, duration: SimTime) {
    this.#pool = pool;
    this.units = units;
    this.priority = priority;
    this.duration = duration;
  }

  get description(): string {
    const time = this.duration === HELD ? '' : ` for ${this.duration} ns`;
    return `${this.units} of resource "${this.#pool.path}"${time}`;
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    return this.#pool.request(waiter, runner, this);
  }

  withdraw(waiter: Waiter): void {
    this.#pool.withdraw(waiter);
  }

  undo(waiter: Waiter): void {
    this.#pool.undo(waiter);
  }

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<void>, void, unknown> {
    return new WaitIterator(this);
  }
}
