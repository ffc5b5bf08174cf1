/**
 * The law of observed values, made continuous: F(x_(i)) = (i-1)/(n-1) at the ordered values, linear between them.
 *
 * Drawn as x_(i) + (u - floor u)(x_(i+1) - x_(i)) with u uniform over [0, n-1) and i = 1 + floor u. Equal values keep their share.
 * Source: A. M. Law, "Simulation Modeling and Analysis", 2015, section 6.2.4. Limits: nothing beyond the extremes observed.
 */
import { ModelError } from '../../errors.js';
import type { Distribution } from '../distribution.js';

/** @throws ModelError for fewer than 2 values, or one that is not finite */
export function empiricalDistribution({ values }: { readonly values: ArrayLike<number> }): Distribution {
  const sorted = Float64Array.from(values).sort();
  const spans = sorted.length - 1;
  if (spans < 1) throw new ModelError(`empirical law of ${sorted.length} values: accepted are 2 or more`);
  // Sorting puts NaN last.
  for (const value of [sorted[0]!, sorted[spans]!]) {
    if (!Number.isFinite(value)) throw new ModelError(`empirical law with the value ${value}: accepted are numbers`);
  }
  // A mixture of uniforms with equal weights.
  let mean = 0;
  for (let i = 0; i < spans; i++) mean += (sorted[i]! + sorted[i + 1]!) / 2 / spans;
  let variance = 0;
  for (let i = 0; i < spans; i++) {
    const low = sorted[i]! - mean;
    const high = sorted[i + 1]! - mean;
    variance += (low * low + low * high + high * high) / 3 / spans;
  }
  return {
    mean,
    variance,
    sample(stream) {
      const place = stream.uniform() * spans;
      const i = Math.min(spans - 1, Math.floor(place));
      return sorted[i]! + (place - i) * (sorted[i + 1]! - sorted[i]!);
    },
  };
}
