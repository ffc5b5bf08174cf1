/**
 * Front features of an image set at one split, batch by batch: computed when asked for, or once and then read from a file.
 *
 * A file holds float32 values as the network gave them, so that nothing changes for who reads them; its name is made of all they
 * depend on (weights, split, images, engine, rows of a call), and a description beside it, written last, has the sha256 of every
 * batch. It may be deleted at any time; a damaged one is made anew. Size: four bytes per value and image (10,000 images at
 * 8 x 8 x 128: 328 MB).
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../base/atomic-file.js';
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

interface Description {
  readonly values: number;
  /** Of each batch. */
  readonly sha256: readonly string[];
}

/** The features kept in `folder`, made first if they are not there. */
export async function storedFeatures(
  folder: string,
  engine: Engine,
  network: SplitNetwork,
  split: string,
  images: ImageSet,
): Promise<FeatureSource> {
  const [height, width, depth] = network.splits.get(split)!.shape;
  const values = height * width * depth;
  const known = [network.sha256, split, images.sha256, images.count, engine.backend, engine.version, evaluationBatch];
  const key = createHash('sha256').update(JSON.stringify(known)).digest('hex').slice(0, 20);
  const stem = join(folder, `${network.name}-${split}-${key}`);
  const computed = computedFeatures(network, split, images);
  const description =
    readDescription(stem, values, images.count) ?? (await write(folder, stem, values, images, computed));
  return (first, rows) => {
    const bytes = new Uint8Array(4 * rows * values);
    const file = openSync(`${stem}.f32`, 'r');
    try {
      readSync(file, bytes, 0, bytes.length, 4 * first * values);
    } finally {
      closeSync(file);
    }
    const whole = rows === Math.min(evaluationBatch, images.count - first);
    const expected = description.sha256[first / evaluationBatch];
    if (whole && sha256Of(bytes) === expected) return new Float32Array(bytes.buffer);
    return computed(first, rows);
  };
}

function readDescription(stem: string, values: number, count: number): Description | undefined {
  if (!existsSync(`${stem}.json`)) return undefined;
  if (statSync(`${stem}.f32`, { throwIfNoEntry: false })?.size !== 4 * values * count) return undefined;
  return JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as Description;
}

async function write(
  folder: string,
  stem: string,
  values: number,
  images: ImageSet,
  computed: FeatureSource,
): Promise<Description> {
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'writing-'));
  const file = openSync(join(own, 'features'), 'w');
  const sha256: string[] = [];
  try {
    eachFeatureBatch(computed, images.count, (features) => {
      const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
      sha256.push(sha256Of(bytes));
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    });
    closeSync(file);
    renameSync(join(own, 'features'), `${stem}.f32`);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
  const description = { values, sha256 };
  await writeWhole(`${stem}.json`, `${JSON.stringify(description)}\n`);
  return description;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
