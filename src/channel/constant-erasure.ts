/**
 * Erasure environments without memory: no erasures, and the binary erasure channel.
 *
 * `bit-bec`: each bit of the 8-bit code value is erased independently with probability p at all times, so that the
 * number erased of n bits is Binomial(n, p).
 *
 * Source: P. Elias, "Coding for noisy channels", 1955; the abstract channel of Shao and Zhang, "BottleNet++", 2020.
 * Limits: p is a property of bits, never a packet loss rate: real radios lose whole protected blocks.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { ErasureModel } from './channel-process.js';

export const noErasure: ErasureModel<object> = {
  name: 'none',
  summary: 'no erasures',
  payloads: ['analog', 'digital', 'erasure-tolerant', 'none'],
  schema: Type.Object({ kind: Type.Literal('none') }, { additionalProperties: false, description: 'No erasures' }),
  source: 'definition',
  create: () => ({ probability: () => 0 }),
};

export interface BitBecParameters {
  readonly kind: 'bit-bec';
  readonly erasureProbability: number;
}

export const bitBec: ErasureModel<BitBecParameters> = {
  name: 'bit-bec',
  summary: 'binary erasure channel: every bit erased independently with the same probability',
  schema: Type.Object(
    {
      kind: Type.Literal('bit-bec'),
      erasureProbability: Type.Number({ minimum: 0, maximum: 1, description: 'probability that a bit is erased' }),
    },
    { additionalProperties: false, description: 'Every bit erased independently with one probability' },
  ),
  source: 'Elias 1955; Shao and Zhang 2020',
  create: ({ erasureProbability }) => {
    if (!(erasureProbability >= 0 && erasureProbability <= 1)) {
      throw new ModelError(`erasure probability must lie in [0, 1], not ${erasureProbability}`);
    }
    return { probability: () => erasureProbability };
  },
};
