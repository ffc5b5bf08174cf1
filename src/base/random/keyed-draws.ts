/**
 * Draws keyed by what they are for: (seed, replication, device group, device index, request number, purpose).
 *
 * A draw is Philox4x32-10 at the counter (block, distribution, device index, request number) under the 64-bit key
 * hashed from (seed, replication, group, purpose). It never depends on the order of drawing or on what else was
 * drawn, so two codecs compared under one seed meet the same noise, and a request's noise can be made later, in a
 * batch, or in another thread.
 *
 * Within one (group, purpose) different devices and requests never share a counter; two (group, purpose) pairs share
 * a key with probability 2^-64 (see `name-hash.ts`).
 */
import { ModelError } from '../errors.js';
import { log } from '../math/log.js';
import { cosTurn, sinTurn } from '../math/turn.js';
import { hashNames, type SeedOptions } from './name-hash.js';
import { philox4x32 } from './philox.js';

/** Names the draws of one request for one purpose: two Philox key words, device index, request number, all uint32. */
export type NoiseKey = readonly [key0: number, key1: number, deviceIndex: number, requestNumber: number];

/** The second counter word: uniforms, normals and bits of one key share no Philox block. */
const UNIFORM = 0;
const NORMAL = 1;
const BITS = 2;

const TO_UNIT_53 = 1 / 9007199254740992;

export class KeyedDraws {
  readonly #options: SeedOptions;
  readonly #philoxKeys = new Map<string, Map<string, readonly [number, number]>>();
  readonly #block = new Uint32Array(4);

  /** @throws ModelError when seed or replication is out of range (see `SeedOptions`). */
  constructor(options: SeedOptions) {
    hashNames(options, []);
    this.#options = { seed: options.seed, replication: options.replication };
  }

  /**
   * The key of one request's draws for one purpose.
   *
   * @throws ModelError when device index or request number is not an integer in [0, 2^32).
   */
  key(group: string, deviceIndex: number, requestNumber: number, purpose: string): NoiseKey {
    if (!(isWord(deviceIndex) && isWord(requestNumber))) {
      throw new ModelError(
        `draw for device ${deviceIndex}, request ${requestNumber} of group "${group}": accepted are integers from 0 to 2^32 - 1`,
      );
    }
    const [key0, key1] = this.#philoxKey(group, purpose);
    return [key0, key1, deviceIndex, requestNumber];
  }

  /** The index-th uniform of the key, in [0, 1), a multiple of 2^-53; the same as entry `index` of `uniformFill`. */
  uniform(key: NoiseKey, index = 0): number {
    const block = this.#block;
    philox4x32(index >>> 1, UNIFORM, key[2], key[3], key[0], key[1], block);
    return (index & 1) === 0 ? unit(block[0]!, block[1]!) : unit(block[2]!, block[3]!);
  }

  /** Fills with uniforms in [0, 1); a Float32Array may hold 1 after rounding. */
  uniformFill(key: NoiseKey, out: Float32Array | Float64Array): void {
    const block = this.#block;
    const [key0, key1, device, request] = key;
    const { length } = out;
    for (let i = 0; i < length; i += 2) {
      philox4x32(i >>> 1, UNIFORM, device, request, key0, key1, block);
      out[i] = unit(block[0]!, block[1]!);
      if (i + 1 < length) out[i + 1] = unit(block[2]!, block[3]!);
    }
  }

  /**
   * Fills with independent standard normals by Box-Muller: sqrt(-2 ln U1) (cos 2 pi U2, sin 2 pi U2), U1 in (0, 1];
   * |z| <= 8.57.
   *
   * Entry i depends on the key and i only, so a longer fill begins with the shorter one.
   */
  normalFill(key: NoiseKey, out: Float32Array | Float64Array): void {
    const block = this.#block;
    const [key0, key1, device, request] = key;
    const { length } = out;
    for (let i = 0; i < length; i += 2) {
      philox4x32(i >>> 1, NORMAL, device, request, key0, key1, block);
      const radius = Math.sqrt(-2 * log(1 - unit(block[0]!, block[1]!)));
      const turn = unit(block[2]!, block[3]!);
      out[i] = radius * cosTurn(turn);
      if (i + 1 < length) out[i + 1] = radius * sinTurn(turn);
    }
  }

  /** Fills with random 32-bit words. */
  bitsFill(key: NoiseKey, out: Uint32Array): void {
    const block = this.#block;
    const [key0, key1, device, request] = key;
    const { length } = out;
    for (let i = 0; i < length; i += 4) {
      philox4x32(i >>> 2, BITS, device, request, key0, key1, block);
      for (let j = 0; j < 4 && i + j < length; j++) out[i + j] = block[j]!;
    }
  }

  #philoxKey(group: string, purpose: string): readonly [number, number] {
    let purposes = this.#philoxKeys.get(group);
    if (purposes === undefined) {
      purposes = new Map();
      this.#philoxKeys.set(group, purposes);
    }
    let key = purposes.get(purpose);
    if (key === undefined) {
      const hash = hashNames(this.#options, ['keyed', group, purpose]);
      key = [hash[0]!, hash[1]!];
      purposes.set(purpose, key);
    }
    return key;
  }
}

function isWord(value: number): boolean {
  return value >= 0 && value < 4294967296 && Math.floor(value) === value;
}

/** 53 random bits as a double in [0, 1). */
function unit(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) * TO_UNIT_53;
}
