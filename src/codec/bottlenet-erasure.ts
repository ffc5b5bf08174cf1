/**
 * BottleNet++ over erased bits: each code value quantised to B bits (8 unless its card says otherwise), bits erased or flipped as the
 * link's erasure model has it, an erased bit counting half its weight; the decoder has learned to cope with erasures.
 *
 * Bits = B x code values, the same for every image. What the bits met is that of the transmission (`Reception.runs`); the encoder
 * was told a possibly older condition, and none beyond those it was trained for.
 *
 * Source: see bottlenet.ts; quantiser, erasures and flips: channel/bit-runs.ts.
 * Limits: trained on bits erased one by one; flips and lost blocks are met untrained.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { KeyedDraws } from '../base/random/keyed-draws.js';
import { receiveBits } from '../channel/bit-runs.js';
import { type BottleNetRun, bottleNetLabel, bottleNetRun, type Transmission } from './bottlenet.js';
import type { BottleNetNetwork } from './bottlenet-network.js';
import type { CodecContext, CodecModel, ErasureTolerantCodec } from './codec.js';
import { splitOf } from './front-features.js';
import { loadCodecNetwork } from './load.js';
import { codePrefix, prefixTransmission } from './nested-prefix.js';
import { withinTold } from './told-grid.js';

interface BottleNetErasureParameters {
  readonly kind: 'bottlenet-erasure';
  readonly model: string;
  readonly prefix?: number;
}

export const bottleNetErasure: CodecModel = {
  name: 'bottlenet-erasure',
  payloadKind: 'erasure-tolerant',
  summary: 'trained encoder and decoder, quantised code values through bit erasures',
  source: 'Shao and Zhang, BottleNet++, ICC Workshops 2020',
  schema: Type.Object(
    {
      kind: Type.Literal('bottlenet-erasure'),
      model: Type.String({ description: 'name of a trained model', minLength: 1 }),
      prefix: Type.Optional(
        Type.Integer({ minimum: 1, description: 'channels of a nested code that are sent; all where left out' }),
      ),
    },
    { additionalProperties: false, description: 'BottleNet++ for channels that erase bits' },
  ),
  async create(parameters: BottleNetErasureParameters, context: CodecContext): Promise<ErasureTolerantCodec> {
    return bottleNetErasureCodec(
      await loadCodecNetwork(parameters.model, 'bit-erasure', context),
      context,
      parameters.prefix,
    );
  },
};

/** The codec around a loaded network, which it owns and disposes of. */
export function bottleNetErasureCodec(
  network: BottleNetNetwork,
  context: CodecContext,
  prefixChannels?: number,
): ErasureTolerantCodec & BottleNetRun {
  const { card } = network;
  const { bits: bitsPerValue = 8 } = card;
  const largestErasure = Math.max(...card.told.grid);
  const split = splitOf(context, card.split);
  // A key carries its seed: the seed given here is never used.
  const draws = new KeyedDraws({ seed: 0, replication: 0 });
  const transmission: Transmission = (code, { reception, noiseKey }, received, sigma2) => {
    if (reception.kind !== 'erasure-tolerant') {
      throw new ModelError(`reception "${reception.kind}" of an erasure-tolerant payload`);
    }
    receiveBits(code, reception.runs, noiseKey, draws, received, bitsPerValue);
    sigma2.fill(0);
  };
  const prefix = codePrefix(card, prefixChannels);
  const run = bottleNetRun(network, context, prefixTransmission(card, prefix, transmission), (told) =>
    withinTold(card.told, told),
  );
  const bits = bitsPerValue * prefix.values;
  return {
    ...run,
    payloadKind: 'erasure-tolerant',
    largestErasure,
    label: `${bottleNetLabel(card, prefix)}, erasures`,
    deviceMacs: split.deviceMacs + card.encoderMacs,
    serverMacs: split.serverMacs + card.decoderMacs,
    bits: () => bits,
    dispose: () => network.dispose(),
  };
}
