/** Uniform over [low, high). */
import { ModelError } from '../../errors.js';
import type { Distribution } from '../distribution.js';

/** @throws ModelError unless low <= high are finite */
export function uniformDistribution({ low, high }: { readonly low: number; readonly high: number }): Distribution {
  const width = high - low;
  if (!(width >= 0 && width < Number.POSITIVE_INFINITY)) {
    throw new ModelError(`uniform from ${low} to ${high}: accepted is low <= high, finite`);
  }
  return { mean: low + width / 2, variance: (width * width) / 12, sample: (stream) => low + width * stream.uniform() };
}
