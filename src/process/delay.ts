/** Waiting for simulated time to pass. */
import { ModelError } from '../base/errors.js';
import { MAX_TIME, type SimTime } from '../base/time.js';

/**
 * A delay: `yield delay(5 * MILLISECOND)`. It is the number itself, so nothing is allocated and `yield 5e6` means the same.
 *
 * A delay of 0 lets what else is due at this instant, scheduled before, run first.
 *
 * @param duration in nanoseconds, an integer in [0, 2^53 - 1]; seconds are rounded by `secondsToTime`
 * @throws ModelError for anything else; the process refuses a delay beyond the end of time
 */
export function delay(duration: SimTime): SimTime {
  if (!(duration >= 0 && duration <= MAX_TIME) || Math.floor(duration) !== duration) refuseDelay(duration);
  return duration;
}

export function refuseDelay(duration: unknown): never {
  throw new ModelError(`delay of ${duration} ns: accepted is an integer from 0 that ends by 2^53 - 1 ns`);
}
