/**
 * Labelled image sets by name. `cifar10-test-2000` comes with the package; the others are cut from CIFAR-10 in the cache.
 *
 * CIFAR-10: 60,000 photographs of 32 x 32 pixels in 10 classes (A. Krizhevsky, Learning multiple layers of features from tiny
 * images, 2009). Its 50,000 training images are divided here, by one fixed random draw, into `cifar10-train` (45,000) and
 * `cifar10-validation` (5,000): every choice is made on the latter, `cifar10-test` only fills the final tables.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EnvironmentError, InputError } from '../base/errors.js';
import { readCifar10 } from './cifar10.js';
import { decodeImageSheet, imageBytes } from './image-sheet.js';
import { TrainingRandom } from './training/random.js';

export interface ImageSet {
  readonly name: string;
  readonly count: number;
  readonly classCount: number;
  /** NHWC, 32 x 32 x 3, 0..255. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  /** Of the images followed by the labels. */
  readonly sha256: string;
}

/** The description beside a shipped sheet of images. */
interface ShippedSet {
  readonly classCount: number;
  readonly labels: readonly number[];
  readonly sheetSha256: string;
}

export const shippedImageSets: readonly string[] = ['cifar10-test-2000'];
export const cachedImageSets: readonly string[] = [
  'cifar10-test',
  'cifar10-validation',
  'cifar10-train',
  'cifar10-train-all',
];
export const validationCount = 5000;

export async function loadImageSet(name: string): Promise<ImageSet> {
  if (shippedImageSets.includes(name)) return await loadShipped(name);
  if (!cachedImageSets.includes(name)) {
    throw new InputError(
      `image set "${name}" is unknown; known are ${[...shippedImageSets, ...cachedImageSets].join(', ')}`,
    );
  }
  if (name === 'cifar10-test') return imageSet(name, await readCifar10('test'));
  const all = await readCifar10('train');
  if (name === 'cifar10-train-all') return imageSet(name, all);
  const order = new TrainingRandom(1, 'cifar10-validation').permutation(all.labels.length);
  const held = name === 'cifar10-validation' ? order.subarray(0, validationCount) : order.subarray(validationCount);
  return imageSet(name, selectImages(all, held));
}

export function selectImages(
  from: { readonly images: Uint8Array; readonly labels: Uint8Array },
  indices: ArrayLike<number>,
): { images: Uint8Array; labels: Uint8Array } {
  const images = new Uint8Array(indices.length * imageBytes);
  const labels = new Uint8Array(indices.length);
  for (let place = 0; place < indices.length; place++) {
    const index = indices[place]!;
    images.set(from.images.subarray(index * imageBytes, (index + 1) * imageBytes), place * imageBytes);
    labels[place] = from.labels[index]!;
  }
  return { images, labels };
}

function imageSet(name: string, data: { images: Uint8Array; labels: Uint8Array }, classCount = 10): ImageSet {
  const sha256 = createHash('sha256').update(data.images).update(data.labels).digest('hex');
  return { name, count: data.labels.length, classCount, images: data.images, labels: data.labels, sha256 };
}

async function loadShipped(name: string): Promise<ImageSet> {
  const base = new URL(`../../models/image-sets/${name}`, import.meta.url);
  const sheetFile = fileURLToPath(`${base.href}.png`);
  const description = JSON.parse(await readFile(fileURLToPath(`${base.href}.json`), 'utf8')) as ShippedSet;
  const sheet = await readFile(sheetFile);
  if (createHash('sha256').update(sheet).digest('hex') !== description.sheetSha256) {
    throw new EnvironmentError(`${sheetFile} is damaged: its sha256 is not the one in its description`);
  }
  const images = await decodeImageSheet(sheet, description.labels.length, sheetFile);
  return imageSet(name, { images, labels: Uint8Array.from(description.labels) }, description.classCount);
}
