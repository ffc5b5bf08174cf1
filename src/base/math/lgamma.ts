/**
 * Logarithm of the gamma function for positive x.
 *
 * Stirling's series (x - 1/2) ln x - x + ln(2 pi)/2 + sum B_2k / (2k (2k-1) x^(2k-1)), k = 1 .. 7, for x >= 12;
 * below, the recurrence Gamma(x + 1) = x Gamma(x) shifts x up. Error below 2e-14 absolute or 1e-15 relative,
 * whichever is larger. Source: NIST Digital Library of Mathematical Functions 5.11.1. Bit-repeatable.
 */
import { ModelError } from '../errors.js';
import { log } from './log.js';
import { polynomial } from './polynomial.js';

const HALF_LOG_TWO_PI = 0.9189385332046727;
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];

/** ln Gamma(x), x > 0; NaN gives NaN. @throws ModelError for x <= 0, where the gamma function has poles. */
export function lgamma(x: number): number {
  if (x <= 0) throw new ModelError(`lgamma(${x}): accepted is a positive number`);
  let shifted = x;
  let product = 1;
  while (shifted < 12) product *= shifted++;
  const inverse = 1 / shifted;
  const series = inverse * polynomial(STIRLING, inverse * inverse);
  const stirling = (shifted - 0.5) * log(shifted) - shifted + (HALF_LOG_TWO_PI + series);
  return product === 1 ? stirling : stirling - log(product);
}
