/**
 * A codec without networks: a payload of stated size and stated costs, for questions about time, bandwidth and energy.
 *
 * It has no answers, so it can be used only where `inference.share` is 0. Source: definition.
 * Limits: analog values have variance 1/12 (uniform on (0, 1)) at every told condition.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { quantity } from '../base/units.js';
import { firstToldDb, lastToldDb } from '../channel/code-mapping.js';
import type { Codec, CodecModel } from './codec.js';

interface PayloadOnlyParameters {
  readonly kind: 'payload-only';
  readonly payload: 'analog' | 'digital' | 'erasure-tolerant';
  readonly size: number;
  readonly deviceMacs: number;
  readonly serverMacs: number;
}

const uniformVariance = 1 / 12;

export const payloadOnly: CodecModel = {
  name: 'payload-only',
  summary: 'payload of stated size and cost, without networks and answers',
  source: 'definition',
  networks: false,
  payloadKind: ({ payload }: Partial<PayloadOnlyParameters>) => payload,
  answers: false,
  schema: Type.Object(
    {
      kind: Type.Literal('payload-only'),
      payload: Type.Unsafe<PayloadOnlyParameters['payload']>({
        type: 'string',
        enum: ['analog', 'digital', 'erasure-tolerant'],
        description: 'which rules of the link apply',
      }),
      size: Type.Integer({ minimum: 1, maximum: 1e9, description: 'real code values (analog) or bits' }),
      deviceMacs: quantity('macs', { description: 'computation on the device', default: '0 MAC' }),
      serverMacs: quantity('macs', { description: 'computation on the server', default: '0 MAC' }),
    },
    { additionalProperties: false, description: 'Payload without networks' },
  ),
  async create({ payload, size, deviceMacs, serverMacs }: PayloadOnlyParameters): Promise<Codec> {
    const refuse = (): never => {
      throw new ModelError('a payload-only codec has no answers: set inference.share to 0');
    };
    const common = { label: `${size} ${payload === 'analog' ? 'values' : 'bits'}`, deviceMacs, serverMacs };
    const dispose = (): void => {};
    if (payload === 'digital') return { ...common, payloadKind: payload, bits: () => size, answerOf: refuse, dispose };
    if (payload === 'erasure-tolerant') {
      return { ...common, payloadKind: payload, largestErasure: 1, bits: () => size, answer: refuse, dispose };
    }
    const toldVariance = new Float64Array(lastToldDb - firstToldDb + 1).fill(uniformVariance);
    return {
      ...common,
      payloadKind: payload,
      values: size,
      toldMinimum: firstToldDb,
      toldVariance,
      answer: refuse,
      dispose,
    };
  },
};
