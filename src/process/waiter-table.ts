/**
 * Who waits: one row per living process, and one per branch of a wait for several things.
 *
 * Rows are columns of arrays and not objects: a step of one process among ten thousand then touches its generator and a
 * few dense arrays instead of objects all over the memory, which doubles the speed.
 */
import type { Branches } from './branches.js';
import type { Coroutine } from './coroutine.js';
import type { UnitPool } from './unit-pool.js';
import type { Activity, PendingWait } from './wait.js';

/** Number of a row. */
export type Waiter = number;

/** No waiter. */
export const NOBODY: Waiter = -1;

/** States of a row; those of branches come last. */
export const STATE = {
  free: 0,
  running: 1,
  /** An event of the present, or of its start, is about to run the process. */
  due: 2,
  /** The same, because its wait came true. */
  granted: 3,
  delaying: 4,
  waiting: 5,
  branchDelaying: 6,
  branchWaiting: 7,
  branchGranted: 8,
} as const;

export class WaiterTable {
  states = new Uint8Array(0);
  /** Phase of the process's events. */
  phases = new Uint8Array(0);
  /** Handle of the pending event: of a delay, of a service, or the one that resumes the process. */
  events = new Float64Array(0);
  /** Neighbours in a queue, and the rank by which it is sorted. */
  next = new Int32Array(0);
  previous = new Int32Array(0);
  ranks = new Float64Array(0);
  /** Units of a resource asked for, and how long they are used; negative when they are acquired. */
  units = new Float64Array(0);
  durations = new Float64Array(0);
  /** The resource of which a process holds units; further ones stand in `Holdings`. */
  readonly held: (UnitPool | undefined)[] = [];
  heldUnits = new Float64Array(0);
  readonly activities: (Activity<unknown> | undefined)[] = [];
  readonly coroutines: (Coroutine | undefined)[] = [];
  readonly waits: (PendingWait | undefined)[] = [];
  /** Results of waits that came true and wait for their process to run. */
  readonly values: unknown[] = [];
  /** What a branch belongs to. */
  readonly parents: (Branches | undefined)[] = [];
  readonly #free: Waiter[] = [];

  add(coroutine: Coroutine, phase: number, state: number): Waiter {
    const waiter = this.#free.pop() ?? this.#append();
    this.coroutines[waiter] = coroutine;
    this.phases[waiter] = phase;
    this.states[waiter] = state;
    return waiter;
  }

  remove(waiter: Waiter): void {
    this.states[waiter] = STATE.free;
    this.activities[waiter] = undefined;
    this.coroutines[waiter] = undefined;
    this.waits[waiter] = undefined;
    this.values[waiter] = undefined;
    this.parents[waiter] = undefined;
    this.#free.push(waiter);
  }

  #append(): Waiter {
    const waiter = this.coroutines.length;
    if (waiter === this.states.length) this.#grow(Math.max(64, 2 * waiter));
    for (const column of [this.held, this.activities, this.coroutines, this.waits, this.values, this.parents]) {
      column.push(undefined);
    }
    return waiter;
  }

  #grow(capacity: number): void {
    this.states = extend(this.states, new Uint8Array(capacity));
    this.phases = extend(this.phases, new Uint8Array(capacity));
    this.events = extend(this.events, new Float64Array(capacity));
    this.next = extend(this.next, new Int32Array(capacity));
    this.previous = extend(this.previous, new Int32Array(capacity));
    this.ranks = extend(this.ranks, new Float64Array(capacity));
    this.units = extend(this.units, new Float64Array(capacity));
    this.durations = extend(this.durations, new Float64Array(capacity));
    this.heldUnits = extend(this.heldUnits, new Float64Array(capacity));
  }
}

export function extend<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
