/**
 * ln(1 + x), accurate for small x.
 *
 * With u = fl(1 + x): ln(1 + x) = ln(u) x / (u - 1), because the rounding error of u cancels in the quotient (W.
 * Kahan). Relative error below 4 ulp. x = -1 gives -Infinity, x < -1 gives NaN.
 */
import { log } from './log.js';

export function log1p(x: number): number {
  const u = 1 + x;
  if (u === 1) return x;
  if (u === Number.POSITIVE_INFINITY) return u;
  return u === 0 ? Number.NEGATIVE_INFINITY : (log(u) * x) / (u - 1);
}
