/** Laws that every codec keeps, trained or not. */
import { expect, it } from 'vitest';
import type { NoiseKey } from '../../src/base/random/keyed-draws.js';
import { KeyedDraws } from '../../src/base/random/keyed-draws.js';
import { quantise } from '../../src/channel/impairment.js';
import { analogUses, type Reception } from '../../src/channel/payload.js';
import type { BottleNetRun } from '../../src/codec/bottlenet.js';
import type { BottleNetNetwork } from '../../src/codec/bottlenet-network.js';
import type { AnalogCodec, Codec, CodecContext, ErasureTolerantCodec, Question } from '../../src/codec/codec.js';
import { frontFeatures } from '../../src/codec/front-features.js';

export interface Subject {
  readonly context: CodecContext;
  readonly codec: Codec;
}

export type LearnedCodec = (AnalogCodec | ErasureTolerantCodec) & BottleNetRun;

export interface LearnedSubject {
  readonly context: CodecContext;
  readonly codec: LearnedCodec;
  readonly network: BottleNetNetwork;
}

const draws = new KeyedDraws({ seed: 3, replication: 0 });

export function keyOf(request: number): NoiseKey {
  return draws.key('camera', 0, request, 'channel');
}

/** One SNR, or one erasure probability, over the whole payload. */
export function receptionOf(codec: LearnedCodec, level: number): Reception {
  return codec.payloadKind === 'analog'
    ? { kind: 'analog', segments: [{ uses: analogUses(codec.values), snr: level }] }
    : { kind: 'erasure-tolerant', runs: [{ bits: codec.bits(0), erasure: level, flip: 0 }] };
}

export function questionsAt(codec: LearnedCodec, level: number, count: number, told?: number): Question[] {
  const condition = told ?? (codec.payloadKind === 'analog' ? 20 : 0.01);
  const reception = receptionOf(codec, level);
  return Array.from({ length: count }, (_, image) => ({ image, told: condition, reception, noiseKey: keyOf(image) }));
}

/** Levels at which everything, nothing, and something arrives. */
export function levelsOf(codec: LearnedCodec): { perfect: number; lost: number; usual: number } {
  return codec.payloadKind === 'analog'
    ? { perfect: 1e14, lost: 1e-6, usual: 10 }
    : { perfect: 0, lost: 1, usual: 0.1 };
}

