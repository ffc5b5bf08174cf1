/**
 * Accuracy of backbone and codecs on an image set: with told = met, one independent channel per image and condition.
 *
 * Noise comes from the keyed streams of the seed, keyed by image and condition, so it repeats whatever the batch, the engine or
 * the other conditions. Loss: base correct minus codec correct per image, its mean, standard error over the images and
 * one-sided 95 % upper bound. Shares carry 95 % Wilson intervals.
 */
import { KeyedDraws } from '../../base/random/keyed-draws.js';
import { pairedDifference } from '../../base/statistics/paired-difference.js';
import { wilsonInterval } from '../../base/statistics/wilson-interval.js';
import { addAwgn, eraseBits } from '../../channel/impairment.js';
import type { ImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import type { MeasuredShare } from '../../neural/model-card.js';
import type { SplitNetwork } from '../../neural/split-network.js';
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetNetwork, CodecChannel } from '../bottlenet-network.js';

/** Conditions of the published tables. */
export const tableConditions: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [0, 5, 10, 15, 20, 25, 30, 35, 40],
  'bit-erasure': [0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4],
};
const batch = 250;

/** 1 where the largest of an image's logits is its label's. */
export function markCorrect(
  logits: Float32Array,
  rows: number,
  labels: Uint8Array,
  first: number,
  correct: Uint8Array,
): void {
  const classes = logits.length / rows;
  for (let row = 0; row < rows; row++) {
    const part = logits.subarray(row * classes, (row + 1) * classes);
    correct[first + row] = part.indexOf(Math.max(...part)) === labels[first + row] ? 1 : 0;
  }
}

function eachBatch(images: ImageSet, visit: (part: Uint8Array, rows: number, first: number) => void): void {
  for (let first = 0; first < images.count; first += batch) {
    const rows = Math.min(batch, images.count - first);
    visit(images.images.subarray(first * imageBytes, (first + rows) * imageBytes), rows, first);
  }
}

/** Per image, 1 if the unsplit network is right. */
export function baseCorrect(network: SplitNetwork, images: ImageSet): Uint8Array {
  const correct = new Uint8Array(images.count);
  eachBatch(images, (part, rows, first) => markCorrect(network.whole(part, rows), rows, images.labels, first, correct));
  return correct;
}

/** One row per condition. */
export function evaluateCodec(
  codec: BottleNetNetwork,
  network: SplitNetwork,
  images: ImageSet,
  base: Uint8Array,
  conditions: readonly number[],
  seed: number,
  onProgress: (done: number, of: number) => void,
): AccuracyRow[] {
  const { channel, split } = codec.card;
  const settings = conditions.map((condition) => settingAt(channel, condition));
  const front: FrontFeatures = (part, rows) => network.front(split, part, rows);
  const correct = codecCorrect(codec, front, images, settings, seed, onProgress);
  return conditions.map((condition, place) => ({ condition, ...lossRow(base, correct[place]!) }));
}

/** One channel that a codec is measured on. */
export interface ChannelSetting {
  /** Names the draws: settings of one name meet the same noise, scaled, whatever the codec. */
  readonly name: string;
  /** PSNR in dB, or erasure probability. */
  readonly told: number;
  /** Noise variance per value, or the erasure probability of each bit. */
  readonly level: number;
}

/** Told = met at a PSNR in dB or an erasure probability. */
export function settingAt(channel: CodecChannel, condition: number): ChannelSetting {
  const level = channel === 'awgn' ? 10 ** (-condition / 10) : condition;
  return { name: `channel at ${condition}`, told: condition, level };
}

/** `rows` x values features at a codec's split, of the images `part`, the first of which is image `first` of the set. */
export type FrontFeatures = (part: Uint8Array, rows: number, first: number) => Float32Array;

/** Per setting and image, 1 if the codec's answer is right; its encoder is told no condition that it was not trained for. */
export function codecCorrect(
  codec: BottleNetNetwork,
  front: FrontFeatures,
  images: ImageSet,
  settings: readonly ChannelSetting[],
  seed: number,
  onProgress: (done: number, of: number) => void,
): Uint8Array[] {
  const draws = new KeyedDraws({ seed, replication: 0 });
  const { values, channel, bits, told: table } = codec.card;
  const [least, most] = [table.grid[0]!, table.grid.at(-1)!];
  const correct = settings.map(() => new Uint8Array(images.count));
  eachBatch(images, (part, rows, first) => {
    const features = front(part, rows, first);
    settings.forEach(({ name, told: condition, level }, place) => {
      const told = new Float32Array(rows).fill(Math.min(most, Math.max(least, condition)));
      const code = codec.encode(features, told, rows);
      const received = new Float32Array(code.length);
      for (let row = 0; row < rows; row++) {
        const sent = code.subarray(row * values, (row + 1) * values);
        const arrived = received.subarray(row * values, (row + 1) * values);
        const key = draws.key('evaluate', 0, first + row, name);
        if (channel === 'awgn') addAwgn(sent, level, key, draws, arrived);
        else eraseBits(sent, level, key, draws, arrived, bits);
      }
      const variances = new Float32Array(code.length).fill(channel === 'awgn' ? level : 0);
      const logits = codec.answer(received, told, variances, rows);
      markCorrect(logits, rows, images.labels, first, correct[place]!);
    });
    onProgress(first + rows, images.count);
  });
  return correct;
}

/** Accuracy and paired loss against the base. */
export function lossRow(base: Uint8Array, correct: Uint8Array): Omit<AccuracyRow, 'condition'> {
  const { mean, standardError, upper } = pairedDifference(base, correct);
  return {
    ...measuredShare(correct),
    loss: 100 * mean,
    lossStandardError: 100 * standardError,
    lossUpper: 100 * upper,
  };
}

export function measuredShare(correct: Uint8Array): MeasuredShare {
  const right = correct.reduce((sum, value) => sum + value, 0);
  const { low, high } = wilsonInterval(right, correct.length);
  return { percent: (100 * right) / correct.length, low: 100 * low, high: 100 * high, images: correct.length };
}
