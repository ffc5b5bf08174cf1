/**
 * Two M/M/1 queues in series (a radio, then an edge server): Poisson arrivals of rate lambda, rates mu_1 and mu_2.
 *
 * By Burke's theorem the sojourns are independent exponentials of rates a = mu_1 - lambda, b = mu_2 - lambda:
 *   E[T] = 1/a + 1/b,   P(T <= t) = 1 - (b e^-at - a e^-bt)/(b - a),   for a = b: 1 - (1 + at) e^-at.
 *
 * Source: P. J. Burke 1956; E. Reich 1957. Limits: infinite buffers, first come first served, one server each.
 */
import { ModelError } from '../base/errors.js';

export interface TandemMm1 {
  readonly arrivalRate: number;
  readonly firstServiceRate: number;
  readonly secondServiceRate: number;
}

function margins({ arrivalRate, firstServiceRate, secondServiceRate }: TandemMm1): [number, number] {
  const a = firstServiceRate - arrivalRate;
  const b = secondServiceRate - arrivalRate;
  if (!(arrivalRate >= 0 && a > 0 && b > 0)) {
    throw new ModelError(
      `tandem needs rates above the arrival rate ${arrivalRate}: not ${firstServiceRate}, ${secondServiceRate}`,
    );
  }
  return [a, b];
}

export function tandemMeanSojourn(tandem: TandemMm1): number {
  const [a, b] = margins(tandem);
  return 1 / a + 1 / b;
}

export function tandemSojournCdf(tandem: TandemMm1, t: number): number {
  if (t <= 0) return 0;
  const [a, b] = margins(tandem);
  // (b e^-at - a e^-bt)/(b - a) = e^-at (1 + a t (1 - e^-x)/x) with x = (b - a) t: no cancellation near a = b.
  const x = (b - a) * t;
  const ratio = Math.abs(x) < 1e-12 ? 1 : -Math.expm1(-x) / x;
  return 1 - Math.exp(-a * t) * (1 + a * t * ratio);
}

/** Quantile q of the end-to-end sojourn by bisection, to 1e-12 of the mean. */
export function tandemSojournQuantile(tandem: TandemMm1, q: number): number {
  if (!(q >= 0 && q < 1)) throw new ModelError(`quantile level must lie in [0, 1), not ${q}`);
  const mean = tandemMeanSojourn(tandem);
  let low = 0;
  let high = mean;
  while (tandemSojournCdf(tandem, high) < q) high *= 2;
  while (high - low > 1e-12 * mean) {
    const middle = (low + high) / 2;
    if (tandemSojournCdf(tandem, middle) < q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
