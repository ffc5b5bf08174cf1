/** The binary erasure channel of the paper: bits erased with one probability, none flipped. */
import type { KeyedDraws, NoiseKey } from '../../src/base/random/keyed-draws.js';
import { receiveBits } from '../../src/channel/bit-runs.js';

export function eraseBits(
  code: ArrayLike<number>,
  erasure: number,
  key: NoiseKey,
  draws: KeyedDraws,
  out: Float32Array | Float64Array,
  bitsPerValue = 8,
): void {
  const runs = [{ bits: bitsPerValue * code.length, erasure, flip: 0 }];
  receiveBits(code, runs, key, draws, out, bitsPerValue);
}
