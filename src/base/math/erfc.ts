/**
 * Complementary error function, erfc x = 2/sqrt(pi) integral from x to infinity of e^(-t^2) dt.
 *
 * For x >= 0: erfc x = e^(-x^2) G(t) / (1 + 2x), t = (x - 3.5) / (x + 3.5), G a near-minimax polynomial of degree 23
 * on x in [0, 28] (coefficients by test/base/math/fixtures/fit-coefficients.py); erfc(-x) = 2 - erfc x. Relative
 * error below 2e-15 while the result is a normal number (x < 26.5). Built on the project's own exp, so
 * bit-repeatable.
 */
import { exp } from './exp.js';
import { polynomial } from './polynomial.js';

const SCALED = [
  1.2423492448711544, -0.1400091801376194, -0.01055559633221672, 0.09751909515325641, -0.11508959816029006,
  0.08798315382496256, -0.04882332582549273, 0.019099330940571896, -0.004215019938417028, -0.00030226785909893316,
  0.0005643846469975525, -0.00012151253064756499, -4.2783309658781635e-5, 2.426135280585373e-5, 2.3315820283388164e-6,
  -3.815474944732415e-6, -5.063410081940953e-8, 6.020748462460017e-7, -1.5631408390327848e-10, -9.522672312005375e-8,
  -4.7745355034678726e-9, 1.1900549794024307e-8, 1.5915072390960555e-9, -4.5729721869382265e-10,
];

export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x > 27.3) return 0;
  // x^2 = high^2 + (x - high)(x + high): high has 24 bits, its square is exact, and the exponential keeps its relative accuracy.
  const high = Math.fround(x);
  const gauss = exp(-high * high) * exp((high - x) * (high + x));
  return (gauss * polynomial(SCALED, (x - 3.5) / (x + 3.5))) / (1 + 2 * x);
}
