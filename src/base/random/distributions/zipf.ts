/**
 * Zipf: rank k of 1 .. count with probability proportional to k^-exponent, as of the popularity of pictures. Drawn by the alias
 * method. Source: L. Breslau et al., "Web caching and Zipf-like distributions", INFOCOM 1999. Limits: at most 1e6 ranks.
 */
import { ModelError } from '../../errors.js';
import { exp } from '../../math/exp.js';
import { log } from '../../math/log.js';
import type { Distribution } from '../distribution.js';
import { discreteDistribution } from './discrete.js';

const MOST_RANKS = 1_000_000;

/** @throws ModelError unless count is an integer from 1 to 1e6 and the exponent a number of 0 or more */
export function zipfDistribution({
  count,
  exponent,
}: {
  readonly count: number;
  readonly exponent: number;
}): Distribution {
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST_RANKS && exponent >= 0 && exponent <= 1000)) {
    throw new ModelError(
      `Zipf of ${count} ranks and exponent ${exponent}: accepted are an integer from 1 to ${MOST_RANKS} and a number from 0 to 1000`,
    );
  }
  const { mean, variance, sample } = discreteDistribution({
    weights: Float64Array.from({ length: count }, (_, i) => exp(-exponent * log(i + 1))),
  });
  return { mean: mean + 1, variance, sample: (stream) => sample(stream) + 1 };
}
