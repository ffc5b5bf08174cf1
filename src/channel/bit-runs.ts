/**
 * Bits on their way without error correction, as runs of consecutive bits that share a probability p_e of being erased and one,
 * p_f, of being flipped. Pure functions of (code, runs, key).
 *
 * A value of B bits is sent as q = min(M, round(M x)), M = 2^B - 1, value after value, the least significant bit first. A bit is
 * erased with probability p_e and then counts half its weight; it arrives as its opposite with probability p_f, and as
 * sent otherwise, independently of all others:
 *   y = sum_k w_k 2^k / M,   w_k = 1/2 erased, 1 - q_k flipped, q_k else.
 *
 * Draws are indexed by bit, so equal keys give equal draws whatever the codec or the order of the calls, and at one key the bits
 * erased at p_e are among those erased at any larger one, the flipped ones likewise.
 *
 * Source: Shao and Zhang, "BottleNet++", 2020, for erasures counting half; runs and flips: definition.
 * Limits: probabilities are resolved to 2^-32.
 */
import { ModelError } from '../base/errors.js';
import type { KeyedDraws, NoiseKey } from '../base/random/keyed-draws.js';
import { quantise } from './impairment.js';

export interface BitRun {
  /** Consecutive bits, at least 1. */
  readonly bits: number;
  /** p_e. */
  readonly erasure: number;
  /** p_f; p_e + p_f <= 1. */
  readonly flip: number;
}

/** Mean probability over the bits that one is erased. */
export function meanErasure(runs: readonly BitRun[]): number {
  return meanOf(runs, ({ erasure }) => erasure);
}

/** Mean probability over the bits that one is flipped. */
export function meanFlip(runs: readonly BitRun[]): number {
  return meanOf(runs, ({ flip }) => flip);
}

function meanOf(runs: readonly BitRun[], probability: (run: BitRun) => number): number {
  // One run is read as it is: a sum over its bits would round.
  if (runs.length === 1) return probability(runs[0]!);
  const bits = runs.reduce((sum, run) => sum + run.bits, 0);
  return runs.reduce((sum, run) => sum + run.bits * probability(run), 0) / bits;
}

/** Adds runs to a list, joining neighbours that are alike. */
export function appendRuns(list: BitRun[], runs: readonly BitRun[]): void {
  for (const run of runs) {
    const last = list.at(-1);
    if (last !== undefined && last.erasure === run.erasure && last.flip === run.flip) {
      list[list.length - 1] = { ...last, bits: last.bits + run.bits };
    } else {
      list.push(run);
    }
  }
}

/**
 * Passes code values in (0, 1) through the runs.
 *
 * @param runs together exactly the bits of the code
 * @param bitsPerValue B
 * @param out may be `code`
 * @throws ModelError where runs and code do not match, or probabilities exceed 1 together
 */
export function receiveBits(
  code: ArrayLike<number>,
  runs: readonly BitRun[],
  key: NoiseKey,
  draws: KeyedDraws,
  out: Float32Array | Float64Array,
  bitsPerValue = 8,
): void {
  const bits = bitsPerValue * code.length;
  const arrived = runs.reduce((sum, run) => sum + run.bits, 0);
  if (arrived !== bits) throw new ModelError(`what arrived covers ${arrived} bits of a code of ${bits}`);
  const states = bitStates(runs, bits, key, draws);
  const largest = 2 ** bitsPerValue - 1;
  for (let j = 0; j < code.length; j++) {
    let kept = largest;
    let flipped = 0;
    for (let bit = 0; bit < bitsPerValue; bit++) {
      const state = states[bitsPerValue * j + bit]!;
      if (state === bitState.erased) kept &= ~(1 << bit);
      else if (state === bitState.flipped) flipped |= 1 << bit;
    }
    out[j] = (((quantise(code[j]!, bitsPerValue) ^ flipped) & kept) + (largest - kept) / 2) / largest;
  }
}

export const bitState = { kept: 0, erased: 1, flipped: 2 } as const;

/** What becomes of each of `bits` bits: one `bitState` per bit, in the order of transmission. */
export function bitStates(runs: readonly BitRun[], bits: number, key: NoiseKey, draws: KeyedDraws): Uint8Array {
  const states = new Uint8Array(bits);
  if (runs.every(({ erasure, flip }) => erasure === 0 && flip === 0)) return states;
  const words = new Uint32Array(bits);
  draws.bitsFill(key, words);
  let bit = 0;
  for (const run of runs) {
    if (!(run.erasure >= 0 && run.flip >= 0 && run.erasure + run.flip <= 1)) {
      throw new ModelError(`erasure ${run.erasure} and flip ${run.flip} of a bit are no probabilities`);
    }
    const erased = run.erasure * 2 ** 32;
    const upright = (1 - run.flip) * 2 ** 32;
    for (const end = bit + run.bits; bit < end; bit++) {
      const word = words[bit]!;
      states[bit] = word < erased ? bitState.erased : word >= upright ? bitState.flipped : bitState.kept;
    }
  }
  return states;
}
