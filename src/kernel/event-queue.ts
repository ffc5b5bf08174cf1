/**
 * The pending events of a simulation in their total order: time, then phase, then insertion.
 *
 * `popUntil` moves the first event into the fields `time` .. `argument`; numbers in, numbers out, no object per event.
 */
import type { SimTime } from '../base/time.js';
import type { Phase } from './phase.js';

/** Names one scheduled event; stale after the event has run or was cancelled. */
export type EventHandle = number;

export interface EventQueue {
  /** Events that are neither popped nor cancelled. */
  readonly size: number;

  /** The event last popped. */
  readonly time: SimTime;
  readonly phase: number;
  readonly entity: number;
  readonly kind: number;
  readonly argument: number;

  push(time: SimTime, phase: Phase, entity: number, kind: number, argument: number): EventHandle;

  /** Takes the event out; false if it has run or was cancelled already. */
  cancel(handle: EventHandle): boolean;

  /** Time of the first event, Infinity when there is none. */
  nextTime(): SimTime;

  /** Pops the first event into the fields if its time is at most `until`; false when there is none. */
  popUntil(until: SimTime): boolean;
}
