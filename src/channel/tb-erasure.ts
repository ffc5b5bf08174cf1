/**
 * Whole transport blocks lost: the bits that one grant carries arrive together or not at all.
 *
 * A block is lost where the capacity log2(1 + g) of its slot lies below its rate, as a digital block is, and beyond that with a
 * stated probability q, independently of all others. It is not sent again: a lost block erases all its bits, the decoder
 * makes do with the others. A code that fits into one grant is one block, all or nothing. An encoder is told q.
 *
 * Source: definition; the rate rule: digital-rate.ts.
 * Limits: a loss is known to the receiver at no cost (no checksum is charged); on a link without rates only q loses blocks.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { ErasureModel } from './channel-process.js';
import { blockFails, capacityBitsPerUse } from './digital-rate.js';
import { timeDraws } from './time-draws.js';

export interface TbErasureParameters {
  readonly kind: 'tb-erasure';
  /** q. */
  readonly lossProbability: number;
}

export const tbErasure: ErasureModel<TbErasureParameters> = {
  name: 'tb-erasure',
  summary:
    'whole transport blocks lost: those whose slot cannot carry their rate, and others with a stated probability',
  schema: Type.Object(
    {
      kind: Type.Literal('tb-erasure'),
      lossProbability: Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'probability that a block is lost although its slot could carry it',
      }),
    },
    { additionalProperties: false, description: 'Transport blocks that arrive whole or not at all, sent once' },
  ),
  source: 'definition; docs/models.md',
  payloads: ['erasure-tolerant'],
  create({ lossProbability }, { stream }) {
    if (!(lossProbability >= 0 && lossProbability <= 1)) {
      throw new ModelError(`the loss of a block must be a probability, not ${lossProbability}`);
    }
    const draw = timeDraws(stream);
    return {
      probability: () => lossProbability,
      impair({ time, bits, snr, bitsPerUse }) {
        const lost = blockFails(bitsPerUse, capacityBitsPerUse(snr)) || draw(time, 0) < lossProbability;
        return [{ bits, erasure: lost ? 1 : 0, flip: 0 }];
      },
    };
  },
};
