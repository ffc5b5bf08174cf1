/** Exponential: density e^(-x/mean) / mean, x >= 0. */
import { ModelError } from '../../errors.js';
import type { Distribution } from '../distribution.js';
import { standardExponential } from '../standard-exponential.js';

/** @throws ModelError unless 0 < mean < infinity */
export function exponentialDistribution({ mean }: { readonly mean: number }): Distribution {
  if (!(mean > 0 && mean < Number.POSITIVE_INFINITY)) {
    throw new ModelError(`exponential of mean ${mean}: accepted is a positive number`);
  }
  return { mean, variance: mean * mean, sample: (stream) => mean * standardExponential(stream) };
}
