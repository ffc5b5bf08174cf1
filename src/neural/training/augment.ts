/**
 * Augmentation of 32 x 32 RGB images: mirror, reflected shift, square cut-out.
 *
 * The mirror alternates: an image drawn as mirrored in one epoch is upright in the next (Jordan, airbench, 2024), which shows
 * both sides in every two epochs. Cut-out fills a square with the mean colour (DeVries and Taylor, 2017).
 */
import { imageBytes, imageSide as side } from '../image-sheet.js';
import type { TrainingRandom } from './random.js';

export interface Augmentation {
  /** Largest shift in pixels, each way; borders are reflected. */
  readonly shift: number;
  /** Side of the square that is cut out, in pixels; 0 for none. */
  readonly cutout: number;
}

const row = side * 3;
const reflect = (position: number): number =>
  position < 0 ? -position : position >= side ? 2 * side - 2 - position : position;

/**
 * The images `indices` of `images`, augmented; uint8, NHWC.
 * @param mirrored whether image k is mirrored this time
 * @param fill the colour of cut-outs, 0..255
 */
export function augmentedBatch(
  images: Uint8Array,
  indices: Int32Array,
  augmentation: Augmentation,
  mirrored: (index: number) => boolean,
  fill: readonly [number, number, number],
  random: TrainingRandom,
): Uint8Array {
  const batch = new Uint8Array(indices.length * imageBytes);
  const columns = new Int32Array(side);
  const span = 2 * augmentation.shift + 1;
  indices.forEach((index, place) => {
    const dx = random.integer(span) - augmentation.shift;
    const dy = random.integer(span) - augmentation.shift;
    const flip = mirrored(index);
    for (let x = 0; x < side; x++) {
      const shifted = reflect(x + dx);
      columns[x] = (flip ? side - 1 - shifted : shifted) * 3;
    }
    let target = place * imageBytes;
    for (let y = 0; y < side; y++) {
      const source = index * imageBytes + reflect(y + dy) * row;
      for (let x = 0; x < side; x++) {
        const pixel = source + columns[x]!;
        batch[target++] = images[pixel]!;
        batch[target++] = images[pixel + 1]!;
        batch[target++] = images[pixel + 2]!;
      }
    }
    if (augmentation.cutout > 0) cutOut(batch, place * imageBytes, augmentation.cutout, fill, random);
  });
  return batch;
}

function cutOut(
  batch: Uint8Array,
  offset: number,
  size: number,
  fill: readonly number[],
  random: TrainingRandom,
): void {
  const left = random.integer(side) - (size >> 1);
  const top = random.integer(side) - (size >> 1);
  for (let y = Math.max(0, top); y < Math.min(side, top + size); y++) {
    for (let x = Math.max(0, left); x < Math.min(side, left + size); x++) {
      for (let c = 0; c < 3; c++) batch[offset + y * row + x * 3 + c] = fill[c]!;
    }
  }
}
