/** Cuts a small class-balanced set out of an image set, to be shipped: a sheet of images and its description. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import { type ImageSet, selectImages } from './image-set.js';
import { encodeImageSheet } from './image-sheet.js';
import { writeFileAtomically } from './training/checkpoint.js';
import { TrainingRandom } from './training/random.js';

/** Indices of `count` images, equally many of each class, drawn without replacement, in ascending order. */
export function balancedSubset(set: ImageSet, count: number, seed: number): number[] {
  const perClass = count / set.classCount;
  if (!Number.isInteger(perClass)) {
    throw new InputError(`${count} images cannot be shared equally among ${set.classCount} classes`);
  }
  const taken = new Array<number>(set.classCount).fill(0);
  const chosen: number[] = [];
  for (const index of new TrainingRandom(seed, 'image-subset').permutation(set.count)) {
    const label = set.labels[index]!;
    if (taken[label]! >= perClass) continue;
    taken[label]!++;
    chosen.push(index);
  }
  if (chosen.length < count) throw new InputError(`image set "${set.name}" has too few images of a class for ${count}`);
  return chosen.sort((a, b) => a - b);
}

/** Writes NAME.png and NAME.json into `folder`. */
export async function writeImageSubset(
  set: ImageSet,
  name: string,
  count: number,
  seed: number,
  folder: string,
  command: string,
): Promise<void> {
  const indices = balancedSubset(set, count, seed);
  const { images, labels } = selectImages(set, indices);
  const sheet = await encodeImageSheet(images);
  const hash = (...parts: Uint8Array[]) =>
    parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex');
  const description = {
    format: 'bottlenet-sim/image-set@1',
    name,
    from: set.name,
    fromSha256: set.sha256,
    classCount: set.classCount,
    count,
    choice: `${count / set.classCount} images of each class, drawn at random with seed ${seed}`,
    command,
    // CIFAR-10 and CIFAR-100 are of one report; from where the cache has its copy does not matter, by `fromSha256`.
    citation:
      'A. Krizhevsky, Learning multiple layers of features from tiny images, technical report, University of Toronto, 2009',
    sheet: `${name}.png`,
    sheetSha256: hash(sheet),
    sha256: hash(images, labels),
    indices,
    labels: Array.from(labels),
  };
  await writeFileAtomically(join(folder, `${name}.png`), sheet);
  await writeFileAtomically(join(folder, `${name}.json`), `${JSON.stringify(description)}\n`);
}
