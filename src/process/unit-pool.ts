/**
 * The units of a resource and the queue before them.
 *
 * The first in the queue is never overtaken by one of its priority or a lower one. A unit that becomes free goes to the
 * queue at that moment, so nobody who comes later takes it.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { Queue } from './queue-table.js';
import type { Runner } from './runner.js';
import type { PendingWait } from './wait.js';
import { NOBODY, type Waiter } from './waiter-table.js';

export interface UnitRequest {
  readonly units: number;
  readonly priority: number;
  /** Of the use, or `HELD`. */
  readonly duration: SimTime;
}

/** Duration of a use that is none: the units are held until they are released. */
export const HELD = -1;

/** In place of an event, of one that stands in the queue. */
const QUEUED = -1;

export class UnitPool implements PendingWait {
  readonly path: string;
  readonly capacity: number;
  /** Rows of the statistics of units in use and of the queue. */
  readonly inUse: number;
  readonly queueLength: number;
  free: number;
  readonly #runner: Runner;
  readonly #queue: Queue;

  constructor(runner: Runner, path: string, capacity: number) {
    this.#runner = runner;
    this.path = path;
    this.capacity = capacity;
    this.free = capacity;
    this.#queue = runner.queues.add();
    const { now } = runner.simulation;
    this.inUse = runner.statistics.add(now, 0);
    this.queueLength = runner.statistics.add(now, 0);
  }

  /** True when the units are taken at once and held; with a duration they are used instead, now or later. */
  request(waiter: Waiter, runner: Runner, { units, priority, duration }: UnitRequest): boolean {
    if (runner !== this.#runner) throw new ModelError(`resource "${this.path}" belongs to other processes`);
    const { table } = runner;
    table.waits[waiter] = this;
    table.units[waiter] = units;
    table.durations[waiter] = duration;
    if (!this.#canTake(units, priority)) {
      table.events[waiter] = QUEUED;
      runner.queues.insert(this.#queue, waiter, priority);
      this.#countQueue();
      return false;
    }
    this.free -= units;
    this.#countUse();
    if (duration === HELD) runner.holdings.add(runner.ownerOf(waiter), this, units);
    else runner.startService(waiter);
    return duration === HELD;
  }

  /** Takes units to hold, if they can be taken at once. */
  tryTake(owner: Waiter, units: number, priority: number): boolean {
    if (!this.#canTake(units, priority)) return false;
    this.free -= units;
    this.#countUse();
    this.#runner.holdings.add(owner, this, units);
    return true;
  }

  /** Whether a request of this priority would be granted at once. */
  #canTake(units: number, priority: number): boolean {
    if (this.free < units) return false;
    const { queues, table } = this.#runner;
    const first = queues.firsts[this.#queue]!;
    return first === NOBODY || priority < table.ranks[first]!;
  }

  /** @throws ModelError when the owner holds fewer */
  release(owner: Waiter, units: number): void {
    const { holdings } = this.#runner;
    if (!holdings.remove(owner, this, units)) {
      const held = holdings.unitsOf(owner, this);
      throw new ModelError(`releases ${units} of resource "${this.path}": accepted is what the process holds, ${held}`);
    }
    this.#vacate(units);
  }

  serviceEnded(waiter: Waiter): void {
    this.#vacate(this.#runner.table.units[waiter]!);
  }

  withdraw(waiter: Waiter): void {
    const { table, queues } = this.#runner;
    if (table.events[waiter] !== QUEUED) {
      this.#runner.stopTimer(waiter);
      this.#vacate(table.units[waiter]!);
      return;
    }
    queues.leave(this.#queue, waiter);
    this.#countQueue();
    // Those behind may need less than the one who left.
    this.#vacate(0);
  }

  undo(waiter: Waiter): void {
    const { table } = this.#runner;
    if (table.durations[waiter] === HELD) this.release(this.#runner.ownerOf(waiter), table.units[waiter]!);
  }

  describe(waiter: Waiter): string {
    const { table } = this.#runner;
    const queued = table.events[waiter] === QUEUED;
    return `${table.units[waiter]} of resource "${this.path}"${queued ? '' : ', in use'}`;
  }

  /** Units become free: the first in the queue get them. */
  #vacate(units: number): void {
    const before = this.free;
    this.free += units;
    if (this.#runner.queues.firsts[this.#queue] !== NOBODY) this.#serve();
    if (this.free !== before) this.#countUse();
  }

  #serve(): void {
    const runner = this.#runner;
    const { table, queues } = runner;
    const before = queues.lengths[this.#queue];
    for (;;) {
      const waiter = queues.firsts[this.#queue]!;
      if (waiter === NOBODY || table.units[waiter]! > this.free) break;
      queues.leave(this.#queue, waiter);
      this.free -= table.units[waiter]!;
      if (table.durations[waiter] === HELD) {
        runner.holdings.add(runner.ownerOf(waiter), this, table.units[waiter]!);
        runner.satisfy(waiter, undefined);
      } else runner.startService(waiter);
    }
    if (queues.lengths[this.#queue] !== before) this.#countQueue();
  }

  #countUse(): void {
    const { statistics, simulation } = this.#runner;
    statistics.update(this.inUse, simulation.now, this.capacity - this.free);
  }

  #countQueue(): void {
    const { statistics, simulation, queues } = this.#runner;
    statistics.update(this.queueLength, simulation.now, queues.lengths[this.#queue]!);
  }
}
