/**
 * Natural logarithm from additions, multiplications and one division, so that every IEEE 754 engine returns the same bits.
 *
 * x = 2^k m with m in [sqrt(1/2), sqrt(2)), f = m - 1, s = f / (2 + f):
 * ln m = f - f^2/2 + s (f^2/2 + R), R = s^2 Q(s^2) = ln((1+s)/(1-s))/s - 2, Q a near-minimax polynomial
 * (coefficients by test/base/math/fixtures/fit-coefficients.py). Error below 1 ulp.
 * log(0) = -Infinity; a negative argument gives NaN.
 */
import { float, HIGH, words } from './float-words.js';

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** Distance of the high word of sqrt(1/2) from that of 1: adding it makes the exponent field step at sqrt(2) 2^k. */
const TO_SQRT_HALF = 0x3ff00000 - 0x3fe6a09e;

/** 2^-k at index k + 1023, k = -1023 .. 1024. */
const INVERSE_POWER = new Float64Array(2048);
INVERSE_POWER[0] = 8.98846567431158e307;
for (let i = 1; i < INVERSE_POWER.length; i++) INVERSE_POWER[i] = INVERSE_POWER[i - 1]! / 2;

export function log(x: number): number {
  let scaled = x;
  let shift = 0;
  if (!(x >= 2.2250738585072014e-308 && x < Number.POSITIVE_INFINITY)) {
    if (x === 0) return Number.NEGATIVE_INFINITY;
    if (x === Number.POSITIVE_INFINITY) return x;
    if (!(x > 0)) return Number.NaN;
    scaled = x * 18014398509481984;
    shift = -54;
  }
  float[0] = scaled;
  const biased = (words[HIGH]! + TO_SQRT_HALF) >>> 20;
  // Scaling by a power of two is exact, and avoids reading back a word just written, which stalls the processor.
  const f = scaled * INVERSE_POWER[biased]! - 1;
  const k = biased - 1023 + shift;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.39999999999899505 + w * (0.2222221113479508 + w * 0.15331721600556042));
  const odd = z * (0.666666666666667 + w * (0.28571428625975487 + w * (0.18182889125261723 + w * 0.14616449685043406)));
  const half = 0.5 * f * f;
  return s * (half + (even + odd)) + k * LN2_LOW - half + f + k * LN2_HIGH;
}
