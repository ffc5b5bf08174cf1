/**
 * BottleNet++ over a noisy channel: real code values x sent as symbols, two to a channel use, y_j = x_j + n_j.
 *
 * n_j is normal with variance sigma_j^2 = scale(c) / g_j: g_j the SNR of the channel use that carried value j (values 2j-1 and
 * 2j share one), c what the encoder is told. The scale follows from the power mode, the card's unless the scenario names one:
 * `ac` V(c), the mean is taken off before transmission; `dc` E[x^2](c), it stays; `peak` 1, the SNR is that of a symbol of |s| = 1 and
 * the mean power of a symbol, E|s|^2 = E[x^2](c) of the stated transmit power, is what the radio draws. The noise law of
 * training is one of PSNR, so weights serve every mode. The network's receiver, `zf` or `lmmse`, is part of its card.
 *
 * Limits: an SNR below 1e-9 counts as 1e-9 (-90 dB: nothing but noise arrives, and the numbers stay finite).
 * Source: see bottlenet.ts; the mapping from link to noise: docs/models.md.
 */
import { Type } from 'typebox';
import { InputError, ModelError } from '../base/errors.js';
import { KeyedDraws } from '../base/random/keyed-draws.js';
import type { PowerMode } from '../channel/code-mapping.js';
import { addAwgn } from '../channel/impairment.js';
import { expandSigma2, type Reception, type SnrSegment } from '../channel/payload.js';
import { type BottleNetRun, bottleNetLabel, bottleNetRun, type Transmission } from './bottlenet.js';
import type { BottleNetNetwork } from './bottlenet-network.js';
import type { AnalogCodec, CodecContext, CodecModel } from './codec.js';
import { splitOf } from './front-features.js';
import { loadCodecNetwork } from './load.js';
import { codePrefix, prefixTransmission } from './nested-prefix.js';
import { toldGridOf } from './told-grid.js';

interface BottleNetAwgnParameters {
  readonly kind: 'bottlenet-awgn';
  readonly model: string;
  readonly powerMode?: PowerMode;
  readonly prefix?: number;
}

const smallestSnr = 1e-9;

export const bottleNetAwgn: CodecModel = {
  name: 'bottlenet-awgn',
  payloadKind: 'analog',
  summary: 'trained encoder and decoder, real code values through channel noise',
  source: 'Shao and Zhang, BottleNet++, ICC Workshops 2020',
  schema: Type.Object(
    {
      kind: Type.Literal('bottlenet-awgn'),
      model: Type.String({ description: 'name of a trained model', minLength: 1 }),
      powerMode: Type.Optional(
        Type.Unsafe<PowerMode>({
          type: 'string',
          enum: ['ac', 'dc', 'peak'],
          description: "how values become symbols; the model's own where left out",
        }),
      ),
      prefix: Type.Optional(
        Type.Integer({ minimum: 1, description: 'channels of a nested code that are sent; all where left out' }),
      ),
    },
    { additionalProperties: false, description: 'BottleNet++ for channels with noise' },
  ),
  async create(parameters: BottleNetAwgnParameters, context: CodecContext): Promise<AnalogCodec> {
    return bottleNetAwgnCodec(await loadCodecNetwork(parameters.model, 'awgn', context), context, parameters);
  },
};

/** The codec around a loaded network, which it owns and disposes of. */
export function bottleNetAwgnCodec(
  network: BottleNetNetwork,
  context: CodecContext,
  options: { readonly powerMode?: PowerMode; readonly prefix?: number } = {},
): AnalogCodec & BottleNetRun {
  const { card } = network;
  const { powerMode = card.powerMode } = options;
  const prefix = codePrefix(card, options.prefix);
  const { grid } = prefix.told;
  const { toldMinimum, toldVariance } = toldGridOf(prefix.told, powerMode);
  if (!grid.every((told, index) => Number.isInteger(toldMinimum) && told === toldMinimum + index)) {
    throw new InputError(`model "${card.name}": its told conditions are not consecutive whole decibels`);
  }
  const split = splitOf(context, card.split);
  const transmission = prefixTransmission(card, prefix, analogTransmission(toldMinimum, toldVariance));
  const run = bottleNetRun(network, context, transmission);
  const secondMoment = toldGridOf(prefix.told, 'dc').toldVariance;
  return {
    ...run,
    payloadKind: 'analog',
    label: `${bottleNetLabel(card, prefix)}, ${powerMode}`,
    deviceMacs: split.deviceMacs + card.encoderMacs,
    serverMacs: split.serverMacs + card.decoderMacs,
    values: prefix.values,
    toldMinimum,
    toldVariance,
    ...(powerMode === 'peak' ? { symbolPower: (told: number) => secondMoment[told - toldMinimum]! } : {}),
    dispose: () => network.dispose(),
  };
}

/** Noise of variance scale(told) / g_j from the request's key. */
function analogTransmission(toldMinimum: number, toldVariance: Float64Array): Transmission {
  // A key carries its seed: the seed given here is never used.
  const draws = new KeyedDraws({ seed: 0, replication: 0 });
  return (code, { told, reception, noiseKey }, received, sigma2) => {
    const scale = toldVariance[told - toldMinimum];
    if (scale === undefined) {
      const last = toldMinimum + toldVariance.length - 1;
      throw new ModelError(`told condition ${told} dB: accepted is an integer from ${toldMinimum} to ${last}`);
    }
    expandSigma2(segmentsOf(reception), code.length, scale, sigma2);
    addAwgn(code, sigma2, noiseKey, draws, received);
  };
}

function segmentsOf(reception: Reception): SnrSegment[] {
  if (reception.kind !== 'analog') throw new ModelError(`reception "${reception.kind}" of an analog payload`);
  return reception.segments.map(({ uses, snr }) => ({ uses, snr: Math.max(snr, smallestSnr) }));
}
