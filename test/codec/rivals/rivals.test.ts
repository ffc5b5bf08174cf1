/** Rivals: laws that hold for every one, and each one's bits and losses on what is known. */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { measuredShare } from '../../../src/codec/evaluation/measured-loss.js';
import { markCorrect, runTrials } from '../../../src/codec/evaluation/trial.js';
import { compress } from '../../../src/codec/image-jpeg.js';
import { featureRows } from '../../../src/codec/rivals/feature-answers.js';
import { codeLengths, trainingFeatures } from '../../../src/codec/rivals/feature-statistics.js';
import { rivals } from '../../../src/codec/rivals/index.js';
import { eightBitWeights } from '../../../src/codec/rivals/local-8bit.js';
import { labelBits } from '../../../src/codec/rivals/local-answer.js';
import { pngDataBytes } from '../../../src/codec/rivals/png.js';
import { roundingTrial } from '../../../src/codec/rivals/quantised-code.js';
import { quantiser } from '../../../src/codec/rivals/quantised-feature.js';
import { meanOf } from '../../../src/codec/rivals/rival.js';
import { tiledJpegCoder } from '../../../src/codec/rivals/tiled-jpeg.js';
import { placeBits, topK } from '../../../src/codec/rivals/top-k-feature.js';
import { webpDataBytes } from '../../../src/codec/rivals/webp.js';
import { imageBytes } from '../../../src/neural/image-sheet.js';
import { makeSplitNetwork } from '../../../src/neural/split-network.js';
import { tinyFeatureValues, tinySplit, tinyValues } from '../tiny-models.js';
import { tinySubject } from './tiny-subject.js';

const subject = await tinySubject(24);
const { network, images, base } = subject;
const split = network.splits.get(tinySplit)!;
const lossless = ['raw-image', 'png', 'local', 'float-feature'];

describe.each(rivals)('$name', (rival) => {
  it('keeps the laws of all rivals', async () => {
    const rows = await rival.measure(subject);
    expect(rows.length).toBeGreaterThan(0);
    const keys = rows.map(({ setting, counting, split: place }) => [setting, counting, place].join());
    expect(new Set(keys).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.rival).toBe(rival.name);
      expect(row.images).toBe(images.count);
      expect(row.bits).toBeGreaterThan(0);
      expect(row.loss).toBeCloseTo(measuredShare(base).percent - row.percent, 9);
      expect(row.lossUpper).toBeGreaterThanOrEqual(row.loss);
      const cut = row.split === null ? 0 : network.splits.get(row.split)!.deviceMacs;
      expect(row.deviceMacs).toBeGreaterThanOrEqual(cut);
      if (lossless.includes(rival.name) || row.setting === 'lossless') expect(row.loss).toBe(0);
    }
  });
});

describe('image coders', () => {
  it('count the data of a PNG: its IDAT chunks', () => {
    const chunk = (type: string, bytes: number) => [
      0,
      0,
      0,
      bytes,
      ...Buffer.from(type),
      ...new Array(bytes + 4).fill(7),
    ];
    const file = [...new Array(8).fill(1), ...chunk('IHDR', 13), ...chunk('IDAT', 5), ...chunk('IDAT', 3)];
    expect(pngDataBytes(Uint8Array.from([...file, ...chunk('IEND', 0)]))).toBe(8);
    expect(() => pngDataBytes(Uint8Array.from(chunk('IEND', 30)))).toThrow('IDAT chunk not found');
  });

  it('count the data of a WebP: the coded image without its frame header, padding skipped', () => {
    const chunk = (type: string, bytes: number) => [
      ...Buffer.from(type),
      bytes,
      0,
      0,
      0,
      ...new Array(bytes + (bytes % 2)).fill(7),
    ];
    const file = (...chunks: number[][]) => Uint8Array.from([...new Array(12).fill(0), ...chunks.flat()]);
    expect(webpDataBytes(file(chunk('EXIF', 3), chunk('VP8 ', 40)))).toBe(30);
    expect(webpDataBytes(file(chunk('VP8L', 7)))).toBe(2);
    expect(() => webpDataBytes(file(chunk('EXIF', 3)))).toThrow('VP8 or VP8L chunk not found');
  });

  it('have the bits of their files', async () => {
    const rows = await rivals.find(({ name }) => name === 'jpeg')!.measure(subject);
    const { bits } = await compress(images.images, { quality: 50, count: 'scan', chroma: '4:2:0' });
    const [row] = rows.filter(({ setting, counting }) => setting === '50, 4:2:0' && counting === 'scan');
    expect(row!.bits).toBe(meanOf(bits));
    const webp = await rivals.find(({ name }) => name === 'webp')!.measure(subject);
    const bitsOf = (setting: string) =>
      webp.find((entry) => entry.setting === setting && entry.counting === 'file')!.bits;
    expect(bitsOf('10')).toBeLessThan(bitsOf('90'));
    expect(bitsOf('90')).toBeLessThan(bitsOf('lossless'));
    expect(bitsOf('lossless')).toBeLessThan(8 * imageBytes);
  });
});

