/**
 * What a channel does to a code: noise on real values, erasures of bits. Pure functions of (code, key).
 *
 * Noise: y_j = x_j + sigma_j z_j with z_j standard normal; E|y - x|^2 = sigma_j^2 = V / g_j (see code-mapping).
 *
 * Erasures (`bit-bec`): with M = 2^B - 1 for a value of B bits (8 unless stated), q = min(M, round(M x)) with halves up; each
 * of the B bits is erased independently with probability p, and an erased bit of place value 2^k counts half its weight,
 * 2^(k-1):
 *   y = ((q & kept) + (M - kept) / 2) / M.
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
 * Passes code values in (0, 1), quantised to `bits` bits each, through a binary erasure channel.
 *
 * @param erasureProbability of every bit, in [0, 1]
 * @param out may be `code`
 * @param bits per value, 1 to 8
 */
export function eraseBits(
  code: ArrayLike<number>,
  erasureProbability: number,
  key: NoiseKey,
  draws: KeyedDraws,
  out: Floats,
  bits = 8,
): void {
  if (!(erasureProbability >= 0 && erasureProbability <= 1)) {
    throw new ModelError(`erasure probability must lie in [0, 1], not ${erasureProbability}`);
  }
  const values = code.length;
  const threshold = erasureProbability * 2 ** 32;
  const words = new Uint32Array(bits * values);
  if (erasureProbability > 0) draws.bitsFill(key, words);
  const largest = 2 ** bits - 1;
  for (let j = 0; j < values; j++) {
    let kept = largest;
    for (let bit = 0; bit < bits; bit++) {
      if (words[bits * j + bit]! < threshold) kept &= ~(1 << bit);
    }
    out[j] = ((quantise(code[j]!, bits) & kept) + (largest - kept) / 2) / largest;
  }
}

/** q = min(M, round(M x)), M = 2^bits - 1, halves up, not below 0: x = 1 gives M, never 2^bits. */
export function quantise(value: number, bits = 8): number {
  const largest = 2 ** bits - 1;
  return Math.max(0, Math.min(largest, Math.floor(largest * value + 0.5)));
}
