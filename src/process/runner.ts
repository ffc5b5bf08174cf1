/**
 * Runs processes: one entity of the simulation, whose events start, resume, interrupt and kill them.
 *
 * A step of a process, from one wait to the next, is part of one event, in the phase of that process. Steps never nest:
 * what a process does to another one happens to the queues at once and to the other process in an event of its own.
 */
import { ModelError } from '../base/errors.js';
import { TimeWeightedTable } from '../base/statistics/time-weighted.js';
import { MAX_TIME, type SimTime } from '../base/time.js';
import type { Entity } from '../kernel/entity.js';
import type { Phase } from '../kernel/phase.js';
import type { Simulation } from '../kernel/simulation.js';
import type { Branches } from './branches.js';
import { Coroutine } from './coroutine.js';
import { refuseDelay } from './delay.js';
import { Holdings } from './holdings.js';
import { Interruption } from './interruption.js';
import { QueueTable } from './queue-table.js';
import type { UnitPool } from './unit-pool.js';
import type { Activity, Beginning, Yieldable } from './wait.js';
import { NOBODY, STATE, type Waiter, WaiterTable } from './waiter-table.js';

/** `settle` resumes after a wait for several things, whose branches are then done with. */
const event = { resume: 0, settle: 1, interrupt: 2, kill: 3, delay: 4, service: 5 } as const;

/** Waits of one process within one event that are taken for a livelock. */
const MAX_STEPS = 1e6;

type Step = IteratorResult<Yieldable, unknown>;

export class Runner implements Entity {
  readonly path: string;
  readonly simulation: Simulation;
  readonly table = new WaiterTable();
  readonly queues = new QueueTable(this.table);
  readonly holdings = new Holdings(this.table);
  readonly statistics = new TimeWeightedTable();
  /** The process whose step is under way. */
  running: Waiter = NOBODY;
  /** Processes that have not ended. */
  living = 0;
  /** Result of a wait that came true when it began. */
  result: unknown = undefined;
  /** Interruptions that no process has met yet. */
  undelivered = 0;
  #started = 0;
  readonly #id: number;

  constructor(simulation: Simulation, path: string) {
    this.simulation = simulation;
    this.path = path;
    this.#id = simulation.add(this);
  }

  start<T>(path: string, activity: Activity<T>, after: SimTime, phase: Phase): Coroutine<T> {
    const { table } = this;
    const coroutine = new Coroutine<T>(this, path, this.#started);
    const waiter = table.add(coroutine as Coroutine, phase, STATE.due);
    table.activities[waiter] = activity;
    coroutine.waiter = waiter;
    this.#schedule(waiter, after, event.resume);
    this.#started++;
    this.living++;
    return coroutine;
  }

  handle(kind: number, waiter: number): void {
    const { table } = this;
    if (kind === event.delay) {
      if (table.states[waiter] === STATE.delaying) this.#step(waiter, event.resume, undefined);
      else this.#branchEnded(waiter);
    } else if (kind === event.service) {
      (table.waits[waiter] as UnitPool).serviceEnded(waiter);
      if (table.states[waiter] === STATE.waiting) this.#step(waiter, event.resume, undefined);
      else this.#branchEnded(waiter);
    } else {
      if (kind === event.settle) (table.waits[waiter] as Branches).settle();
      const value = table.values[waiter];
      if (value !== undefined) table.values[waiter] = undefined;
      this.#step(waiter, kind, value);
    }
  }

  /**
   * Begins the wait of a process or of a branch.
   *
   * @returns true when it came true at once, with its result in `result`
   * @throws ModelError for what is no wait
   */
  begin(waiter: Waiter, wait: Yieldable): boolean {
    if (typeof wait === 'number') {
      this.#schedule(waiter, wait, event.delay);
      return false;
    }
    if (typeof (wait as Partial<Beginning> | null | undefined)?.begin !== 'function') refuseWait(wait);
    this.result = undefined;
    return (wait as Beginning).begin(waiter, this);
  }

  /** Ends the wait of a process or of a branch; if it came true, what it took is given back. A delay has taken nothing. */
  cancel(waiter: Waiter): void {
    const { table } = this;
    const state = table.states[waiter];
    if (state === STATE.delaying || state === STATE.branchDelaying) this.stopTimer(waiter);
    else if (state === STATE.granted || state === STATE.branchGranted) table.waits[waiter]?.undo(waiter, this);
    else table.waits[waiter]!.withdraw(waiter, this);
  }

  /** A wait came true by what another process, or an event, did: its process goes on in an event of the present instant. */
  satisfy(waiter: Waiter, value: unknown): void {
    const { table } = this;
    table.values[waiter] = value;
    const whole = table.states[waiter] === STATE.branchWaiting ? this.#wholeOf(waiter) : waiter;
    if (whole === NOBODY) return;
    table.states[whole] = STATE.granted;
    this.#schedule(whole, 0, whole === waiter ? event.resume : event.settle);
  }

  /** A service of the duration in the table. */
  startService(waiter: Waiter): void {
    this.#schedule(waiter, this.table.durations[waiter]!, event.service);
  }

  stopTimer(waiter: Waiter): void {
    this.simulation.cancel(this.table.events[waiter]!);
  }

  /** Processes that wait, by number, and for what. */
  waiting(): { readonly process: Coroutine; readonly for: string }[] {
    const { table } = this;
    const waiting: { readonly process: Coroutine; readonly for: string }[] = [];
    for (const [waiter, wait] of table.waits.entries()) {
      const state = table.states[waiter];
      if (state !== STATE.waiting && state !== STATE.delaying) continue;
      const process = table.coroutines[waiter]!;
      waiting.push({ process, for: state === STATE.delaying ? 'a delay' : wait!.describe(waiter) });
    }
    return waiting.sort((a, b) => a.process.number - b.process.number);
  }

  /** The process that a waiter is, or is a branch of. */
  ownerOf(waiter: Waiter): Waiter {
    return this.table.states[waiter]! < STATE.branchDelaying ? waiter : this.table.coroutines[waiter]!.waiter;
  }

  interrupt(waiter: Waiter): void {
    this.cancel(waiter);
    this.table.states[waiter] = STATE.due;
    this.#schedule(waiter, 0, event.interrupt);
  }

  kill(waiter: Waiter): void {
    const { states } = this.table;
    const state = states[waiter];
    if (state === STATE.due || state === STATE.granted) this.stopTimer(waiter);
    if (state !== STATE.due) this.cancel(waiter);
    states[waiter] = STATE.due;
    this.#schedule(waiter, 0, event.kill);
  }

  #schedule(waiter: Waiter, duration: SimTime, kind: number): void {
    const { simulation, table } = this;
    const time = simulation.now + duration;
    if (!(duration >= 0 && time <= MAX_TIME) || Math.floor(duration) !== duration) refuseDelay(duration);
    table.events[waiter] = simulation.scheduleCancellable(time, table.phases[waiter] as Phase, this.#id, kind, waiter);
  }

  /** A delay or a service of a branch is over. */
  #branchEnded(branch: Waiter): void {
    const whole = this.#wholeOf(branch);
    if (whole !== NOBODY) this.handle(event.settle, whole);
  }

