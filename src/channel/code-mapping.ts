/**
 * From the SNR of a link to the noise on a code, and to the channel condition an encoder is told.
 *
 * Code values x in (0,1) with mean b and variance V = E[(x - b)^2], both known at both ends. Two values make a symbol
 *   s = [(x_1 - b) + i (x_2 - b)] / sqrt(2 V),   E|s|^2 = 1,
 * and after zero forcing the noise on each real code value has variance
 *   sigma^2 = V / g        (`ac`, the default),
 *   sigma^2 = E[x^2] / g   (`dc`: b = 0),
 *   sigma^2 = 1 / g_peak   (`peak`: s = (x_1 + i x_2)/sqrt 2, power counted at |s| = 1).
 * PSNR = -10 log10 sigma^2 (dB), peak amplitude 1.
 *
 * Receiver `lmmse`: x^ = m + v/(v + sigma^2) (y - m) with mean m and variance v of the code values in every mode, mean
 * squared error v sigma^2/(v + sigma^2); in `ac` x^ = b + g/(1+g) (y - b), error V/(1+g).
 *
 * Source: the project's definition of the coupling (docs/models.md); `peak` after Shao and Zhang, "BottleNet++", 2020.
 * Limits: perfect channel knowledge at the receiver; noise is Gaussian and independent between values.
 */
import { ModelError } from '../base/errors.js';
import { dbFromRatio, ratioFromDb } from './decibel.js';

export type PowerMode = 'ac' | 'dc' | 'peak';

/** First two moments of a codec's code values, measured on training images. */
export interface CodeStatistics {
  /** b */
  readonly mean: number;
  /** V */
  readonly variance: number;
}

/** The factor of 1/g in sigma^2: V, E[x^2] or 1. */
export function noiseScale(mode: PowerMode, { mean, variance }: CodeStatistics): number {
  if (mode === 'ac') return variance;
  if (mode === 'dc') return variance + mean * mean;
  return 1;
}

/** Noise variance per real code value; Infinity at g = 0. */
export function codeNoiseVariance(snr: number, scale: number): number {
  if (!(snr >= 0)) throw new ModelError(`SNR must be 0 or more, not ${snr}`);
  return scale / snr;
}

/** PSNR in dB of a noise variance. */
export function psnrDb(sigma2: number): number {
  return -dbFromRatio(sigma2);
}

/** Noise variance 10^(-PSNR/10) of a PSNR in dB. */
export function sigma2FromPsnrDb(decibels: number): number {
  return ratioFromDb(-decibels);
}

/** The linear receiver x^ = offset + gain y of noise variance sigma^2. */
export function lmmseReceiver(sigma2: number, { mean, variance }: CodeStatistics): { gain: number; offset: number } {
  const gain = sigma2 === Number.POSITIVE_INFINITY ? 0 : variance / (variance + sigma2);
  return { gain, offset: (1 - gain) * mean };
}

/** The scale of a code (V in `ac`) for each whole decibel of PSNR its encoder can be told. */
export interface ToldGrid {
  /** First condition of the grid, dB. */
  readonly toldMinimum: number;
  /** V(toldMinimum), V(toldMinimum + 1), ... */
  readonly toldVariance: ArrayLike<number>;
}

/** The default grid of conditions: -2..42 dB, 45 values. */
export const firstToldDb = -2;
export const lastToldDb = 42;

/**
 * The rule by which an encoder is told its condition: the c of the grid nearest to 10 log10(g / V(c)) + error, V(c) being
 * the scale of the code when its encoder is told c (a code's power depends on what its encoder is told).
 *
 * With one V this is clip(round(PSNR + error), first, last) with halves rounded up. Ties go to the larger c. The error
 * is added before rounding. No signal (g = 0) tells the first condition, g = Infinity the last.
 */
export class ToldRule {
  private readonly first: number;
  /** c + 10 log10 V(c): the SNR in dB at which condition c would be met exactly. */
  private readonly levels: Float64Array;

  constructor({ toldMinimum, toldVariance }: ToldGrid) {
    this.first = toldMinimum;
    this.levels = Float64Array.from(toldVariance, (scale, index) => dbFromRatio(scale) + toldMinimum + index);
  }

  /** @throws ModelError for a negative SNR or an error that is no number */
  condition(snr: number, errorDb = 0): number {
    if (!(snr >= 0) || Number.isNaN(errorDb)) {
      throw new ModelError(`no told condition for SNR ${snr}, error ${errorDb} dB`);
    }
    const snrDb = dbFromRatio(snr) + errorDb;
    const { first, levels } = this;
    const last = first + levels.length - 1;
    if (!Number.isFinite(snrDb)) return snrDb > 0 ? last : first;
    let told = first;
    let smallest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < levels.length; index++) {
      const distance = Math.abs(snrDb - levels[index]!);
      if (distance <= smallest) {
        smallest = distance;
        told = first + index;
      }
    }
    return told;
  }
}

/** V at a told condition of the grid. */
export function toldScale(told: number, { toldMinimum, toldVariance }: ToldGrid): number {
  const scale = toldVariance[told - toldMinimum];
  if (scale === undefined) throw new ModelError(`told condition ${told} dB is not on the grid of the codec`);
  return scale;
}
