/**
 * Bessel function of the first kind, order zero: J0(x) = 1/pi integral over [0, pi] of cos(x sin a) da.
 *
 * |x| < 4: polynomial in x^2; 4 <= |x| < 8: polynomial about 6; beyond: Hankel's form sqrt(2/(pi x)) (P cos(x - pi/4)
 * - Q sin(x - pi/4)), P and x Q polynomials in (8/x)^2 (NIST Digital Library of Mathematical Functions 10.17).
 * Coefficients by test/base/math/fixtures/fit-coefficients.py. Absolute error below 1e-15, |x| <= 1e9.
 * Bit-repeatable.
 */
import { polynomial } from './polynomial.js';
import { cos, sin } from './sin-cos.js';

const NEAR = [
  1, -3.999999999999998, 3.999999999999896, -1.777777777775838, 0.4444444444257154, -0.07111111100437795,
  0.007901234182069783, -0.0006449978212240401, 4.031095874129107e-5, -1.989195353591571e-6, 7.859348897806131e-8,
  -2.2269677063298353e-9,
];
const MIDDLE = [
  0.1506452572509969, 0.5533677162551313, -0.39351846721117445, -0.314939986401157, 0.14842251719767882,
  0.0496432238415293, -0.019582120629025153, -0.0038448604139176834, 0.0013381589917211224, 0.00017974366291553944,
  -5.643590499116846e-5, -5.654441572774694e-6, 1.6222786067312806e-6, 1.2816189823766776e-7, -3.384627505514107e-8,
  -2.1921406021983822e-9, 5.093155756903917e-10, 2.801440759441883e-11,
];
const P = [
  1, -0.0010986328124985556, 2.738088361130017e-5, -2.183917728558513e-6, 3.6201847811292547e-7, -1.0229475399421279e-7,
  4.339314718568229e-8, -2.418561517939398e-8, 1.4845549354873734e-8, -8.312519650426673e-9, 3.589369421359755e-9,
  -1.0029066979586862e-9, 1.3219700423276076e-10,
];
const Q_TIMES_X = [
  -0.125, 0.0011444091796747814, -5.544628875314295e-5, 6.590740788524885e-6, -1.452991845967419e-6,
  5.119825134938439e-7, -2.5831887133132174e-7, 1.6342829702051783e-7, -1.0887535615387786e-7, 6.400796490346947e-8,
  -2.8444194231824506e-8, 8.088249905448202e-9, -1.0782350064221054e-9,
];
const INVERSE_SQRT_PI = 0.5641895835477563;

/** J0(x), |x| <= 1e9. @throws ModelError beyond, where the phase is not reduced. */
export function besselJ0(x: number): number {
  const size = Math.abs(x);
  if (size < 4) return polynomial(NEAR, (size * size) / 16);
  if (size < 8) return polynomial(MIDDLE, (size - 6) / 2);
  const z = 64 / (size * size);
  const p = polynomial(P, z);
  const q = polynomial(Q_TIMES_X, z) / size;
  const c = cos(size);
  const s = sin(size);
  // sqrt(2) cos(x - pi/4) = c + s, sqrt(2) sin(x - pi/4) = s - c.
  return (INVERSE_SQRT_PI * (p * (c + s) - q * (s - c))) / Math.sqrt(size);
}
