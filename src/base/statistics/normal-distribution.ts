/**
 * Standard normal distribution function and quantile.
 *
 * Phi(x) = erfc(-x / sqrt 2) / 2, relative error below 2e-13 for x > -37. The quantile starts from the rational
 * approximation of Abramowitz and Stegun, 26.2.23 (error 4.5e-4) and takes Halley steps on Phi(x) = p; relative error
 * below 1e-12.
 */
import { erfc } from '../math/erfc.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import { checkProbability } from './level.js';

const SQRT_TWO_PI = 2.5066282746310007;

export function normalCdf(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

export function normalDensity(x: number): number {
  return exp(-0.5 * x * x) / SQRT_TWO_PI;
}

/** The x with Phi(x) = probability. @throws ModelError unless 0 < probability < 1. */
export function normalQuantile(probability: number): number {
  checkProbability(probability, 'probability');
  // 1 - p is exact for p >= 1/2, and the lower tail keeps its relative accuracy.
  return probability > 0.5 ? -lowerQuantile(1 - probability) : lowerQuantile(probability);
}

function lowerQuantile(p: number): number {
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * log(p));
  const numerator = 2.515517 + t * (0.802853 + t * 0.010328);
  const denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let x = numerator / denominator - t;
  for (let i = 0; i < 3; i++) {
    const step = (normalCdf(x) - p) / normalDensity(x);
    x -= step / (1 + 0.5 * x * step);
  }
  return x;
}
