/** The codecs without training: what they send and what the server makes of it. */
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { baseAnswers } from '../../src/codec/base-answers.js';
import type { DigitalCodec } from '../../src/codec/codec.js';
import { feature8Bit, quantise8Bit } from '../../src/codec/feature-8bit.js';
import { deepestKept, frontFeatures } from '../../src/codec/front-features.js';
import { compress, imageJpeg } from '../../src/codec/image-jpeg.js';
import { imageRaw } from '../../src/codec/image-raw.js';
import { jpegScanBytes } from '../../src/codec/jpeg-scan.js';
import { local } from '../../src/codec/local.js';
import { predictedClasses } from '../../src/codec/predicted-class.js';
import { imageBytes } from '../../src/neural/image-sheet.js';
import { tinyBatch, tinyContext, tinyFeatureValues, tinySplit } from './tiny-models.js';

const context = await tinyContext();
const { backbone, images } = context;
const all = Array.from({ length: images.count }, (_, image) => image);

/** One image by the whole network, in a batch of the fixed shape of which it is the first row. */
function wholeAnswer(image: Uint8Array): number {
  const batch = new Uint8Array(tinyBatch * imageBytes);
  batch.set(image);
  return predictedClasses(backbone.whole(batch, tinyBatch), 1, 10)[0]!;
}

const pixels = (image: number) => images.images.subarray(image * imageBytes, (image + 1) * imageBytes);

describe('predicted class', () => {
  it('is the first of the largest logits, and 0 without a number', () => {
    const logits = Float32Array.of(1, 3, 3, 0, 0, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN, -7, -9);
    expect([...predictedClasses(logits, 4, 3)]).toEqual([1, 0, 0, 1]);
  });
});

describe('raw image and local', () => {
  it('answer like the unsplit network', async () => {
    const raw = (await imageRaw.create({} as never, context)) as DigitalCodec;
    const alone = await local.create({} as never, context);
    const base = [...baseAnswers(context)];
    expect(base).toEqual(all.map((image) => wholeAnswer(pixels(image))));
    expect(all.map((image) => raw.answerOf(image))).toEqual(base);
    expect(alone.payloadKind === 'none' && all.map((image) => alone.answerOf(image))).toEqual(base);
    expect(raw.bits(0)).toBe(24_576);
    expect([raw.deviceMacs, alone.serverMacs]).toEqual([0, 0]);
  });
});

describe('base answers', () => {
  it('are the same from kept front features and from the whole network', () => {
    const whole = baseAnswers({ ...context });
    for (const splits of [['block1'], ['early', 'late'], ['late', 'block2']]) {
      const other = { ...context };
      for (const split of splits) frontFeatures(other, split);
      expect(baseAnswers(other)).toEqual(whole);
      expect(deepestKept(other)?.split.name).toBe(splits.includes('late') ? 'late' : 'block1');
    }
    expect(deepestKept({ ...context })).toBeUndefined();
  });
});

