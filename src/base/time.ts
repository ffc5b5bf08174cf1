/**
 * Simulated time: an integer count of nanoseconds in a double.
 *
 * Integers below 2^53 are exact, so `slotIndex * slotDuration` never drifts from an accumulated sum; 2^53 ns is 104 days.
 * A duration given in seconds is rounded here, once, and stays an integer from then on.
 */
import { ModelError } from './errors.js';

/** Nanoseconds since the start of the run, or a duration in nanoseconds: an integer in [0, 2^53 - 1]. */
export type SimTime = number;

export const MILLISECOND: SimTime = 1e6;
export const SECOND: SimTime = 1e9;

/** The largest instant: 2^53 - 1 ns, about 104 days. */
export const MAX_TIME: SimTime = Number.MAX_SAFE_INTEGER;

/**
 * The double before 1/2: floor(x + this) rounds every x >= 0 to the nearest integer, halves up. With 1/2 itself the sum would round
 * up from the double before 1/2, and from odd numbers above 2^52.
 */
const BELOW_HALF = 0.49999999999999994;

/**
 * Rounds seconds to the nearest nanosecond, halves up.
 *
 * @throws ModelError for NaN, a negative value, or more than 2^53 - 1 ns.
 */
export function secondsToTime(seconds: number): SimTime {
  // What Math.round gives, without a branch that half of all times would mispredict.
  const time = Math.floor(seconds * 1e9 + BELOW_HALF);
  if (!(seconds >= 0 && time <= MAX_TIME)) {
    throw new ModelError(`time of ${seconds} s: accepted is a number from 0 to ${MAX_TIME / 1e9} s (2^53 - 1 ns)`);
  }
  return time + 0;
}

/** Seconds as the double nearest to `time / 1e9`. */
export function timeToSeconds(time: SimTime): number {
  return time / 1e9;
}

/** Whether a number is an instant of simulated time. */
export function isTime(value: number): boolean {
  return value >= 0 && value <= MAX_TIME && Math.floor(value) === value;
}
