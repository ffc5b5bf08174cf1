/**
 * Renewal arrivals with gamma gaps of mean 1/rate, as even or as bursty as stated.
 *
 * The squared coefficient of variation scv of the gaps is near 0 for a clock, 1 for Poisson arrivals, above 1 for bursts. Source: W.
 * Whitt, "Approximating a point process by a renewal process", Operations Research 30(1), 1982. Limits: no memory from gap to gap; the
 * first gap is one like the others.
 */
import { Type } from 'typebox';
import { gammaDistribution } from '../base/random/distributions/gamma.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';
import { renewalArrivals } from './renewal.js';

interface GammaParameters {
  readonly kind: 'gamma';
  /** Mean arrivals per second and device. */
  readonly rate: number;
  /** Squared coefficient of variation of the gaps. */
  readonly scv: number;
}

export const gammaArrivals: ArrivalModel<GammaParameters> = {
  name: 'gamma',
  summary: 'independent gamma gaps: even below scv 1, in bursts above',
  source: 'Whitt, Operations Research 30(1), 1982',
  schema: Type.Object(
    {
      kind: Type.Literal('gamma'),
      rate: quantity('rate', { description: 'mean arrivals per second and device', exclusiveMinimum: 0 }),
      scv: Type.Number({
        exclusiveMinimum: 0,
        maximum: 100,
        description: 'squared coefficient of variation of the gaps: below 1 even, 1 Poisson, above 1 in bursts',
      }),
    },
    { additionalProperties: false, description: 'Independent gamma gaps' },
  ),
  create: ({ rate, scv }, stream) => renewalArrivals(gammaDistribution({ mean: 1 / rate, scv }), stream),
};