  /** A branch came true. @returns the process if with it the whole wait came true, else nobody */
  #wholeOf(branch: Waiter): Waiter {
    const { states, parents } = this.table;
    let waiter = branch;
    while (states[waiter]! >= STATE.branchDelaying) {
      states[waiter] = STATE.branchGranted;
      const parent = parents[waiter]!;
      if (!parent.cameTrue(waiter)) return NOBODY;
      waiter = parent.waiter;
    }
    return waiter;
  }

  /** Runs a process to its next wait that does not come true at once, or to its end. */
  #step(waiter: Waiter, kind: number, value: unknown): void {
    const { table } = this;
    const activity = table.activities[waiter]!;
    table.states[waiter] = STATE.running;
    this.running = waiter;
    try {
      let step = kind <= event.settle ? activity.next(value) : this.#divert(waiter, kind);
      for (let steps = 0; !step.done; steps++) {
        const wait = step.value;
        if (!this.begin(waiter, wait)) {
          table.states[waiter] = typeof wait === 'number' ? STATE.delaying : STATE.waiting;
          if (this.undelivered > 0 && table.coroutines[waiter]!.interrupted) this.interrupt(waiter);
          return;
        }
        if (steps > MAX_STEPS) throw new ModelError(`more than ${MAX_STEPS} waits in a row came true at once`);
        step = activity.next(this.result);
      }
      this.#end(waiter, step.value);
    } catch (error) {
      throw this.#explain(waiter, error);
    } finally {
      this.running = NOBODY;
    }
  }

  /** Throws an interruption into a process, or makes it return. */
  #divert(waiter: Waiter, kind: number): Step {
    const activity = this.table.activities[waiter]!;
    if (kind === event.interrupt) return activity.throw(this.table.coroutines[waiter]!.takeInterruption());
    const step = activity.return(undefined);
    if (step.done) return { done: true, value: undefined };
    throw new ModelError('waits while it is killed: accepted in its finally blocks is what takes no time');
  }

  #end(waiter: Waiter, result: unknown): void {
    const coroutine = this.table.coroutines[waiter]!;
    this.holdings.releaseAll(waiter);
    this.table.remove(waiter);
    this.living--;
    coroutine.end(result);
  }

  /** An error of a process ends the run, with the process and the time in front. */
  #explain(waiter: Waiter, error: unknown): ModelError {
    const place = `${this.table.coroutines[waiter]?.description} at ${this.simulation.now} ns`;
    if (error instanceof Interruption) {
      return new ModelError(`${place}: interrupted and nothing caught it, cause: ${error.cause}`);
    }
    return new ModelError(`${place}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function refuseWait(wait: unknown): never {
  if (typeof (wait as Partial<Activity> | null | undefined)?.next === 'function') {
    throw new ModelError(
      'yielded a generator: accepted are yield* to make it part of the process, or start to run it beside',
    );
  }
  throw new ModelError(
    `yielded ${found(wait)}, which is no wait: accepted are a delay in ns, acquire() and use() of a resource, get() and put() of a store, ` +
      'wait() and until() of a signal, a process, anyOf, allOf and within',
  );
}

/** Something unexpected in words. */
export function found(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}