/** Largest difference between two arrays, over their first `length` entries. */
export function largestDifference(a: Float32Array, b: Float32Array, length: number): number {
  let largest = 0;
  for (let i = 0; i < length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** What every codec promises about costs, payload and answers. */
export function payloadLaws(make: () => Subject): void {
  it('states its costs and a label', () => {
    const { codec } = make();
    expect(codec.label).not.toBe('');
    for (const macs of [codec.deviceMacs, codec.serverMacs]) {
      expect(Number.isInteger(macs)).toBe(true);
      expect(macs).toBeGreaterThanOrEqual(0);
    }
    expect(codec.deviceMacs + codec.serverMacs).toBeGreaterThan(0);
  });

  it('sends a positive whole number of values or bits, the same each time', () => {
    const { codec, context } = make();
    const images = Array.from({ length: context.images.count }, (_, image) => image);
    const sizes = images.map((image) => {
      if (codec.payloadKind === 'none') return 1;
      return codec.payloadKind === 'analog' ? codec.values : codec.bits(image);
    });
    expect(sizes.every((size) => Number.isInteger(size) && size > 0)).toBe(true);
    if (codec.payloadKind === 'digital') expect(images.map(codec.bits)).toEqual(sizes);
  });
}

/** What codecs promise whose answer depends on the image alone. */
export function answerLaws(make: () => Subject): void {
  it('gives a class for every image without a channel in between', () => {
    const { codec, context } = make();
    if (!('answerOf' in codec)) throw new Error(`${codec.label} answers through the channel`);
    for (let image = 0; image < context.images.count; image++) {
      const answer = codec.answerOf(image, keyOf(image));
      expect(answer).toBeGreaterThanOrEqual(0);
      expect(answer).toBeLessThan(context.images.classCount);
      expect(codec.answerOf(image, keyOf(image))).toBe(answer);
    }
  });
}

/** What codecs promise that draw their answers by what arrived. */
export function drawLaws(make: () => Subject): void {
  it('gives a class, the same for the same question, whether nothing, something or everything arrives', () => {
    const { codec, context } = make();
    if (!('answer' in codec)) throw new Error(`${codec.label} answers without a channel`);
    for (const level of codec.payloadKind === 'analog' ? [0, 1, 1e14] : [0, 0.1, 1]) {
      const reception: Reception =
        codec.payloadKind === 'analog'
          ? { kind: 'analog', segments: [{ uses: analogUses(codec.values), snr: level }] }
          : { kind: 'erasure-tolerant', runs: [{ bits: codec.bits(0), erasure: level, flip: 0 }] };
      const questions = Array.from({ length: context.batchSize }, (_, image) => {
        return { image, told: 0, reception, noiseKey: keyOf(image) };
      });
      const answers = codec.answer(questions);
      expect(answers.every((answer) => answer >= 0 && answer < context.images.classCount)).toBe(true);
      expect(codec.answer([...questions].reverse()).reverse()).toEqual(answers);
    }
  });
}

/** What codecs promise whose answer depends on the channel. */
export function channelLaws(make: () => LearnedSubject): void {
  it('tells the variance of its code on a grid of whole decibels', () => {
    const { codec, network } = make();
    if (codec.payloadKind !== 'analog') return;
    expect(Number.isInteger(codec.toldMinimum)).toBe(true);
    const conditions = Array.from(codec.toldVariance, (_, place) => codec.toldMinimum + place);
    expect(conditions).toEqual(network.card.told.grid);
    // Values in (0, 1) have at most the variance of a fair coin, and a second moment below one; mode `peak` has one.
    expect(codec.toldVariance.every((scale) => scale > 0 && scale <= 1)).toBe(true);
  });

  it('reproduces the noiseless reference when everything arrives', () => {
    const { codec, context } = make();
    const count = context.batchSize;
    const logits = codec.logits(questionsAt(codec, levelsOf(codec).perfect, count)).slice();
    const reference = noiseless(make(), count);
    const scale = reference.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    expect(largestDifference(logits, reference, logits.length)).toBeLessThanOrEqual(
      codec.payloadKind === 'analog' ? 1e-4 * scale : 0,
    );
  });

  it('still answers with numbers when nothing arrives', () => {
    const { codec, context } = make();
    for (const level of codec.payloadKind === 'analog' ? [levelsOf(codec).lost, 0] : [levelsOf(codec).lost]) {
      const questions = questionsAt(codec, level, context.batchSize);
      expect(codec.logits(questions).every(Number.isFinite)).toBe(true);
      for (const answer of codec.answer(questions)) {
        expect(answer).toBeGreaterThanOrEqual(0);
        expect(answer).toBeLessThan(context.backbone.classCount);
      }
    }
  });

  it('gives the same bits for the same question, in any batch, at any place in it', () => {
    const { codec, context } = make();
    const { classCount } = context.backbone;
    const questions = questionsAt(codec, levelsOf(codec).usual, context.batchSize);
    const full = codec.logits(questions).slice();
    const reversed = codec.logits([...questions].reverse()).slice();
    questions.forEach((question, row) => {
      const expected = full.subarray(row * classCount, (row + 1) * classCount);
      const mirrored = (questions.length - 1 - row) * classCount;
      expect(reversed.subarray(mirrored, mirrored + classCount)).toEqual(expected);
      if (row % 5 === 0) expect(codec.logits([question]).subarray(0, classCount)).toEqual(expected);
    });
  });

  it('meets other noise under another key', () => {
    const { codec } = make();
    const [question] = questionsAt(codec, levelsOf(codec).usual, 1);
    const first = codec.transmit([question!]).received.slice();
    const again = codec.transmit([question!]).received.slice();
    const other = codec.transmit([{ ...question!, noiseKey: keyOf(99) }]).received.slice();
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('refuses the reception of another kind of payload', () => {
    const { codec } = make();
    const [question] = questionsAt(codec, levelsOf(codec).usual, 1);
    expect(() => codec.answer([{ ...question!, reception: { kind: 'digital' } }])).toThrow(/reception "digital"/);
  });

  it('leaks no tensor over 50 batches', () => {
    const { codec, context } = make();
    const questions = questionsAt(codec, levelsOf(codec).usual, context.batchSize);
    codec.answer(questions);
    const before = context.engine.tf.memory().numTensors;
    for (let batch = 0; batch < 50; batch++) codec.answer(questions);
    expect(context.engine.tf.memory().numTensors).toBe(before);
  });
}

/** Logits of encoder, decoder and back network with nothing in between (erasures: with the quantiser). */
function noiseless({ codec, context, network }: LearnedSubject, count: number): Float32Array {
  const front = frontFeatures(context, network.card.split);
  const features = new Float32Array(count * front.valuesPerImage);
  const questions = questionsAt(codec, 0, count);
  front.gather(
    questions.map((question) => question.image),
    features,
  );
  const told = Float32Array.from(questions, (question) => question.told);
  const code = network.encode(features, told, count);
  const { bits = 8 } = network.card;
  const sent = codec.payloadKind === 'analog' ? code : code.map((value) => quantise(value, bits) / (2 ** bits - 1));
  return network.answer(sent, told, new Float32Array(sent.length), count);
}
