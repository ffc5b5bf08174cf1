/**
 * What the untrained rivals of a backbone's codecs reach on an image set: JPEG images at several qualities, and split features
 * at 8 bits per value.
 *
 * JPEG bits are counted twice: the whole file, and the entropy-coded scan alone (tables known at both ends). The 8-bit
 * features have one scale per split, the largest value seen on training images; larger values are clipped.
 */
import type { ImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import type { SplitNetwork } from '../../neural/split-network.js';
import type { AccuracyRow } from '../accuracy-table.js';
import { measuredLoss } from '../evaluation/measured-loss.js';
import { baseCorrect, markCorrect } from '../evaluation/trial.js';
import { compress } from '../image-jpeg.js';

export interface JpegRow extends Omit<AccuracyRow, 'condition'> {
  readonly quality: number;
  readonly chroma: '4:2:0' | '4:4:4';
  /** Means over the images. */
  readonly fileBits: number;
  readonly scanBits: number;
}

export interface FeatureRow extends Omit<AccuracyRow, 'condition'> {
  readonly split: string;
  readonly values: number;
  readonly bits: number;
  /** Largest feature value on training images: the value of code 255. */
  readonly scale: number;
}

export const jpegQualities: readonly number[] = [10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95];
const batch = 250;
const scaleImages = 5000;

export async function jpegRows(
  network: SplitNetwork,
  images: ImageSet,
  base: Uint8Array,
  chroma: '4:2:0' | '4:4:4',
  onProgress: (done: number, of: number) => void,
): Promise<JpegRow[]> {
  const mean = (bits: Int32Array) => bits.reduce((sum, value) => sum + value, 0) / bits.length;
  const rows: JpegRow[] = [];
  for (const quality of jpegQualities) {
    const file = await compress(images.images, { quality, count: 'file', chroma });
    const scan = await compress(images.images, { quality, count: 'scan', chroma });
    const correct = baseCorrect(network, { ...images, images: file.decoded });
    rows.push({
      quality,
      chroma,
      fileBits: mean(file.bits),
      scanBits: mean(scan.bits),
      ...measuredLoss(base, correct),
    });
    onProgress(rows.length, jpegQualities.length);
  }
  return rows;
}

export function featureRow(
  network: SplitNetwork,
  split: string,
  training: ImageSet,
  images: ImageSet,
  base: Uint8Array,
): FeatureRow {
  const [height, width, depth] = network.splits.get(split)!.shape;
  const values = height * width * depth;
  let scale = 0;
  for (let first = 0; first < Math.min(scaleImages, training.count); first += batch) {
    const rows = Math.min(batch, training.count - first);
    const part = training.images.subarray(first * imageBytes, (first + rows) * imageBytes);
    for (const value of network.front(split, part, rows)) if (value > scale) scale = value;
  }
  const correct = new Uint8Array(images.count);
  for (let first = 0; first < images.count; first += batch) {
    const rows = Math.min(batch, images.count - first);
    const features = network.front(
      split,
      images.images.subarray(first * imageBytes, (first + rows) * imageBytes),
      rows,
    );
    for (let i = 0; i < features.length; i++) {
      features[i] = (Math.min(255, Math.round((255 * features[i]!) / scale)) * scale) / 255;
    }
    markCorrect(network.back(split, features, rows), rows, images.labels, first, correct);
  }
  return { split, values, bits: 8 * values, scale, ...measuredLoss(base, correct) };
}
