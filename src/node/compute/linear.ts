/**
 * Service time t = t0 + W / r: a fixed overhead per batch, W multiply-accumulate operations at a rate r.
 *
 * The linear law fits measured batch curves of inference servers within 4 to 20 % (Inoue, Queueing Analysis of GPU-Based
 * Inference Servers with Dynamic Batching, Performance Evaluation 147, 2021). Limits: no memory-bound layers, no warm-up.
 */
import { Type } from 'typebox';
import { type SimTime, secondsToTime } from '../../base/time.js';
import { quantity } from '../../base/units.js';
import type { ComputeModel } from '../compute-profile.js';
import { type PowerParameters, powerProperties } from './power.js';

interface LinearParameters extends PowerParameters {
  readonly macRate: number;
  readonly overhead: SimTime;
}

export const linearCompute: ComputeModel<LinearParameters> = {
  name: 'linear',
  summary: 'overhead per batch plus operations at a constant rate',
  source: 'Inoue, Performance Evaluation 147, 2021',
  schema: Type.Object(
    {
      kind: Type.Literal('linear'),
      macRate: quantity('macRate', { description: 'multiply-accumulate operations per second', exclusiveMinimum: 0 }),
      overhead: quantity('duration', {
        description: 'time per request or batch besides the operations',
        default: '0 ms',
      }),
      ...powerProperties,
    },
    { additionalProperties: false, description: 'Overhead plus operations at a constant rate' },
  ),
  create: ({ macRate, overhead, activePower, idlePower }) => ({
    activePower,
    idlePower,
    duration: (macs) => overhead + secondsToTime(macs / macRate),
  }),
};
