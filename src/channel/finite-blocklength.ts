/**
 * How many bits n uses of a channel with white Gaussian noise can carry, at SNR g (linear, complex uses), so that a block fails with
 * probability eps at most.
 *
 * From 100 uses on the normal approximation, which codes may exceed or miss by a few bits: it is no bound.
 *
 *   log2 M = n C - sqrt(n V) Q^-1(eps) + log2(2 n)/2,   C = log2(1 + g),   V = (1 - (1 + g)^-2) (log2 e)^2,
 *
 * 2n real uses. Below, Shannon's cone packing, which no code of equal-energy words can exceed: each word may claim 1/M of the
 * directions in N = 2n dimensions, at best the cone of half-angle theta around it,
 *
 *   1/M = int_0^theta sin^(N-2) / int_0^pi sin^(N-2),   eps = P(noise leads out of the cone) = E[Phi(R cot theta - sqrt(N g))],
 *
 * R chi-distributed with N - 1 degrees of freedom; both integrals by Simpson's rule, theta by bisection.
 *
 * Sources: Y. Polyanskiy, H. V. Poor, S. Verdu, "Channel coding rate in the finite blocklength regime", IEEE Trans. IT 56(5), 2010,
 * eq. 291 ff.; C. E. Shannon, "Probability of error for optimal codes in a Gaussian channel", Bell Syst. Tech. J. 38, 1959.
 * Limits: constant SNR known at both ends; no cost of channel knowledge, header or checksum; ideal codes.
 */
import { ModelError } from '../base/errors.js';
import { normalCdf, normalQuantile } from '../base/statistics/normal-distribution.js';

/** Uses from which the normal approximation counts. */
const longBlock = 100;
/** Half of the standard deviations of R around its mode that are integrated over; R has at most 1. */
const reach = 9;
const chiSteps = 600;
const angleSteps = 4000;
const bisections = 60;

/** Bits, not rounded; 0 where nothing fits. @throws ModelError unless n >= 1 is whole, g >= 0 and 0 < eps < 1/2 */
export function bitsThatFit(uses: number, snr: number, error: number): number {
  if (!(Number.isInteger(uses) && uses >= 1 && snr >= 0 && error > 0 && error < 0.5)) {
    throw new ModelError(
      `no payload for ${uses} uses at SNR ${snr} with error ${error}: accepted are whole uses from 1 on, SNRs from 0 on, errors between 0 and 0.5`,
    );
  }
  if (snr === 0) return 0;
  return uses < longBlock ? conePacking(uses, snr, error) : Math.max(0, normalApproximation(uses, snr, error));
}

export function normalApproximation(uses: number, snr: number, error: number): number {
  const dispersion = (1 - (1 + snr) ** -2) * Math.LOG2E ** 2;
  const tail = Math.sqrt(uses * dispersion) * normalQuantile(1 - error);
  return uses * Math.log2(1 + snr) - tail + 0.5 * Math.log2(2 * uses);
}

/** At most so many bits. */
export function conePacking(uses: number, snr: number, error: number): number {
  const dimensions = 2 * uses;
  let low = 0;
  let high = Math.PI;
  for (let i = 0; i < bisections; i++) {
    const middle = (low + high) / 2;
    if (leavesCone(middle, dimensions, snr) > error) low = middle;
    else high = middle;
  }
  return -Math.log2(coneShare(high, dimensions));
}

/** E[Phi(R cot theta - sqrt(N g))]. */
function leavesCone(angle: number, dimensions: number, snr: number): number {
  const cotangent = 1 / Math.tan(angle);
  const distance = Math.sqrt(dimensions * snr);
  const mode = Math.sqrt(dimensions - 2);
  const from = Math.max(0, mode - reach);
  // the mode's own density is factored out: r^(N-2) e^(-r^2/2) would overflow
  const density = (r: number) =>
    mode === 0 ? Math.exp((-r * r) / 2) : Math.exp((dimensions - 2) * Math.log(r / mode) - (r * r - mode * mode) / 2);
  let weight = 0;
  const error = simpson(from, mode + reach, chiSteps, (r, share) => {
    const own = share * density(r);
    weight += own;
    return own * normalCdf(r * cotangent - distance);
  });
  return error / weight;
}

/** Share of all directions that lie within `angle` of one. */
function coneShare(angle: number, dimensions: number): number {
  const power = (t: number, share: number) => share * Math.sin(t) ** (dimensions - 2);
  return simpson(0, angle, angleSteps, power) / simpson(0, Math.PI, angleSteps, power);
}

/** Sum of `term(x, share)` over an even number of steps, `share` being the rule's weight of the point. */
function simpson(from: number, to: number, steps: number, term: (x: number, share: number) => number): number {
  const step = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const share = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += term(from + i * step, (share * step) / 3);
  }
  return sum;
}
