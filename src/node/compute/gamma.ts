/**
 * Service times with a gamma law of stated mean and variability, one draw per request or batch: the server of M/G/1.
 *
 * E[S] = mean, Var[S] = scv mean^2: constant for scv 0, exponential for 1, hyperexponential-like above. Source: L. Kleinrock,
 * "Queueing Systems" I, 1975, section 5.6. Limits: ignores operations and batch size; draws follow the order of
 * service, so two runs that serve in another order give their requests other times.
 */
import { Type } from 'typebox';
import { type SimTime, secondsToTime, timeToSeconds } from '../../base/time.js';
import { quantity } from '../../base/units.js';
import type { ComputeModel } from '../compute-profile.js';
import { type PowerParameters, powerProperties } from './power.js';

interface GammaParameters extends PowerParameters {
  readonly mean: SimTime;
  readonly scv: number;
}

export const gammaCompute: ComputeModel<GammaParameters> = {
  name: 'gamma',
  summary: 'gamma service times of any variability',
  source: 'Kleinrock, Queueing Systems I, 1975, section 5.6',
  schema: Type.Object(
    {
      kind: Type.Literal('gamma'),
      mean: quantity('duration', { description: 'mean service time', exclusiveMinimum: 0 }),
      scv: Type.Number({
        minimum: 0,
        maximum: 100,
        description: 'squared coefficient of variation of the service times: 0 constant, 1 exponential',
      }),
      ...powerProperties,
    },
    { additionalProperties: false, description: 'Gamma service times' },
  ),
  create: ({ mean, scv, activePower, idlePower }, stream) => {
    const seconds = timeToSeconds(mean);
    return { activePower, idlePower, duration: () => secondsToTime(stream.gamma(seconds, scv)) };
  },
};
