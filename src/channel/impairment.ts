/**
 * What a channel does to a code: noise on real values, erasures of bits. Pure functions of (code, key).
 *
 * Noise: y_j = x_j + sigma_j z_j with z_j standard normal; E|y - x|^2 = sigma_j^2 = V / g_j (see code-mapping).
 *
 * Erasures (`bit-bec`): q = min(255, round(255 x)) with halves up; each of the 8 bits is erased independently with
 * probability p, and an erased bit of place value 2^k counts half its weight, 2^(k-1):
 *   y = ((q & kept) + (255 - kept) / 2) / 255.
 *
 * Normals are indexed by value and erasures by bit, so equal keys give equal draws whatever the codec, the noise level
 * or the order of the calls; at one key the bits erased at p are among those erased at any larger p.
 *
 * Source: Shao and Zhang, "BottleNet++", 2020 (both channels).
 * Limits: p is resolved to 2^-32; code values outside [0, 1] are clipped by the quantiser.
 */
import { ModelError } from '../base/errors.js';
import type { KeyedDraws, NoiseKey } from '../base/random/keyed-draws.js';

type Floats = Float32Array | Float64Array;

/**
 * y = x + noise.
 *
 * @param sigma2 noise variance of each value, or one for all; Infinity is refused (nothing arrived: see the receiver)
 * @param out may be `code`
 */
export function addAwgn(
  code: ArrayLike<number>,
  sigma2: number | ArrayLike<number>,
  key: NoiseKey,
  draws: KeyedDraws,
  out: Floats,
): void {
  const normals = new Float64Array(code.length);
  draws.normalFill(key, normals);
  for (let j = 0; j < normals.length; j++) {
    const variance = typeof sigma2 === 'number' ? sigma2 : sigma2[j]!;
    if (!(variance >= 0 && variance < Number.POSITIVE_INFINITY)) {
      throw new ModelError(`noise variance of code value ${j} must be finite and 0 or more, not ${variance}`);
    }
    out[j] = code[j]! + Math.sqrt(variance) * normals[j]!;
  }
}

/**
 * Passes code values in (0, 1), quantised to 8 bits, through a binary erasure channel.
 *
 * @param erasureProbability of every bit, in [0, 1]
 * @param out may be `code`
 */
export function eraseBits(
  code: ArrayLike<number>,
  erasureProbability: number,
  key: NoiseKey,
  draws: KeyedDraws,
  out: Floats,
): void {
  if (!(erasureProbability >= 0 && erasureProbability <= 1)) {
    throw new ModelError(`erasure probability must lie in [0, 1], not ${erasureProbability}`);
  }
  const values = code.length;
  const threshold = erasureProbability * 2 ** 32;
  const words = new Uint32Array(8 * values);
  if (erasureProbability > 0) draws.bitsFill(key, words);
  for (let j = 0; j < values; j++) {
    let kept = 255;
    for (let bit = 0; bit < 8; bit++) {
      if (words[8 * j + bit]! < threshold) kept &= ~(1 << bit);
    }
    out[j] = ((quantise(code[j]!) & kept) + (255 - kept) / 2) / 255;
  }
}

/** q = min(255, round(255 x)), halves up, not below 0. */
export function quantise(value: number): number {
  return Math.max(0, Math.min(255, Math.floor(255 * value + 0.5)));
}
