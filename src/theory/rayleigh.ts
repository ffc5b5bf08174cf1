/**
 * Rayleigh fading: |h|^2 is exponential with mean 1, the SNR g exponential with mean g0.
 *
 *   P(|h|^2 <= x) = 1 - e^-x;   outage at rate R: P(log2(1+g) < R) = 1 - exp(-(2^R - 1)/g0)
 *   level crossing rate of the amplitude at rho = R/R_rms: N = sqrt(2 pi) f_D rho e^(-rho^2)   (upward, 1/s)
 *   mean fade duration: (e^(rho^2) - 1)/(rho f_D sqrt(2 pi))
 *   autocorrelation of the field: J0(2 pi f_D tau); of the power: J0^2
 *
 * Source: R. H. Clarke 1968; W. C. Jakes 1974; S. O. Rice 1945; Goldsmith, "Wireless Communications", chapter 3.
 */
import { besselJ0 } from '../base/math/bessel-j0.js';

/** P(|h|^2 <= x) = 1 - e^-x. */
export function rayleighPowerCdf(x: number): number {
  return x <= 0 ? 0 : -Math.expm1(-x);
}

/** Probability that the capacity log2(1+g) lies below `bitsPerUse`. */
export function rayleighOutage(bitsPerUse: number, meanSnr: number): number {
  return -Math.expm1(-(2 ** bitsPerUse - 1) / meanSnr);
}

/** Upward crossings of amplitude rho (relative to the rms) per second. */
export function levelCrossingRate(dopplerHz: number, rho: number): number {
  return Math.sqrt(2 * Math.PI) * dopplerHz * rho * Math.exp(-rho * rho);
}

/** Mean time below amplitude rho, s. */
export function meanFadeDuration(dopplerHz: number, rho: number): number {
  return Math.expm1(rho * rho) / (rho * dopplerHz * Math.sqrt(2 * Math.PI));
}

/** E[h(t) h*(t + lag)] of Clarke's model. */
export function jakesAutocorrelation(dopplerHz: number, lag: number): number {
  return besselJ0(2 * Math.PI * dopplerHz * lag);
}
