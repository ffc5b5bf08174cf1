import type { Distribution } from '../base/random/distribution.js';
import type { RandomStream } from '../base/random/random-streams.js';
import { MAX_TIME, secondsToTime, timeToSeconds } from '../base/time.js';
import type { ArrivalProcess } from './arrival-process.js';

const LONGEST = timeToSeconds(MAX_TIME);

/**
 * Arrivals with independent gaps of one law, in s, each rounded to whole nanoseconds.
 *
 * A gap of a heavy tail may lead beyond the last instant there is, 104 days: the arrival then comes at that instant, which no run reaches.
 */
export function renewalArrivals(gaps: Distribution, stream: RandomStream): ArrivalProcess {
  return {
    next(previous) {
      const seconds = gaps.sample(stream);
      return seconds < LONGEST ? Math.min(MAX_TIME, previous + secondsToTime(seconds)) : MAX_TIME;
    },
  };
}
