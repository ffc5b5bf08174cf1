/**
 * When the devices of a group ask for answers.
 *
 * One arrival process per device, fed from the stream `device/GROUP/INDEX/arrival`: adding a device or a group changes
 * no other device's arrivals. Times are non-decreasing; equal times are allowed.
 */
import type { TSchema } from 'typebox';
import type { RandomStream } from '../base/random/random-streams.js';
import type { SimTime } from '../base/time.js';

export interface ArrivalProcess {
  /** What an arrival waits for: the arrival before it (default), or the end of the request before it, answered or dropped. */
  readonly follows?: 'arrival' | 'end';
  /** Time of the next arrival; called once per arrival, `previous` is the time of what it follows (0 at the start). */
  next(previous: SimTime): SimTime;
}

export interface ArrivalModel<Parameters = never> {
  /** Value of `kind` in a scenario. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  create(parameters: Parameters, stream: RandomStream): ArrivalProcess;
}
