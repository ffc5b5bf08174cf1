/**
 * e^x from additions, multiplications and table look-ups, so that every IEEE 754 engine returns the same bits.
 *
 * x = k ln 2 + r with |r| <= ln(2)/2, then e^x = 2^k (1 + r + r^2 P(r)), P a near-minimax polynomial
 * (coefficients by test/base/math/fixtures/fit-coefficients.py). Error below 1 ulp for normal results; a subnormal
 * result is rounded a second time (error below 1 unit of 2^-1074 more).
 */

/** ln 2 in two parts; k * LN2_HIGH is exact for |k| < 2^20. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^(i - 1022), i = 0 .. 2045. */
const POWER = new Float64Array(2046);
POWER[0] = 2.2250738585072014e-308;
for (let i = 1; i < POWER.length; i++) POWER[i] = POWER[i - 1]! * 2;

/** Adding and taking away 1.5 * 2^52 rounds to the nearest integer. */
const ROUNDER = 6755399441055744;

export function exp(x: number): number {
  if (!(x > -708 && x < 709)) return expFar(x);
  const k = x * Math.LOG2E + ROUNDER - ROUNDER;
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  return (1 + (high + (r * r * series(r) - low))) * POWER[k + 1022]!;
}

function series(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  return (
    0.5 +
    r * 0.16666666666666666 +
    r2 * (0.041666666666624164 + r * 0.008333333333330065) +
    r4 *
      (0.0013888888917196719 +
        r * 0.00019841269863040545 +
        r2 * (2.4801521322368692e-5 + r * 2.7557268480310024e-6) +
        r4 * (2.7620075879983367e-7 + r * 2.5100375832561234e-8))
  );
}

/** Overflow, underflow and NaN; scales in two steps so that the first product stays normal. */
function expFar(x: number): number {
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  if (x >= 709) return exp(x - 64 * LN2_HIGH) * exp(64 * LN2_HIGH);
  if (x <= -708) return exp(x + 64 * LN2_HIGH) * exp(-64 * LN2_HIGH);
  return x;
}
