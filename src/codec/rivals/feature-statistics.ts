/** What both ends know of a split's features before the first image: scale and frequencies, from training images. */
import { computedFeatures, eachFeatureBatch } from '../evaluation/feature-source.js';
import type { RivalSubject } from './rival.js';

/** Training images looked at. */
const trainingImages = 2500;

export interface TrainingFeatures {
  readonly count: number;
  readonly valuesPerImage: number;
  /** Depth of the map: values are in H, W, C order. */
  readonly channels: number;
  /** Largest value: larger ones of other images are clipped. */
  readonly scale: number;
  readonly values: Float32Array;
}

const known = new WeakMap<RivalSubject, Map<string, TrainingFeatures>>();

/** Those of the split that was asked for last are kept: a rival goes through the splits one by one, and the next rival works them out again. */
export function trainingFeatures(subject: RivalSubject, split: string): TrainingFeatures {
  const bySplit = known.get(subject) ?? new Map<string, TrainingFeatures>();
  known.set(subject, bySplit);
  const before = bySplit.get(split);
  if (before !== undefined) return before;
  // one split at a time: 2,500 features of 64 kB are 164 MB
  bySplit.clear();
  const made = makeFeatures(subject, split);
  bySplit.set(split, made);
  return made;
}

function makeFeatures({ network, training }: RivalSubject, split: string): TrainingFeatures {
  const [height, width, channels] = network.splits.get(split)!.shape;
  const valuesPerImage = height * width * channels;
  const count = Math.min(trainingImages, training.count);
  const values = new Float32Array(count * valuesPerImage);
  let scale = 0;
  eachFeatureBatch(computedFeatures(network, split, training), count, (features, _rows, first) => {
    values.set(features, first * valuesPerImage);
    for (const value of features) if (value > scale) scale = value;
  });
  return { count, valuesPerImage, channels, scale, values };
}

/** Level of a value: 0 to `levels` - 1, the last one at `scale` and above. */
export function levelOf(value: number, scale: number, levels: number): number {
  return Math.max(0, Math.min(levels - 1, Math.round((value * (levels - 1)) / scale)));
}

/**
 * Code length in bits of every level, per channel: -log2 of its share among the training images, half an occurrence added to each
 * (Krichevsky and Trofimov, 1981), so that nothing is impossible. Index: channel x levels + level.
 */
export function codeLengths({ values, channels, scale }: TrainingFeatures, levels: number): Float64Array {
  const counts = new Float64Array(channels * levels).fill(0.5);
  for (let i = 0; i < values.length; i++) {
    const place = (i % channels) * levels + levelOf(values[i]!, scale, levels);
    counts[place] = counts[place]! + 1;
  }
  const total = values.length / channels + levels / 2;
  return counts.map((count) => -Math.log2(count / total));
}