describe('the local answer', () => {
  it('is the number of a class', () => {
    expect([2, 10, 100, 128, 129].map(labelBits)).toEqual([1, 4, 7, 7, 8]);
  });

  it('of 8 bits rounds every filter on its own 255 levels, and no bias', () => {
    const rounded = eightBitWeights(subject.weights);
    for (const [name, { shape, data }] of subject.weights.tensors) {
      const now = rounded.tensors.get(name)!.data;
      if (!name.endsWith('.weight')) {
        expect(now).toEqual(data);
        continue;
      }
      const outputs = shape.at(-1)!;
      for (let output = 0; output < outputs; output++) {
        const own = (values: Float32Array) => [...values.filter((_, i) => i % outputs === output)];
        const step = Math.max(...own(data).map(Math.abs)) / 127;
        const [before, after] = [own(data), own(now)];
        after.forEach((value, i) => {
          expect(Math.abs(value - before[i]!)).toBeLessThan(0.5001 * step);
          expect(Math.abs(value / step - Math.round(value / step))).toBeLessThan(1e-3);
        });
      }
    }
  });

  it('can round the map behind every stage, and what it makes of it goes on', () => {
    const seen: string[] = [];
    const { engine, card, weights } = subject;
    const part = images.images.subarray(0, 4 * imageBytes);
    const same = makeSplitNetwork(engine, card, weights, (map, stage) => {
      seen.push(stage.name);
      return map;
    });
    expect(same.whole(part, 4)).toEqual(network.whole(part, 4));
    expect(new Set(seen).size).toBe(seen.length);
    const emptied = makeSplitNetwork(engine, card, weights, (map) => engine.tf.zerosLike(map));
    const bias = weights.tensors.get('dense.bias')!.data;
    emptied.whole(part, 4).forEach((logit, i) => {
      expect(logit).toBeCloseTo(bias[i % bias.length]!, 6);
    });
    for (const made of [same, emptied]) made.dispose();
  });
});

