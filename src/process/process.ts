/** A process as others see it: they wait for its end, interrupt it and kill it. */
import type { Wait } from './wait.js';

/**
 * - `due`: an event of the present, or of its start, is about to run it
 * - `running`: its step is under way
 * - `waiting`: for what `Processes.waiting` says
 * - `ended`: it returned or was killed
 */
export type ProcessState = 'due' | 'running' | 'waiting' | 'ended';

/** A started process. As a wait it comes true at its end, with what it returned; `undefined` if it was killed. */
export interface Process<T = unknown> extends Wait<T | undefined> {
  /** As given to `start`. It names the process in errors; several may share one. */
  readonly path: string;
  /** How many were started before this one. */
  readonly number: number;
  readonly state: ProcessState;
  /** What it returned; `undefined` before its end, and if it was killed. */
  readonly result: T | undefined;

  /**
   * Takes the process out of its wait at once and throws an `Interruption` there, by an event of the present instant.
   *
   * What came true stays true: a process whose wait came true in this instant, or that has not started yet, first goes
   * on and is interrupted at its next wait. Several interruptions arrive one by one, in their order.
   *
   * @param cause found again as `cause` of the `Interruption`
   * @returns false when the process has ended or is being killed: nothing happens then
   * @throws ModelError when a process interrupts itself
   */
  interrupt(cause?: unknown): boolean;

  /**
   * Ends the process: it leaves its wait at once, what that wait has taken is given back, and its `finally` blocks run in
   * an event of the present instant. They may not wait. What it still holds of resources is released then.
   *
   * @returns false when the process has ended or is being killed already
   * @throws ModelError when a process kills itself: it can return
   */
  kill(): boolean;
}
