/**
 * Renewal arrivals with Weibull gaps: P(gap > t) = e^(-(t/s)^shape), Poisson at shape 1, in bursts below it, more even above.
 *
 * Source: A. Feldmann, "Characteristics of TCP connection arrivals", in Self-Similar Network Traffic and Performance Evaluation, 2000.
 * Limits: no memory from gap to gap; the first gap is one like the others.
 */
import { Type } from 'typebox';
import { weibullDistribution } from '../base/random/distributions/weibull.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';
import { renewalArrivals } from './renewal.js';

interface WeibullParameters {
  readonly kind: 'weibull';
  /** Mean arrivals per second and device. */
  readonly rate: number;
  /** Shape of the gaps. */
  readonly shape: number;
}

export const weibullArrivals: ArrivalModel<WeibullParameters> = {
  name: 'weibull',
  summary: 'independent Weibull gaps: in bursts below shape 1, more even above',
  source: 'Feldmann, in Self-Similar Network Traffic and Performance Evaluation, 2000',
  schema: Type.Object(
    {
      kind: Type.Literal('weibull'),
      rate: quantity('rate', { description: 'mean arrivals per second and device', exclusiveMinimum: 0 }),
      shape: Type.Number({
        minimum: 0.1,
        maximum: 100,
        description: 'shape of the gaps: below 1 in bursts, 1 Poisson, above 1 more even',
      }),
    },
    { additionalProperties: false, description: 'Independent Weibull gaps' },
  ),
  create: ({ rate, shape }, stream) => renewalArrivals(weibullDistribution({ mean: 1 / rate, shape }), stream),
};
