/**
 * An index drawn with stated weights, in constant time: the alias method.
 *
 * Column i of n keeps index i with probability q_i and else gives its alias, so that every column has weight 1/n. Source: A. J. Walker
 * 1977; tables by M. D. Vose, "A linear algorithm for generating random numbers with a given distribution", IEEE Trans. Software Eng.
 * 17 (1991). Limits: rounding moves a probability by at most n 2^-53 of the mean one.
 */
import { ModelError } from '../../errors.js';
import type { Distribution } from '../distribution.js';

/** Value i has probability weights[i] / sum. @throws ModelError unless weights are finite, 0 or more, and one is above 0 */
export function discreteDistribution({ weights }: { readonly weights: ArrayLike<number> }): Distribution {
  const { length } = weights;
  let total = 0;
  for (let i = 0; i < length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new ModelError(`weight ${weight} of ${i}: accepted is a number of 0 or more`);
    }
    total += weight;
  }
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    throw new ModelError(`weights that sum to ${total}: accepted is a positive, finite sum`);
  }
  const { keep, alias } = aliasTable(weights, total);
  let mean = 0;
  for (let i = 0; i < length; i++) mean += (i * weights[i]!) / total;
  let variance = 0;
  for (let i = 0; i < length; i++) variance += ((i - mean) * (i - mean) * weights[i]!) / total;
  return {
    mean,
    variance,
    sample(stream) {
      const column = stream.integer(length);
      return stream.uniform() < keep[column]! ? column : alias[column]!;
    },
  };
}

function aliasTable(weights: ArrayLike<number>, total: number): { keep: Float64Array; alias: Int32Array } {
  const { length } = weights;
  // Weight of each column, 1 in the mean.
  const keep = Float64Array.from({ length }, (_, i) => (weights[i]! * length) / total);
  const alias = Int32Array.from({ length }, (_, i) => i);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = length - 1; i >= 0; i--) (keep[i]! < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const poor = small.pop()!;
    const rich = large.at(-1)!;
    alias[poor] = rich;
    keep[rich] = keep[rich]! + keep[poor]! - 1;
    if (keep[rich]! < 1) {
      large.pop();
      small.push(rich);
    }
  }
  // What is left over misses its weight by rounding only; an index of weight 0 must not come of it.
  const heaviest = Array.from(weights).reduce((best, weight, i) => (weight > weights[best]! ? i : best), 0);
  for (const i of [...small, ...large]) {
    keep[i] = weights[i]! > 0 ? 1 : 0;
    alias[i] = heaviest;
  }
  return { keep, alias };
}
