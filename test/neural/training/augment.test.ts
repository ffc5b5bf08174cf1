/** Augmentation: what a mixture is, that its share is uniform, and that a bank's mixed versions are of the images it says. */
import { describe, expect, test } from 'vitest';
import { imageBytes } from '../../../src/neural/image-sheet.js';
import { augmentedBatch, mixInto } from '../../../src/neural/training/augment.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

const filled = (...levels: number[]) =>
  Uint8Array.from({ length: levels.length * imageBytes }, (_, i) => levels[Math.floor(i / imageBytes)]!);

describe('mixtures', () => {
  test('every value of an image is mixed in one share, which is uniform over images', () => {
    const count = 2000;
    const white = filled(...Array.from({ length: count }, () => 255));
    mixInto(white, new Uint8Array(white.length), new TrainingRandom(1, 'mix'));
    const shares = Array.from({ length: count }, (_, image) => white[image * imageBytes]! / 255);
    for (let i = 0; i < white.length; i++) {
      if (white[i] !== white[i - (i % imageBytes)]) throw new Error(`value ${i} is mixed in another share`);
    }
    // Uniform in 0..1: mean 1/2, variance 1/12; five standard errors of each.
    const mean = shares.reduce((sum, share) => sum + share, 0) / count;
    const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (count - 1);
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
  });

  test('a mixture lies between its images, and an image mixed with itself is itself', () => {
    const mixed = filled(200, 90);
    mixInto(mixed, filled(100, 90), new TrainingRandom(2, 'mix'));
    expect(mixed[0]!).toBeGreaterThanOrEqual(100);
    expect(mixed[0]!).toBeLessThanOrEqual(200);
    expect(mixed.subarray(imageBytes)).toEqual(filled(90));
  });
});

describe('shift, mirror and cut-out', () => {
  const image = Uint8Array.from({ length: imageBytes }, (_, i) => (i * 7) % 251);
  const augmented = (augmentation: { shift: number; cutout: number }, mirrored: boolean) =>
    augmentedBatch(image, Int32Array.of(0), augmentation, () => mirrored, [9, 9, 9], new TrainingRandom(3, 'augment'));
  const pixel = (batch: Uint8Array, x: number, y: number) => [
    ...batch.subarray((y * 32 + x) * 3, (y * 32 + x) * 3 + 3),
  ];

  test('nothing asked, nothing changed; a mirrored image has its columns in the other order', () => {
    expect(augmented({ shift: 0, cutout: 0 }, false)).toEqual(image);
    const mirrored = augmented({ shift: 0, cutout: 0 }, true);
    for (const [x, y] of [
      [0, 0],
      [5, 17],
      [31, 31],
    ] as const) {
      expect(pixel(mirrored, x, y)).toEqual(pixel(image, 31 - x, y));
    }
  });

  test('a shift moves the image by whole pixels, at most so many', () => {
    const shifted = augmented({ shift: 3, cutout: 0 }, false);
    const moves = [-3, -2, -1, 0, 1, 2, 3];
    const fits = moves.flatMap((dx) =>
      moves.filter((dy) =>
        [8, 15, 22].every((x) =>
          [8, 15, 22].every((y) => `${pixel(shifted, x, y)}` === `${pixel(image, x + dx, y + dy)}`),
        ),
      ),
    );
    expect(fits.length).toBe(1);
  });

  test('a cut-out is a square in the colour asked for', () => {
    const cut = augmented({ shift: 0, cutout: 6 }, false);
    const changed = Array.from({ length: 1024 }, (_, i) => i).filter(
      (i) => `${pixel(cut, i % 32, i >> 5)}` === '9,9,9',
    );
    const width = new Set(changed.map((i) => i % 32)).size;
    const height = new Set(changed.map((i) => i >> 5)).size;
    expect(changed.length).toBe(width * height);
    expect(Math.max(width, height)).toBeLessThanOrEqual(6);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(3);
  });
});
