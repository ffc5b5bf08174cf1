/**
 * Gamma with a mean and a squared coefficient of variation scv = variance / mean^2: density x^(k-1) e^(-x/s) / (Gamma(k) s^k), k = 1/scv, s
 * = mean scv. Draws, source and limits: `RandomStream.gamma`.
 */
import type { Distribution } from '../distribution.js';
import { checkPositive } from './check-positive.js';

/** @throws ModelError unless mean and scv are positive */
export function gammaDistribution({ mean, scv }: { readonly mean: number; readonly scv: number }): Distribution {
  checkPositive('gamma', mean, 'scv', scv);
  return { mean, variance: scv * mean * mean, sample: (stream) => stream.gamma(mean, scv) };
}
