/**
 * One stream of random numbers: xoshiro128++ and the variates drawn from it.
 *
 * Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021); period 2^128
 * - 1. The tests hold the published first outputs. Variates use the project's own logarithm and sine, so a stream
 * repeats bit for bit on every engine.
 */
import { ModelError } from '../errors.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import { cosTurn, sinTurn } from '../math/turn.js';

const TO_UNIT_53 = 1 / 9007199254740992;

export class RandomStream {
  readonly #state: Int32Array;
  /** The second normal of the last Box-Muller pair, or NaN. */
  #spare = Number.NaN;

  /** Starts from four words, not all zero: use `RandomStreams` to get them from a name. */
  constructor(state: ArrayLike<number>) {
    this.#state = Int32Array.from({ length: 4 }, (_, i) => state[i]! | 0);
    if (this.#state.every((word) => word === 0))
      throw new ModelError('stream state of four zero words: it has no successor');
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    return this.#next() >>> 0;
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 67108864 + low) * TO_UNIT_53;
  }

  /** Exponential with the given mean, in the mean's unit: -mean ln(1 - U), at most 36.7 means. */
  exponential(mean: number): number {
    return -mean * log(1 - this.uniform());
  }

  /** Standard normal by Box-Muller: sqrt(-2 ln(1 - U1)) times the sine, then the cosine, of 2 pi U2; |z| <= 8.57. */
  normal(): number {
    const spare = this.#spare;
    if (!Number.isNaN(spare)) {
      this.#spare = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * log(1 - this.uniform()));
    const turn = this.uniform();
    this.#spare = radius * cosTurn(turn);
    return radius * sinTurn(turn);
  }

  /**
   * Gamma variate with a mean, in the mean's unit, and a squared coefficient of variation scv >= 0: density
   * x^(k-1) e^(-x/s) / (Gamma(k) s^k) with shape k = 1/scv and scale s = mean scv; the mean itself for scv 0, exponential for 1.
   *
   * Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); for k < 1 a
   * variate of shape k + 1 times U^(1/k), which underflows to 0 where the value is below 1e-308 means.
   *
   * @throws ModelError for a negative mean or scv
   */
  gamma(mean: number, scv: number): number {
    if (!(mean >= 0 && scv >= 0))
      throw new ModelError(`gamma(${mean}, ${scv}): accepted are a mean and an scv of 0 or more`);
    if (scv === 0) return mean;
    if (scv === 1) return this.exponential(mean);
    const shape = 1 / scv;
    const scale = mean * scv;
    if (shape >= 1) return scale * this.#standardGamma(shape);
    return scale * this.#standardGamma(shape + 1) * exp(scv * log(1 - this.uniform()));
  }

  /**
   * Unbiased integer in [0, n), n an integer in [1, 2^32], by rejection of the incomplete last cycle.
   *
   * @throws ModelError for another n.
   */
  integer(n: number): number {
    if (!(n >= 1 && n <= 4294967296 && Math.floor(n) === n)) {
      throw new ModelError(`integer(${n}): accepted is an integer from 1 to 2^32`);
    }
    const limit = 4294967296 - (4294967296 % n);
    let word = this.#next() >>> 0;
    while (word >= limit) word = this.#next() >>> 0;
    return word % n;
  }

  /** Gamma variate of scale 1 and a shape of 1 or more. */
  #standardGamma(shape: number): number {
    const d = shape - 1 / 3;
    const c = 1 / (3 * Math.sqrt(d));
    for (;;) {
      const x = this.normal();
      const t = 1 + c * x;
      if (t <= 0) continue;
      const v = t * t * t;
      if (log(1 - this.uniform()) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
    }
  }

  #next(): number {
    const s = this.#state;
    const s0 = s[0]!;
    const s1 = s[1]!;
    const s3 = s[3]!;
    const sum = (s0 + s3) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    const s2 = s[2]! ^ s0;
    const t3 = s3 ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s0 ^ t3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (t3 << 11) | (t3 >>> 21);
    return result;
  }
}
