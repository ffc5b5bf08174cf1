/**
 * Laplace-Stieltjes transforms of gaps between arrivals, A*(s) = E[e^(-s gap)], gaps of mean 1/rate.
 *
 * - Lognormal: integral of phi(z) exp(-s e^(mu + sigma z)) dz, sigma^2 = ln(1 + scv), mu = -ln(rate) - sigma^2/2.
 * - Weibull, P(gap > t) = e^(-(t/b)^k), and Pareto, P(gap > t) = (m/t)^a for t >= m: with y = ln E, E exponential of mean 1, the integral of exp(-s
 *   g(e^y)) e^(y - e^y) dy, g(E) = b E^(1/k) or m e^(E/a).
 * - Gamma: (1 + scv s/rate)^(-1/scv). A clock, one arrival per 1/rate: e^(-s/rate).
 *
 * Both integrands are smooth and vanish fast at both ends, where sums at equal steps converge faster than any power of the step: L. N.
 * Trefethen, J. A. C. Weideman, "The exponentially convergent trapezoidal rule", SIAM Review 56 (2014). Error below 1e-12.
 */
import { lgamma } from '../base/math/lgamma.js';

export type GapTransform = (s: number) => number;

/** @param scv squared coefficient of variation of the gaps */
export function lognormalTransform(rate: number, scv: number): GapTransform {
  const variance = Math.log1p(scv);
  const sigma = Math.sqrt(variance);
  const mu = -Math.log(rate) - variance / 2;
  return (s) => sum(-9, 9, (z) => Math.exp(-0.5 * z * z - s * Math.exp(mu + sigma * z)) / Math.sqrt(2 * Math.PI));
}

/** @param scv squared coefficient of variation of the gaps */
export function gammaTransform(rate: number, scv: number): GapTransform {
  return (s) => (1 + (scv * s) / rate) ** (-1 / scv);
}

export function clockTransform(rate: number): GapTransform {
  return (s) => Math.exp(-s / rate);
}

export function weibullTransform(rate: number, shape: number): GapTransform {
  const scale = Math.exp(-lgamma(1 + 1 / shape)) / rate;
  return overExponential((y) => scale * Math.exp(y / shape));
}

export function paretoTransform(rate: number, shape: number): GapTransform {
  const least = (shape - 1) / shape / rate;
  return overExponential((y) => least * Math.exp(Math.exp(y) / shape));
}

/** @param gap of y = ln E */
function overExponential(gap: (y: number) => number): GapTransform {
  return (s) => sum(-36, 4, (y) => Math.exp(y - Math.exp(y) - s * gap(y)));
}

function sum(from: number, to: number, integrand: (x: number) => number): number {
  const step = 1 / 64;
  let total = 0;
  for (let x = from; x <= to; x += step) total += integrand(x);
  return total * step;
}
