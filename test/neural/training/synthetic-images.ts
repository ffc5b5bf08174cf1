/** Images that a small net can tell apart: each class has its own mean colour and stripe direction, under noise. */
import { createHash } from 'node:crypto';
import type { ImageSet } from '../../../src/neural/image-set.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

export function syntheticImages(count: number, classCount: number, seed: number): ImageSet {
  const random = new TrainingRandom(seed, 'synthetic');
  const labels = Uint8Array.from({ length: count }, (_, i) => i % classCount);
  const images = new Uint8Array(count * 3072);
  for (let i = 0; i < images.length; i++) {
    const label = labels[Math.floor(i / 3072)]!;
    const pixel = Math.floor((i % 3072) / 3);
    const along = label % 2 === 0 ? pixel % 32 : pixel >> 5;
    const stripe = (along >> 2) % 2 === 0 ? 40 : -40;
    const colour = label < classCount / 2 === (i % 3 === 0) ? 40 : 0;
    images[i] = Math.max(0, Math.min(255, 110 + stripe + colour + 40 * random.gaussian()));
  }
  const sha256 = createHash('sha256').update(images).update(labels).digest('hex');
  return { name: `synthetic-${seed}`, count, classCount, images, labels, sha256 };
}