describe('feature coders', () => {
  it('have the bits of floats', async () => {
    const [row] = await rivals.find(({ name }) => name === 'float-feature')!.measure(subject);
    expect(row).toMatchObject({ bits: 32 * tinyFeatureValues, deviceMacs: split.deviceMacs, split: tinySplit });
  });

  it('count with the frequencies of the training images: by hand', () => {
    // channel 0: levels 0 0 0 1; channel 1: 1 1 1 1; scale 2
    const values = Float32Array.of(0, 2, 0, 2, 0, 2, 2, 2);
    const statistics = { count: 4, valuesPerImage: 2, channels: 2, scale: 2, values };
    const shares = [...codeLengths(statistics, 2)].map((bits) => 2 ** -bits);
    [0.7, 0.3, 0.1, 0.9].forEach((share, i) => {
      expect(shares[i]).toBeCloseTo(share, 12);
    });
    const feature = Float32Array.of(0.9, 3);
    const bits = quantiser(1, statistics).code(feature);
    const symbols = deflateRawSync(Uint8Array.of(0, 1), { strategy: 2 });
    expect(bits).toEqual([2, 8 * symbols.length, Math.ceil(2 - Math.log2(0.7) - Math.log2(0.9))]);
    expect([...feature]).toEqual([0, 2]);
  });

  it('round to the nearest level, and fewer bits are coarser', async () => {
    const statistics = trainingFeatures(subject, tinySplit);
    const features = network.front(tinySplit, images.images, images.count);
    const errorOf = (width: number) => {
      const coded = features.slice();
      quantiser(width, statistics).code(coded);
      const step = statistics.scale / (2 ** width - 1);
      let worst = 0;
      features.forEach((value, i) => {
        if (value <= statistics.scale) worst = Math.max(worst, Math.abs(value - coded[i]!) / step);
      });
      return worst;
    };
    for (const width of [8, 4, 2]) expect(errorOf(width)).toBeLessThan(0.5001);
    const rows = await rivals.find(({ name }) => name === 'quantised-feature')!.measure(subject);
    const [fixed, , model] = rows.filter(({ setting }) => setting === '4 bit');
    expect(fixed!.bits).toBe(4 * tinyFeatureValues);
    expect(model!.bits).toBeLessThan(fixed!.bits);
  });

  it('keep the largest values, and number their places', () => {
    const feature = Float32Array.of(51, 10.2, 255, 255, 0);
    expect(topK(2, 255).code(feature)).toEqual([16 + 4]);
    expect([...feature]).toEqual([0, 0, 255, 255, 0]);
    const tied = Float32Array.of(51, 10.2, 255, 255, 0);
    topK(1, 255).code(tied);
    expect([...tied]).toEqual([0, 0, 255, 0, 0]);
    expect([placeBits(8, 1), placeBits(9, 1), placeBits(64, 32), placeBits(5, 5)]).toEqual([3, 4, 61, 0]);
  });

  it('tile a feature so that a channel is a block', async () => {
    // four channels of 8 x 8, each of one value: DC coefficients alone
    const shape = [8, 8, 4] as const;
    const values = [10, 200, 90, 255];
    const feature = Float32Array.from({ length: 256 }, (_, i) => values[i % 4]!);
    const coder = tiledJpegCoder(95, { shape }, 255);
    const [file, scan] = await coder.code(feature);
    expect(scan).toBeLessThan(file! / 4);
    feature.forEach((value, i) => {
      expect(Math.abs(value - values[i % 4]!)).toBeLessThan(1.5);
    });
    expect(coder.macs).toBe(4 * 1088);
  });

  it('are answered by the back network on what arrived', async () => {
    const erase = {
      setting: 'nothing',
      macs: 5,
      countings: ['a', 'b'],
      code: (f: Float32Array) => [f.fill(0).length, 1],
    };
    const [a, b] = await featureRows(subject, 'erased', split, [erase]);
    const correct = new Uint8Array(images.count);
    const zeros = new Float32Array(images.count * tinyFeatureValues);
    markCorrect(network.back(tinySplit, zeros, images.count), images.count, images.labels, 0, correct);
    expect(a).toMatchObject({ bits: tinyFeatureValues, percent: measuredShare(correct).percent });
    expect(b).toMatchObject({ bits: 1, deviceMacs: split.deviceMacs + 5 });
  });
});

describe('the code sent as bits', () => {
  it('has so many bits per value, and arrives on the levels', async () => {
    const received = new Float32Array(4);
    const sigma2 = new Float32Array(4).fill(1);
    roundingTrial(2, 0).transmit(Float32Array.of(0, 0.2, 0.6, 1), 0, received, sigma2);
    [0, 1 / 3, 2 / 3, 1].forEach((level, i) => {
      expect(received[i]).toBeCloseTo(level, 6);
    });
    expect([...sigma2]).toEqual([0, 0, 0, 0]);
    const rows = await rivals.find(({ name }) => name === 'quantised-code')!.measure(subject);
    expect(rows.map(({ bits }) => bits)).toEqual([1, 2, 3, 4, 6, 8].map((width) => width * tinyValues));
    const codec = subject.codecs[0]!.load();
    const [exact] = runTrials({ codec, network, images }, [roundingTrial(8, codec.card.told.grid[0]!)]);
    expect(rows.at(-1)!.percent).toBe(measuredShare(exact!).percent);
    expect(rows[0]!.deviceMacs).toBe(split.deviceMacs + codec.card.encoderMacs);
    expect(new Set(rows.map(({ codecSha256 }) => codecSha256))).toEqual(new Set([codec.card.sha256]));
  });
});
