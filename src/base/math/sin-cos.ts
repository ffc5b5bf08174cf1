/**
 * Sine and cosine from additions and multiplications, so that every IEEE 754 engine returns the same bits.
 *
 * x = n pi/2 + r with |r| <= pi/4; pi/2 is split into three pieces of 23 bits and a tail, so that n times a piece is
 * exact for n < 2^30 and the reduced argument keeps an absolute error below 1e-25 up to |x| = 1e9. Then near-minimax
 * polynomials in r^2 (coefficients by test/base/math/fixtures/fit-coefficients.py). Error below 1 ulp for |x| <= 1e9,
 * except within 1e-10 of a zero, where it is below 1e-25 absolute.
 *
 * Limits: |x| > 1e9 is refused; reduce the phase modulo one turn before (see `turn.ts`).
 */
import { ModelError } from '../errors.js';

const LARGEST = 1e9;
const QUARTER_PI = 0.7853981633974483;
const TWO_OVER_PI = 0.6366197723675814;
const PIECE_1 = 1.570796251296997;
const PIECE_2 = 7.549789415861596e-8;
const PIECE_3 = 5.390302529957765e-15;
const TAIL = 3.2820035428735005e-22;
const ROUNDER = 6755399441055744;

/** Sine of x radians, |x| <= 1e9. NaN gives NaN. @throws ModelError beyond 1e9. */
export function sin(x: number): number {
  if (x <= QUARTER_PI && x >= -QUARTER_PI) return sinNear(x, 0);
  const n = quarterTurns(x);
  const head = x - n * PIECE_1 - n * PIECE_2;
  const step = n * PIECE_3;
  const near = head - step;
  const rest = head - near - step - n * TAIL;
  const r = near + rest;
  const low = near - r + rest;
  const quadrant = n & 3;
  const value = (quadrant & 1) === 0 ? sinNear(r, low) : cosNear(r, low);
  return quadrant < 2 ? value : -value;
}

/** Cosine of x radians, |x| <= 1e9. NaN gives NaN. @throws ModelError beyond 1e9. */
export function cos(x: number): number {
  if (x <= QUARTER_PI && x >= -QUARTER_PI) return cosNear(x, 0);
  const n = quarterTurns(x);
  const head = x - n * PIECE_1 - n * PIECE_2;
  const step = n * PIECE_3;
  const near = head - step;
  const rest = head - near - step - n * TAIL;
  const r = near + rest;
  const low = near - r + rest;
  const quadrant = (n + 1) & 3;
  const value = (quadrant & 1) === 0 ? sinNear(r, low) : cosNear(r, low);
  return quadrant < 2 ? value : -value;
}

function quarterTurns(x: number): number {
  if (x > LARGEST || x < -LARGEST) throw new ModelError(`angle of ${x} rad: accepted is at most 1e9 rad either way`);
  return x * TWO_OVER_PI + ROUNDER - ROUNDER;
}

/** sin(r + low), |r| <= pi/4, |low| at most half an ulp of r. */
function sinNear(r: number, low: number): number {
  const z = r * r;
  const cube = z * r;
  const w = z * z;
  const tail =
    0.008333333333330948 +
    z * -0.00019841269836758574 +
    w * (2.755731610255244e-6 + z * -2.5051131845003624e-8 + w * 1.5918129294866608e-10);
  // cos r = 1 - z/2 to first order carries the low part.
  return r + (cube * (-0.16666666666666666 + z * tail) + low * (1 - 0.5 * z));
}

/** cos(r + low), |r| <= pi/4, |low| at most half an ulp of r. */
function cosNear(r: number, low: number): number {
  const z = r * r;
  const w = z * z;
  const tail =
    0.041666666666666664 +
    z * -0.0013888888888887398 +
    w * (2.480158729876569e-5 + z * -2.7557317271729793e-7 + w * (2.08761462684032e-9 + z * -1.1382632425521717e-11));
  const half = 0.5 * z;
  const head = 1 - half;
  return head + (1 - head - half + (w * tail - r * low));
}
