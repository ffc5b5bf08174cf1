/**
 * The split feature at 8 bits per value, without a trained codec: the rival of every learned compression.
 *
 * Per image: low = min(0, min f), high = max f, step = (high - low) / 255, q = round((f - low) / step), f^ = low + q step; an
 * all-zero feature has step 0 and comes back as it is. Bits = 8 H W C + 32 for `high` as float32, and 32 more for `low` when
 * the split's features can be negative (any image of the set has one), so a ReLU split sends 32 bits of side information.
 * Error per value at most step / 2. The answer is the back network's on f^ and is computed before the run.
 *
 * Cost: two operations per value at each end are not counted (no multiply-accumulate worth naming beside a convolution).
 * Source: uniform scalar quantisation, Gersho and Gray, Vector Quantization and Signal Compression, 1992, chapter 5.
 */
import { Type } from 'typebox';
import type { CodecContext, CodecModel, DigitalCodec } from './codec.js';
import { frontFeatures, splitOf } from './front-features.js';
import { predictedClasses } from './predicted-class.js';

interface Feature8BitParameters {
  readonly kind: 'feature-8bit';
  readonly split: string;
}

const scaleBits = 32;

export const feature8Bit: CodecModel = {
  name: 'feature-8bit',
  payloadKind: 'digital',
  summary: 'split feature, uniformly quantised to 8 bits per value',
  source: 'Gersho and Gray, Vector Quantization and Signal Compression, 1992, chapter 5',
  schema: Type.Object(
    { kind: Type.Literal('feature-8bit'), split: Type.String({ description: 'split of the backbone', minLength: 1 }) },
    { additionalProperties: false, description: 'Split feature at 8 bits per value' },
  ),
  async create(parameters: Feature8BitParameters, context: CodecContext): Promise<DigitalCodec> {
    const split = splitOf(context, parameters.split);
    const { answers, signed, valuesPerImage } = answerQuantised(context, parameters.split);
    const bits = 8 * valuesPerImage + scaleBits * (signed ? 2 : 1);
    return {
      payloadKind: 'digital',
      label: `8-bit feature ${parameters.split}`,
      deviceMacs: split.deviceMacs,
      serverMacs: split.serverMacs,
      bits: () => bits,
      answerOf: (image) => answers[image]!,
      dispose() {},
    };
  },
};

function answerQuantised(context: CodecContext, split: string) {
  const { backbone, images, batchSize } = context;
  const features = frontFeatures(context, split);
  const { valuesPerImage } = features;
  const answers = new Int32Array(images.count);
  const batch = new Float32Array(batchSize * valuesPerImage);
  let signed = false;
  for (let first = 0; first < images.count; first += batchSize) {
    const rows = Math.min(batchSize, images.count - first);
    features.gather(
      Array.from({ length: rows }, (_, row) => first + row),
      batch,
    );
    batch.fill(0, rows * valuesPerImage);
    for (let row = 0; row < rows; row++) {
      const low = quantise8Bit(batch.subarray(row * valuesPerImage, (row + 1) * valuesPerImage));
      if (low < 0) signed = true;
    }
    const logits = backbone.back(split, batch, batchSize);
    answers.set(predictedClasses(logits, rows, backbone.classCount), first);
  }
  return { answers, signed, valuesPerImage };
}

/** Quantises and dequantises one feature in place; returns `low`. */
export function quantise8Bit(feature: Float32Array): number {
  let low = 0;
  let high = 0;
  for (const value of feature) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const step = (high - low) / 255;
  if (step === 0) return low;
  for (let i = 0; i < feature.length; i++) feature[i] = low + Math.round((feature[i]! - low) / step) * step;
  return low;
}
