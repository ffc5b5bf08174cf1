/**
 * Nested codes: a prefix costs its share of the channel, what is not sent arrives as what the decoder knows beforehand and cannot
 * influence the answer, and an unknown prefix is refused.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { BottleNetNetwork } from '../../src/codec/bottlenet-network.js';
import type { CodecContext, Question } from '../../src/codec/codec.js';
import { loadCodecNetwork } from '../../src/codec/load.js';
import { tinyContext, tinyValues } from './tiny-models.js';

let context: CodecContext;
beforeAll(async () => {
  context = await tinyContext();
});
afterAll(() => context.backbone.dispose());

const positions = 9;
const question = (image: number, reception: Question['reception']): Question => ({
  image,
  told: reception.kind === 'analog' ? 10 : 0.1,
  reception,
  noiseKey: [1, 2, 3, image],
});
const analog = (uses: number): Question['reception'] => ({ kind: 'analog', segments: [{ uses, snr: 10 }] });
const erasures = (bits: number): Question['reception'] => {
  return { kind: 'erasure-tolerant', runs: [{ bits, erasure: 0.1, flip: 0 }] };
};

/** The network with the code's channels from `sent` on changed beyond recognition. */
function scrambled(network: BottleNetNetwork, sent: number): BottleNetNetwork {
  return {
    ...network,
    encode: (features, told, count) =>
      network.encode(features, told, count).map((value, i) => (i % 3 >= sent ? 1 - value ** 3 : value)),
  };
}

describe.each(['tiny-awgn-zf', 'tiny-awgn-lmmse'])('%s', (model) => {
  it.each([1, 2, 3])('sends %d of 3 channels and answers from them alone', async (prefix) => {
    const network = await loadCodecNetwork(model, 'awgn', context);
    const codec = bottleNetAwgnCodec(network, context, { prefix });
    expect(codec.values).toBe(positions * prefix);
    // V is that of the values that are sent.
    expect(codec.toldVariance[0]).toBeCloseTo(prefix === 3 ? 0.05 : 0.05 + 0.01 * prefix, 12);
    const questions = [0, 1, 2, 3].map((image) => question(image, analog(Math.ceil(codec.values / 2))));
    const { received, code } = codec.transmit(questions);
    for (let i = 0; i < 4 * tinyValues; i++) {
      if (i % 3 >= prefix) expect(received[i]).toBeCloseTo(0.5, 6);
      else expect(received[i]).not.toBe(code[i]);
    }
    const logits = codec.logits(questions).slice();
    expect(logits.every(Number.isFinite)).toBe(true);
    const other = bottleNetAwgnCodec(scrambled(network, prefix), context, { prefix });
    expect(other.logits(questions)).toEqual(logits);
    codec.dispose();
  });

  it('whole, is the codec without a prefix', async () => {
    const network = await loadCodecNetwork(model, 'awgn', context);
    const questions = [5, 6].map((image) => question(image, analog(14)));
    const whole = bottleNetAwgnCodec(network, context).logits(questions).slice();
    expect(bottleNetAwgnCodec(network, context, { prefix: 3 }).logits(questions)).toEqual(whole);
    const shorter = [5, 6].map((image) => question(image, analog(9)));
    expect(bottleNetAwgnCodec(network, context, { prefix: 2 }).logits(shorter)).not.toEqual(whole);
    network.dispose();
  });
});

describe('tiny-erasure', () => {
  it.each([1, 2, 3])('sends the bits of %d of 3 channels', async (prefix) => {
    const network = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);
    const codec = bottleNetErasureCodec(network, context, prefix);
    expect(codec.bits(0)).toBe(8 * positions * prefix);
    const questions = [0, 1].map((image) => question(image, erasures(codec.bits(0))));
    const { received } = codec.transmit(questions);
    for (let i = 0; i < 2 * tinyValues; i++) if (i % 3 >= prefix) expect(received[i]).toBe(0.5);
    const logits = codec.logits(questions).slice();
    expect(bottleNetErasureCodec(scrambled(network, prefix), context, prefix).logits(questions)).toEqual(logits);
    codec.dispose();
  });
});

it('refuses a prefix that the model was not trained for', async () => {
  const network = await loadCodecNetwork('tiny-awgn-zf', 'awgn', context);
  expect(() => bottleNetAwgnCodec(network, context, { prefix: 7 })).toThrow(InputError);
  expect(() => bottleNetAwgnCodec(network, context, { prefix: 7 })).toThrow(
    'prefix 7 of model "tiny-awgn-zf": accepted are 1, 2, 3 channels',
  );
  network.dispose();
});
