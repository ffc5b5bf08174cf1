/**
 * What a channel does to real code values: noise; and how a value becomes bits. Pure functions of (code, key).
 *
 * Noise: y_j = x_j + sigma_j z_j with z_j standard normal; E|y - x|^2 = sigma_j^2 = V / g_j (see code-mapping).
 *
 * Normals are indexed by value, so equal keys give equal draws whatever the codec, the noise level or the order of the calls.
 *
 * Source: Shao and Zhang, "BottleNet++", 2020. Limits: code values outside [0, 1] are clipped by the quantiser.
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

/** q = min(M, round(M x)), M = 2^bits - 1, halves up, not below 0: x = 1 gives M, never 2^bits. */
export function quantise(value: number, bits = 8): number {
  const largest = 2 ** bits - 1;
  return Math.max(0, Math.min(largest, Math.floor(largest * value + 0.5)));
}
