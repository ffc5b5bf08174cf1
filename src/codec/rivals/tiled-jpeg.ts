/**
 * The split feature as a picture, after BottleNet: quantised to 8 bits, its channels laid out side by side as tiles of one grey image,
 * which is sent as a JPEG. Without BottleNet's trained reduction unit, which belongs before it.
 *
 * Tiles fill a grid of ceil(sqrt C) columns in the order of the channels; scale as of the quantised feature. Bits counted as for images:
 * `file`, and `scan` with header and tables known at both ends. Operations: 1,088 multiply-accumulates per block of 8 x 8 (`image-jpeg`).
 * Source: A. E. Eshratifar, A. Esmaili, M. Pedram, "BottleNet: a deep learning architecture for intelligent mobile cloud computing
 * services", ISLPED 2019.
 */
import sharp from 'sharp';
import type { SplitPoint } from '../../neural/split-network.js';
import { jpegBlockMacs } from '../image-jpeg.js';
import { jpegScanBytes } from '../jpeg-scan.js';
import { type FeatureCoder, featureRows } from './feature-answers.js';
import { levelOf, trainingFeatures } from './feature-statistics.js';
import type { Rival, RivalRow } from './rival.js';

const qualities = [1, 10, 20, 40, 60, 80, 95];
const levels = 256;

export const tiledJpeg: Rival = {
  name: 'bottlenet',
  title: 'feature as JPEG (BottleNet, untrained)',
  summary: 'split feature at 8 bits, tiled as one grey image, as a JPEG',
  source: 'Eshratifar, Esmaili and Pedram, BottleNet, 2019',
  async measure(subject) {
    const rows: RivalRow[] = [];
    for (const split of subject.splits) {
      const { scale } = trainingFeatures(subject, split.name);
      const coders = qualities.map((quality) => tiledJpegCoder(quality, split, scale));
      rows.push(...(await featureRows(subject, 'bottlenet', split, coders)));
    }
    return rows;
  },
};

export function tiledJpegCoder(quality: number, { shape }: Pick<SplitPoint, 'shape'>, scale: number): FeatureCoder {
  const [height, width, depth] = shape;
  const columns = Math.ceil(Math.sqrt(depth));
  const size = { width: columns * width, height: Math.ceil(depth / columns) * height };
  /** Place in the picture of the value (y, x, channel). */
  const pixelOf = (y: number, x: number, channel: number): number =>
    (Math.floor(channel / columns) * height + y) * size.width + (channel % columns) * width + x;
  const places = Int32Array.from({ length: height * width * depth }, (_, i) => {
    const position = Math.floor(i / depth);
    return pixelOf(Math.floor(position / width), position % width, i % depth);
  });
  const blocks = Math.ceil(size.width / 8) * Math.ceil(size.height / 8);
  return {
    setting: `${quality}`,
    macs: blocks * jpegBlockMacs,
    countings: ['file', 'scan'],
    async code(feature) {
      const picture = new Uint8Array(size.width * size.height);
      places.forEach((place, i) => {
        picture[place] = levelOf(feature[i]!, scale, levels);
      });
      const file = await sharp(picture, { raw: { ...size, channels: 1 } })
        .toColourspace('b-w')
        .jpeg({ quality, optimiseCoding: true })
        .toBuffer();
      const decoded = await sharp(file).toColourspace('b-w').raw().toBuffer();
      places.forEach((place, i) => {
        feature[i] = (decoded[place]! * scale) / (levels - 1);
      });
      return [8 * file.length, 8 * jpegScanBytes(file)];
    },
  };
}
