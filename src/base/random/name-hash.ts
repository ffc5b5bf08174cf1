/**
 * Hashes a seed, a replication and names to 128 bits, the starting point of every stream.
 *
 * Philox4x32-10 in cipher-block chaining: state := Philox(state xor block) over the blocks (seed low, seed high,
 * replication, number of names), then per name its length and its UTF-16 code units, two per word. The length words
 * make the encoding prefix-free, so different inputs give different block sequences.
 *
 * Limits: not cryptographic. Two of n inputs share all 128 bits with probability about n^2 / 2^129 (1e6 streams: 1.5e-27),
 * and all of the first 64 bits with probability about n^2 / 2^65 (1e4 names: 3e-12).
 */
import { ModelError } from '../errors.js';
import { philox4x32 } from './philox.js';

export interface SeedOptions {
  /** Integer in [0, 2^53 - 1]. */
  readonly seed: number;
  /** Integer in [0, 2^32 - 1]; replications of one seed are independent. */
  readonly replication: number;
}

// First fraction digits of pi: a fixed key that no other use of Philox shares.
const KEY_0 = 0x243f6a88;
const KEY_1 = 0x85a308d3;

/** @throws ModelError when seed or replication is not an integer in its range. */
export function hashNames(options: SeedOptions, names: readonly string[]): Uint32Array {
  checkSeed(options);
  const { seed, replication } = options;
  const state = new Uint32Array(4);
  absorb(state, seed >>> 0, Math.floor(seed / 4294967296), replication, names.length);
  for (const name of names) {
    absorb(state, name.length, 0, 0, 0);
    for (let i = 0; i < name.length; i += 8) {
      absorb(state, pair(name, i), pair(name, i + 2), pair(name, i + 4), pair(name, i + 6));
    }
  }
  return state;
}

function checkSeed({ seed, replication }: SeedOptions): void {
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new ModelError(`seed ${seed}: accepted is an integer from 0 to 2^53 - 1`);
  }
  if (!(Number.isInteger(replication) && replication >= 0 && replication < 4294967296)) {
    throw new ModelError(`replication ${replication}: accepted is an integer from 0 to 2^32 - 1`);
  }
}

function absorb(state: Uint32Array, a: number, b: number, c: number, d: number): void {
  philox4x32(state[0]! ^ a, state[1]! ^ b, state[2]! ^ c, state[3]! ^ d, KEY_0, KEY_1, state);
}

/** Two code units from `index` as one word; 0 past the end. */
function pair(text: string, index: number): number {
  const low = index < text.length ? text.charCodeAt(index) : 0;
  const high = index + 1 < text.length ? text.charCodeAt(index + 1) : 0;
  return low | (high << 16);
}
