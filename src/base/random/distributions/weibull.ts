/**
 * Weibull with a mean and a shape k: P(X > x) = e^(-(x/s)^k), s = mean / Gamma(1 + 1/k); exponential at k = 1, burstier below. Drawn as s
 * E^(1/k), E exponential of mean 1. Source: A. M. Law, "Simulation Modeling and Analysis", 2015, section 6.2.2.
 */
import { exp } from '../../math/exp.js';
import { lgamma } from '../../math/lgamma.js';
import { log } from '../../math/log.js';
import type { Distribution } from '../distribution.js';
import { standardExponential } from '../standard-exponential.js';
import { checkPositive } from './check-positive.js';

/** @throws ModelError unless mean and shape are positive */
export function weibullDistribution({ mean, shape }: { readonly mean: number; readonly shape: number }): Distribution {
  checkPositive('Weibull', mean, 'shape', shape);
  const logScale = log(mean) - lgamma(1 + 1 / shape);
  const scv = exp(lgamma(1 + 2 / shape) - 2 * lgamma(1 + 1 / shape)) - 1;
  return {
    mean,
    variance: scv * mean * mean,
    sample: (stream) => exp(logScale + log(standardExponential(stream)) / shape),
  };
}
