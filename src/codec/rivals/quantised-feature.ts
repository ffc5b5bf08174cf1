/**
 * The split feature, uniformly quantised, with and without entropy coding.
 *
 * q = round((2^B - 1) f / scale), scale the largest value on training images, known at both ends; larger values are clipped. Bits:
 * `fixed`, B per value; `zlib`, raw deflate of Node's zlib with one Huffman table per image and no search for repetitions (they cost bits
 * here); `model`, frequencies of every channel's levels on training images known at both ends, - sum log2 p + 2, which
 * arithmetic coding keeps to (Witten, Neal and Cleary, 1987).
 *
 * Limits: values are coded as if independent; a learned prior over their neighbourhood would save more. Quantiser and coder are not counted
 * as operations. Source: Gersho and Gray, Vector Quantization and Signal Compression, 1992, chapter 5.
 */
import { constants, deflateRawSync } from 'node:zlib';
import { type FeatureCoder, featureRows } from './feature-answers.js';
import { codeLengths, levelOf, type TrainingFeatures, trainingFeatures } from './feature-statistics.js';
import type { Rival, RivalRow } from './rival.js';

const widths = [8, 6, 4, 3, 2, 1];
/** Bits by which an arithmetic code may exceed the sum of its lengths. */
const arithmeticEnd = 2;

export const quantisedFeature: Rival = {
  name: 'quantised-feature',
  title: 'quantised feature',
  summary: 'split feature at 1 to 8 bits per value, plain and entropy-coded',
  source: 'Gersho and Gray, 1992; Witten, Neal and Cleary, 1987',
  async measure(subject) {
    const rows: RivalRow[] = [];
    for (const split of subject.splits) {
      const statistics = trainingFeatures(subject, split.name);
      const coders = widths.map((width) => quantiser(width, statistics));
      rows.push(...(await featureRows(subject, 'quantised-feature', split, coders)));
    }
    return rows;
  },
};

/** @param width bits per value */
export function quantiser(width: number, statistics: TrainingFeatures): FeatureCoder {
  const { scale, channels } = statistics;
  const levels = 2 ** width;
  const lengths = codeLengths(statistics, levels);
  return {
    setting: `${width} bit`,
    macs: 0,
    countings: ['fixed', 'zlib', 'model'],
    code(feature) {
      const symbols = new Uint8Array(feature.length);
      let model = arithmeticEnd;
      for (let i = 0; i < feature.length; i++) {
        const level = levelOf(feature[i]!, scale, levels);
        symbols[i] = level;
        model += lengths[(i % channels) * levels + level]!;
        feature[i] = (level * scale) / (levels - 1);
      }
      const zlib = deflateRawSync(symbols, { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9 });
      return [width * feature.length, 8 * zlib.length, Math.ceil(model)];
    },
  };
}
