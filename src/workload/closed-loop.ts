/**
 * Closed loop: a user thinks, asks, waits for the answer, and thinks again; at most one request of a device is under way.
 *
 * Think times are independent with a gamma law of mean `think`: exponential for scv 1, constant for scv 0. They start at
 * the end of the request before, answered or dropped, the first at time 0. With N devices the load follows the system:
 * X = N/(R + Z), R the mean latency, Z the mean think time. Source: E. D. Lazowska et al., "Quantitative System
 * Performance", 1984, chapter 3. Limits: a request that is never answered is never followed by another.
 */
import { Type } from 'typebox';
import { type SimTime, secondsToTime, timeToSeconds } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';

interface ClosedLoopParameters {
  readonly kind: 'closed-loop';
  /** Mean think time. */
  readonly think: SimTime;
  /** Squared coefficient of variation of the think times. */
  readonly scv: number;
}

export const closedLoopArrivals: ArrivalModel<ClosedLoopParameters> = {
  name: 'closed-loop',
  summary: 'the next request comes a think time after the end of the one before',
  source: 'Lazowska, Zahorjan, Graham and Sevcik, Quantitative System Performance, 1984, chapter 3',
  schema: Type.Object(
    {
      kind: Type.Literal('closed-loop'),
      think: quantity('duration', { description: 'mean think time Z', exclusiveMinimum: 0 }),
      scv: Type.Number({
        minimum: 0,
        maximum: 100,
        default: 1,
        description: 'squared coefficient of variation of the think times: 0 constant, 1 exponential',
      }),
    },
    { additionalProperties: false, description: 'A user who waits for the answer and thinks before asking again' },
  ),
  create: ({ think, scv }, stream) => {
    const mean = timeToSeconds(think);
    return { follows: 'end', next: (previous) => previous + secondsToTime(stream.gamma(mean, scv)) };
  },
};
