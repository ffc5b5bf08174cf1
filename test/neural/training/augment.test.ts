/** Augmentation: every shift is equally likely and reflects at the border, mirrors turn columns round, a cut-out is a square. */
import { expect, test } from 'vitest';
import { imageBytes } from '../../../src/neural/image-sheet.js';
import { augmentedBatch } from '../../../src/neural/training/augment.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

const side = 32;
// No two pixels of a row or a column are alike.
const image = Uint8Array.from({ length: imageBytes }, (_, i) => {
  const pixel = Math.floor(i / 3);
  return [pixel % side, pixel >> 5, (pixel * 7) % 251][i % 3]!;
});

const copies = (count: number, augmentation: { shift: number; cutout: number }, mirrored = false) => {
  const indices = new Int32Array(count);
  const random = new TrainingRandom(3, 'augment');
  const batch = augmentedBatch(image, indices, augmentation, () => mirrored, [9, 200, 9], random);
  return Array.from({ length: count }, (_, k) => batch.subarray(k * imageBytes, (k + 1) * imageBytes));
};
const pixel = (of: Uint8Array, x: number, y: number) => [...of.subarray((y * side + x) * 3, (y * side + x) * 3 + 3)];
const reflected = (place: number) => (place < 0 ? -place : place >= side ? 2 * side - 2 - place : place);

test('nothing asked, nothing changed; a mirrored image has its columns in the other order', () => {
  expect(copies(1, { shift: 0, cutout: 0 })[0]).toEqual(image);
  const [mirrored] = copies(1, { shift: 0, cutout: 0 }, true);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) expect(pixel(mirrored!, x, y)).toEqual(pixel(image, side - 1 - x, y));
  }
});

test('every shift up to the largest is equally likely, and what comes in from outside is reflected', () => {
  const count = 1000;
  const counts = new Map<string, number>();
  for (const shifted of copies(count, { shift: 3, cutout: 0 })) {
    // The first two channels say where a pixel comes from.
    const [x, y] = pixel(shifted, 16, 16) as [number, number];
    const [dx, dy] = [x - 16, y - 16];
    counts.set(`${dx} ${dy}`, (counts.get(`${dx} ${dy}`) ?? 0) + 1);
    for (const [u, v] of [
      [0, 0],
      [31, 0],
      [0, 31],
      [31, 31],
      [2, 30],
    ] as const) {
      expect(pixel(shifted, u, v)).toEqual(pixel(image, reflected(u + dx), reflected(v + dy)));
    }
  }
  expect(counts.size).toBe(49);
  // Binomial of probability 1/49: five standard errors.
  const error = Math.sqrt((count / 49) * (48 / 49));
  for (const drawn of counts.values()) expect(Math.abs(drawn - count / 49)).toBeLessThan(5 * error);
});

test('a cut-out is one square in the colour asked for, less where it leaves the image', () => {
  let whole = 0;
  for (const cut of copies(200, { shift: 0, cutout: 6 })) {
    const inside = Array.from({ length: side * side }, (_, i) => i).filter(
      (i) => `${pixel(cut, i % side, i >> 5)}` === '9,200,9',
    );
    const columns = inside.map((i) => i % side);
    const rows = inside.map((i) => i >> 5);
    const width = Math.max(...columns) - Math.min(...columns) + 1;
    const height = Math.max(...rows) - Math.min(...rows) + 1;
    // As many as the smallest rectangle around them: nothing is missing in it.
    expect(inside.length).toBe(width * height);
    expect(Math.max(width, height)).toBeLessThanOrEqual(6);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(3);
    if (width === 6 && height === 6) whole++;
  }
  expect(whole).toBeGreaterThan(0);
});
