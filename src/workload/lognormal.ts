/**
 * Renewal arrivals with lognormal gaps: pauses of people, which scatter by factors.
 *
 * ln(gap) is normal with variance ln(1 + scv), scv the squared coefficient of variation of the gaps. Source: V. Paxson, S. Floyd,
 * "Wide-area traffic: the failure of Poisson modeling", IEEE/ACM Trans. Networking 3(3), 1995. Limits: no memory from gap to gap; the first
 * gap is one like the others.
 */
import { Type } from 'typebox';
import { lognormalDistribution } from '../base/random/distributions/lognormal.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';
import { renewalArrivals } from './renewal.js';

interface LognormalParameters {
  readonly kind: 'lognormal';
  /** Mean arrivals per second and device. */
  readonly rate: number;
  /** Squared coefficient of variation of the gaps. */
  readonly scv: number;
}

export const lognormalArrivals: ArrivalModel<LognormalParameters> = {
  name: 'lognormal',
  summary: 'independent lognormal gaps',
  source: 'Paxson and Floyd, IEEE/ACM Trans. Networking 3(3), 1995',
  schema: Type.Object(
    {
      kind: Type.Literal('lognormal'),
      rate: quantity('rate', { description: 'mean arrivals per second and device', exclusiveMinimum: 0 }),
      scv: Type.Number({
        exclusiveMinimum: 0,
        maximum: 100,
        description: 'squared coefficient of variation of the gaps; 1 is that of Poisson arrivals',
      }),
    },
    { additionalProperties: false, description: 'Independent lognormal gaps' },
  ),
  create: ({ rate, scv }, stream) => renewalArrivals(lognormalDistribution({ mean: 1 / rate, scv }), stream),
};
