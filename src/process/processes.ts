/**
 * The processes of a simulation: starts them and knows who waits for what.
 *
 * Guarantees:
 * 1. Processes run on the events of the simulation, in its order: time, phase, insertion. Same model, same seed: same order,
 *    same fingerprint.
 * 2. A wait that can come true at once does not suspend the process: it goes on within the same event. Every other
 *    wait ends in an event of its own. So a process runs undisturbed from one wait that suspends it to the next.
 * 3. Those who wait in a queue are served in order of arrival, after their priority where there is one.
 * 4. An error that a process does not catch ends the run: it leaves `runUntil` as a `ModelError` that names the process
 *    and the time, with the error as its cause.
 *
 * Not guaranteed: any order between processes due at one instant and phase other than that in which they became due.
 */
import { ModelError } from '../base/errors.js';
import { isTime, type SimTime } from '../base/time.js';
import { PHASE, type Phase } from '../kernel/phase.js';
import type { Simulation } from '../kernel/simulation.js';
import type { Process } from './process.js';
import { found, Runner } from './runner.js';
import type { Activity } from './wait.js';

export interface ProcessesOptions {
  readonly simulation: Simulation;
  /** Path of their entity in the simulation. Default `process`. */
  readonly path?: string;
}

export interface StartOptions {
  /** Delay of the first step in nanoseconds. Default 0: later at the present instant. */
  readonly after?: SimTime;
  /** Phase of the process's events. Default `PHASE.serve`. */
  readonly phase?: Phase;
}

/** A process that waits, and for what. */
export interface WaitingProcess {
  readonly process: Process;
  readonly for: string;
}

/** The runner of some processes. Not for models. */
export let runnerOf: (processes: Processes) => Runner;

export class Processes {
  readonly #runner: Runner;

  static {
    runnerOf = (processes) => processes.#runner;
  }

  /** @throws ModelError when the path is taken in the simulation */
  constructor({ simulation, path = 'process' }: ProcessesOptions) {
    this.#runner = new Runner(simulation, path);
  }

  /** The present, in nanoseconds. */
  get now(): SimTime {
    return this.#runner.simulation.now;
  }

  /** Processes that have not ended. */
  get living(): number {
    return this.#runner.living;
  }

  /** The process whose step is under way, if there is one. */
  get running(): Process | undefined {
    return this.#runner.table.coroutines[this.#runner.running];
  }

  /**
   * Starts a process: its first step is an event of its own.
   *
   * @param path names it in errors and in `waiting`; customers of one kind may share one
   * @param activity a generator function without parameters, or the generator of one that takes some: `customer(cpu)`.
   *   Nothing else may run it
   * @throws ModelError for an activity that is neither, a delay that is no time, or an unknown phase
   */
  start<T>(
    path: string,
    activity: Activity<T> | (() => Activity<T>),
    { after = 0, phase = PHASE.serve }: StartOptions = {},
  ): Process<T> {
    const generator = typeof activity === 'function' ? activity() : activity;
    if (typeof (generator as Partial<Activity<T>> | undefined)?.next !== 'function') {
      throw new ModelError(
        `process "${path}" is ${found(generator)}: accepted is a generator function or its generator`,
      );
    }
    if (!isTime(after)) throw new ModelError(`process "${path}" after ${after} ns: accepted is an integer from 0`);
    return this.#runner.start(path, generator, after, phase);
  }

  /**
   * Who waits for what, in order of starting. When nothing is pending in the simulation they wait for ever: whom nobody
   * will wake at the end of a run is found here.
   */
  waiting(): WaitingProcess[] {
    return this.#runner.waiting();
  }
}
