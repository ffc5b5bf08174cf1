/**
 * Front features of an image set at one split, batch by batch: computed when asked for, or once and then read from a file.
 *
 * A file holds float32 values as the network gave them, so that nothing changes for who reads them; its name is made of all they
 * depend on (weights, split, images, engine, rows of a call). Before each batch stands its sha256: one that is missing or damaged is
 * computed and written in its place when it is next asked for. The file may be deleted at any time. Size: four bytes per value and
 * image (10,000 images at 8 x 8 x 128: 328 MB).
 */
import { createHash } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from '../../base/errors.js';
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import type { SplitNetwork } from '../../neural/split-network.js';

/** Rows of one network call of an evaluation: last digits may depend on it. */
export const evaluationBatch = 250;

/** Features of the images from `first` on; `first` is a multiple of the batch, `rows` what is left of it. */
export type FeatureSource = (first: number, rows: number) => Float32Array;

/** Calls `visit(features, rows, first)` for every batch of the set. */
export function eachFeatureBatch(
  source: FeatureSource,
  count: number,
  visit: (features: Float32Array, rows: number, first: number) => void,
): void {
  for (let first = 0; first < count; first += evaluationBatch) {
    const rows = Math.min(evaluationBatch, count - first);
    visit(source(first, rows), rows, first);
  }
}

export function computedFeatures(network: SplitNetwork, split: string, images: ImageSet): FeatureSource {
  return (first, rows) =>
    network.front(split, images.images.subarray(first * imageBytes, (first + rows) * imageBytes), rows);
}

const digestBytes = 32;

/** The features kept in `folder`; each batch is made when it is first asked for. */
export function storedFeatures(
  folder: string,
  engine: Engine,
  network: SplitNetwork,
  split: string,
  images: ImageSet,
): FeatureSource {
  const [height, width, depth] = network.splits.get(split)!.shape;
  const values = height * width * depth;
  const known = [network.sha256, split, images.sha256, images.count, engine.backend, engine.version, evaluationBatch];
  const key = createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 20);
  const file = join(folder, `${network.name}-${split}-${key}.features`);
  const computed = computedFeatures(network, split, images);
  const fullBatch = digestBytes + 4 * evaluationBatch * values;
  return (first, rows) => {
    if (rows !== Math.min(evaluationBatch, images.count - first)) return computed(first, rows);
    const at = (first / evaluationBatch) * fullBatch;
    const before = readBatch(file, at, rows * values);
    if (before !== undefined) return before;
    const features = computed(first, rows);
    writeBatch(file, at, features);
    return features;
  };
}

/** The values that stand at a place of the file, if they are those that were written there. */
function readBatch(file: string, at: number, values: number): Float32Array | undefined {
  const bytes = new Uint8Array(digestBytes + 4 * values);
  const opened = open(file, constants.O_RDONLY);
  if (opened === undefined) return undefined;
  try {
    readSync(opened, bytes, 0, bytes.length, at);
  } finally {
    closeSync(opened);
  }
  const content = bytes.subarray(digestBytes);
  return digestOf(content).equals(bytes.subarray(0, digestBytes))
    ? new Float32Array(bytes.buffer, digestBytes, values)
    : undefined;
}

function open(file: string, flags: number): number | undefined {
  try {
    return openSync(file, flags);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new EnvironmentError(`features ${file} cannot be read (${(error as Error).message})`);
  }
}

/** @throws EnvironmentError where the disk refuses: computing them each time would pass for reading them */
function writeBatch(file: string, at: number, features: Float32Array): void {
  const content = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
  const bytes = Buffer.concat([digestOf(content), content]);
  try {
    mkdirSync(dirname(file), { recursive: true });
    const opened = openSync(file, constants.O_RDWR | constants.O_CREAT);
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(opened, bytes, written, bytes.length - written, at + written);
      }
    } finally {
      closeSync(opened);
    }
  } catch (error) {
    throw new EnvironmentError(`features ${file} cannot be written (${(error as Error).message})`);
  }
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
