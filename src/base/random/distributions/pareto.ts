/**
 * Pareto with a mean and a shape a > 1: P(X > x) = (m/x)^a for x >= m = mean (a-1)/a. The variance is infinite for a <= 2, as of file
 * sizes and silences on networks. Drawn as m e^(E/a), E exponential of mean 1. Source: M. E. Crovella, A. Bestavros, "Self-similarity
 * in World Wide Web traffic", IEEE/ACM Trans. Networking 5 (1997).
 */
import { ModelError } from '../../errors.js';
import { exp } from '../../math/exp.js';
import type { Distribution } from '../distribution.js';
import { standardExponential } from '../standard-exponential.js';
import { checkPositive } from './check-positive.js';

/** @throws ModelError unless the mean is positive and the shape above 1, where the mean exists */
export function paretoDistribution({ mean, shape }: { readonly mean: number; readonly shape: number }): Distribution {
  checkPositive('Pareto', mean, 'shape', shape);
  if (!(shape > 1)) throw new ModelError(`Pareto of shape ${shape}: accepted is above 1, where the mean exists`);
  const least = (mean * (shape - 1)) / shape;
  return {
    mean,
    variance: shape > 2 ? (mean * mean) / (shape * (shape - 2)) : Number.POSITIVE_INFINITY,
    sample: (stream) => least * exp(standardExponential(stream) / shape),
  };
}
