/**
 * Uncoded QPSK bits behind a demapper that erases what lies below a threshold t of the statistic r = +-1 + N(0, 1/(2 g_b)),
 * g_b = g/2 the SNR per bit of a channel use of SNR g. With Q(x) = P(N(0,1) > x):
 *
 *   erased  Q((1-t) sqrt(2 g_b)) - Q((1+t) sqrt(2 g_b)),   flipped  Q((1+t) sqrt(2 g_b))
 *
 * and over Rayleigh fading of mean g_0, by E Q(a sqrt g) = (1 - a sqrt(g_0 / (2 + a^2 g_0))) / 2.
 * Source: J. G. Proakis, M. Salehi, "Digital Communications", 5th ed., sections 4.3 and 13.3.
 */
import { erfc } from '../base/math/erfc.js';

const tail = (x: number): number => 0.5 * erfc(x / Math.SQRT2);

/** Share of bits erased at SNR g. */
export function demapperErasure(snr: number, threshold: number): number {
  return difference((a) => tail(a * Math.sqrt(snr)), threshold);
}

/** Share of bits flipped at SNR g. */
export function demapperFlip(snr: number, threshold: number): number {
  return tail((1 + threshold) * Math.sqrt(snr));
}

/** Share of bits erased over Rayleigh fading of mean SNR g_0. */
export function fadingDemapperErasure(meanSnr: number, threshold: number): number {
  return difference((a) => (1 - a * Math.sqrt(meanSnr / (2 + a * a * meanSnr))) / 2, threshold);
}

const difference = (beyond: (a: number) => number, threshold: number): number =>
  beyond(1 - threshold) - beyond(1 + threshold);
