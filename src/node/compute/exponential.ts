/**
 * Exponential service times with a given mean, one draw per request or batch: the server of M/M/1 and its networks.
 * Source: Kleinrock, Queueing Systems I, 1975. Limits: ignores operations and batch size; draws follow the order of service,
 * so two runs that serve in another order give their requests other times.
 */
import { Type } from 'typebox';
import { type SimTime, secondsToTime, timeToSeconds } from '../../base/time.js';
import { quantity } from '../../base/units.js';
import type { ComputeModel } from '../compute-profile.js';
import { type PowerParameters, powerProperties } from './power.js';

interface ExponentialParameters extends PowerParameters {
  readonly mean: SimTime;
}

export const exponentialCompute: ComputeModel<ExponentialParameters> = {
  name: 'exponential',
  summary: 'exponential service times, for comparison with queueing theory',
  source: 'Kleinrock, Queueing Systems I, 1975',
  schema: Type.Object(
    {
      kind: Type.Literal('exponential'),
      mean: quantity('duration', { description: 'mean service time', exclusiveMinimum: 0 }),
      ...powerProperties,
    },
    { additionalProperties: false, description: 'Exponential service times' },
  ),
  create: ({ mean, activePower, idlePower }, stream) => ({
    activePower,
    idlePower,
    duration: () => secondsToTime(stream.exponential(timeToSeconds(mean))),
  }),
};
