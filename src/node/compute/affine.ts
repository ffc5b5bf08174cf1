/**
 * Service time t(b) = base + b perItem for a batch of b requests, whatever they compute: tau(b) of the batch-service
 * queue of Inoue (Performance Evaluation 147, 2021). With perItem 0 and batches of one it is a deterministic server.
 */
import { Type } from 'typebox';
import type { SimTime } from '../../base/time.js';
import { quantity } from '../../base/units.js';
import type { ComputeModel } from '../compute-profile.js';
import { type PowerParameters, powerProperties } from './power.js';

interface AffineParameters extends PowerParameters {
  readonly base: SimTime;
  readonly perItem: SimTime;
}

export const affineCompute: ComputeModel<AffineParameters> = {
  name: 'affine',
  summary: 'time per batch plus time per request, independent of the network',
  source: 'Inoue, Performance Evaluation 147, 2021',
  schema: Type.Object(
    {
      kind: Type.Literal('affine'),
      base: quantity('duration', { description: 'time per batch' }),
      perItem: quantity('duration', { description: 'time per request of the batch', default: '0 ms' }),
      ...powerProperties,
    },
    { additionalProperties: false, description: 'Time per batch plus time per request' },
  ),
  create: ({ base, perItem, activePower, idlePower }) => ({
    activePower,
    idlePower,
    duration: (_macs, items) => base + items * perItem,
  }),
};
