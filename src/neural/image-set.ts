/**
 * Labelled image sets by name. `cifar10-test-2000` comes with the package; the others are cut from CIFAR-10 and CIFAR-100 in the
 * cache.
 *
 * Each data set holds 60,000 photographs of 32 x 32 pixels (A. Krizhevsky, Learning multiple layers of features from tiny images,
 * 2009). Its 50,000 training images are divided here, by one fixed random draw, into `-train` (45,000) and `-validation`
 * (5,000): every choice is made on the latter, `-test` only fills the final tables.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { EnvironmentError, InputError } from '../base/errors.js';
import { readCifar10 } from './cifar10.js';
import { readCifar100 } from './cifar100.js';
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
/** How a data set in the cache is read, and how many classes it has. */
const cachedDataSets = {
  cifar10: { classCount: 10, read: readCifar10 },
  cifar100: { classCount: 100, read: readCifar100 },
};
export type DataSet = keyof typeof cachedDataSets;
export const dataSets = Object.keys(cachedDataSets) as readonly DataSet[];
const parts = ['test', 'validation', 'train', 'train-all'];
export const cachedImageSets: readonly string[] = dataSets.flatMap((set) => parts.map((part) => `${set}-${part}`));
export const validationCount = 5000;

export function classCountOf(dataSet: DataSet): number {
  return cachedDataSets[dataSet].classCount;
}

export async function loadImageSet(name: string): Promise<ImageSet> {
  if (shippedImageSets.includes(name)) return await loadShipped(name);
  if (!cachedImageSets.includes(name)) {
    throw new InputError(
      `image set "${name}" is unknown; known are ${[...shippedImageSets, ...cachedImageSets].join(', ')}`,
    );
  }
  const dataSet = name.slice(0, name.indexOf('-')) as DataSet;
  const { classCount, read } = cachedDataSets[dataSet];
  if (name === `${dataSet}-test`) return imageSet(name, await read('test'), classCount);
  const all = await read('train');
  if (name === `${dataSet}-train-all`) return imageSet(name, all, classCount);
  const order = new TrainingRandom(1, `${dataSet}-validation`).permutation(all.labels.length);
  const validation = name === `${dataSet}-validation`;
  const held = validation ? order.subarray(0, validationCount) : order.subarray(validationCount);
  return imageSet(name, selectImages(all, held), classCount);
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

/** What says which classes a network answers with. */
export interface ClassifyingNetwork {
  readonly name: string;
  readonly classCount: number;
  /** Where given, the images have to be of it: as many classes of another data set are still others. */
  readonly dataSet?: string;
}

/** @throws InputError, naming both, where the labels of the images are not the classes of the network */
export function checkClasses(network: ClassifyingNetwork, images: Pick<ImageSet, 'name' | 'classCount'>): void {
  const { name, classCount, dataSet } = network;
  const found = `image set "${images.name}" has ${images.classCount} classes`;
  if (images.classCount !== classCount) {
    throw new InputError(`${found}; accepted for the network "${name}" are images of its ${classCount} classes`);
  }
  if (dataSet !== undefined && !images.name.startsWith(`${dataSet}-`)) {
    throw new InputError(
      `${found} of another data set; accepted for the network "${name}" are images of "${dataSet}", on which it was trained`,
    );
  }
}

function imageSet(name: string, data: { images: Uint8Array; labels: Uint8Array }, classCount: number): ImageSet {
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
