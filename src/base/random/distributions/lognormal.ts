/**
 * Lognormal with a mean and a squared coefficient of variation scv = variance / mean^2: e^(mu + sigma Z), sigma^2 = ln(1 + scv), mu = ln
 * mean - sigma^2 / 2, Z standard normal. Source: A. M. Law, "Simulation Modeling and Analysis", 2015, section 6.2.2.
 */
import { exp } from '../../math/exp.js';
import { log } from '../../math/log.js';
import { log1p } from '../../math/log1p.js';
import type { Distribution } from '../distribution.js';
import { standardNormal } from '../standard-normal.js';
import { checkPositive } from './check-positive.js';

/** @throws ModelError unless mean and scv are positive */
export function lognormalDistribution({ mean, scv }: { readonly mean: number; readonly scv: number }): Distribution {
  checkPositive('lognormal', mean, 'scv', scv);
  const variance = log1p(scv);
  const sigma = Math.sqrt(variance);
  const mu = log(mean) - variance / 2;
  return { mean, variance: scv * mean * mean, sample: (stream) => exp(mu + sigma * standardNormal(stream)) };
}
