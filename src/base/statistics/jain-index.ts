/**
 * Jain's index of fairness of n shares: (sum x)^2 / (n sum x^2), from 1/n (one has everything) to 1 (all are equal).
 *
 * Source: R. Jain, D. Chiu, W. Hawe, "A quantitative measure of fairness and discrimination for resource allocation in shared
 * computer systems", DEC-TR-301 (1984). It does not depend on the unit of the shares.
 */
import { ModelError } from '../errors.js';

/** NaN when every share is 0. @throws ModelError without shares, or for a negative one. */
export function jainIndex(shares: ArrayLike<number>): number {
  const { length } = shares;
  if (length === 0) throw new ModelError("Jain's index: no shares");
  let largest = 0;
  for (let i = 0; i < length; i++) {
    if (!(shares[i]! >= 0)) throw new ModelError(`share ${shares[i]} of ${i}: accepted is 0 or more`);
    largest = Math.max(largest, shares[i]!);
  }
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    // Relative to the largest, squares neither overflow nor vanish.
    const share = shares[i]! / largest;
    sum += share;
    squares += share * share;
  }
  return (sum * sum) / (length * squares);
}