describe('JPEG', () => {
  it('answers on the decoded file and counts its bits', async () => {
    const parameters = { kind: 'image-jpeg', quality: 50, count: 'file', chroma: '4:2:0' };
    const file = (await imageJpeg.create(parameters as never, context)) as DigitalCodec;
    const scan = (await imageJpeg.create({ ...parameters, count: 'scan' } as never, context)) as DigitalCodec;
    for (const image of all.slice(0, 8)) {
      const bytes = await sharp(pixels(image), { raw: { width: 32, height: 32, channels: 3 } })
        .jpeg({ quality: 50, chromaSubsampling: '4:2:0', optimiseCoding: true })
        .toBuffer();
      expect(file.bits(image)).toBe(8 * bytes.length);
      expect(scan.bits(image)).toBe(8 * jpegScanBytes(bytes));
      expect(file.answerOf(image)).toBe(wholeAnswer(await sharp(bytes).raw().toBuffer()));
      expect(scan.answerOf(image)).toBe(file.answerOf(image));
    }
    expect([file.label, scan.label]).toEqual(['JPEG 50, whole file', 'JPEG 50']);
    // 9 x 1024 for colours, 24 blocks of two 8 x 8 x 8 matrix products and 64 quantiser multiplications.
    expect(file.deviceMacs).toBe(9 * 1024 + 24 * (2 * 512 + 64));
    expect(file.serverMacs).toBe(file.deviceMacs + backbone.macs);
  });

  it('sends more bits and loses less at a higher quality and without subsampling', async () => {
    const trial = async (quality: number, chroma: '4:2:0' | '4:4:4') => {
      const { decoded, bits } = await compress(images.images, { quality, count: 'scan', chroma });
      const error = decoded.reduce((sum, value, index) => sum + (value - images.images[index]!) ** 2, 0);
      return { bits: bits.reduce((sum, value) => sum + value, 0), error };
    };
    const trials = [
      await trial(10, '4:2:0'),
      await trial(50, '4:2:0'),
      await trial(95, '4:2:0'),
      await trial(95, '4:4:4'),
    ];
    for (let i = 1; i < trials.length; i++) {
      expect(trials[i]!.bits).toBeGreaterThan(trials[i - 1]!.bits);
      expect(trials[i]!.error).toBeLessThan(trials[i - 1]!.error);
    }
  });

  it('counts a scan without stuffed zeros, and refuses what is no JPEG', () => {
    const header = [0xff, 0xd8, 0xff, 0xdb, 0, 3, 9, 0xff, 0xda, 0, 2];
    expect(jpegScanBytes(Uint8Array.from([...header, 1, 0xff, 0, 2, 0xff, 0xd9]))).toBe(3);
    expect(() => jpegScanBytes(Uint8Array.from([...header, 1, 0xff, 0, 2]))).toThrow(/no end/);
    expect(() => jpegScanBytes(Uint8Array.from([...header, 1, 0xff, 0xd0, 0xff, 0xd9]))).toThrow(/marker 0xffd0/);
    expect(() => jpegScanBytes(Uint8Array.of(1, 2, 3))).toThrow(/no JPEG/);
  });
});

describe('8-bit feature', () => {
  it('errs by at most half a step and keeps zeros', () => {
    const feature = Float32Array.from({ length: 500 }, (_, index) => Math.max(0, Math.sin(index) * 7));
    const before = feature.slice();
    expect(quantise8Bit(feature)).toBe(0);
    const step = before.reduce((largest, value) => Math.max(largest, value), 0) / 255;
    feature.forEach((value, index) => {
      expect(Math.abs(value - before[index]!)).toBeLessThanOrEqual(step * 0.50001);
      if (before[index] === 0) expect(value).toBe(0);
    });
    expect(new Set(feature).size).toBeLessThanOrEqual(256);
    expect(quantise8Bit(Float32Array.of(-2, 0, 3))).toBe(-2);
    expect(quantise8Bit(new Float32Array(4))).toBe(0);
  });

  it('sends 8 bits per value and one scale, and answers on the quantised feature', async () => {
    const codec = (await feature8Bit.create({ split: tinySplit } as never, context)) as DigitalCodec;
    expect(codec.bits(3)).toBe(8 * tinyFeatureValues + 32);
    expect(codec.deviceMacs).toBe(backbone.splits.get(tinySplit)!.deviceMacs);
    expect(codec.deviceMacs + codec.serverMacs).toBe(backbone.macs);
    const batch = new Float32Array(tinyBatch * tinyFeatureValues);
    frontFeatures(context, tinySplit).gather([3], batch);
    quantise8Bit(batch.subarray(0, tinyFeatureValues));
    batch.fill(0, tinyFeatureValues);
    expect(codec.answerOf(3)).toBe(predictedClasses(backbone.back(tinySplit, batch, tinyBatch), 1, 10)[0]);
  });

  it('refuses a split the backbone lacks', async () => {
    const create = feature8Bit.create({ split: 'lat' } as never, context);
    await expect(create).rejects.toThrow(
      'has no split "lat": accepted are block1, early, block2, late; did you mean "late"?',
    );
  });
});

describe('front features', () => {
  it('are the same kept in memory and computed when asked for', () => {
    const kept = new Float32Array(tinyBatch * tinyFeatureValues);
    const computed = new Float32Array(tinyBatch * tinyFeatureValues);
    const wanted = [5, 39, 0, 5];
    frontFeatures(context, tinySplit).gather(wanted, kept);
    frontFeatures(context, tinySplit, 1000).gather(wanted, computed);
    expect(computed.subarray(0, 4 * tinyFeatureValues)).toEqual(kept.subarray(0, 4 * tinyFeatureValues));
  });
});
