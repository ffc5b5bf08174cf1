/**
 * Renewal arrivals with Pareto gaps: P(gap > t) = (m/t)^shape for t >= m; silences of any length, of infinite variance for shape <= 2.
 *
 * Source: V. Paxson, S. Floyd, "Wide-area traffic: the failure of Poisson modeling", IEEE/ACM Trans. Networking 3(3), 1995. Limits: no memory
 * from gap to gap; the first gap is one like the others. At a shape of 2 or less averages settle slowly: replications of any length
 * scatter, and their intervals cover less often than they say.
 */
import { Type } from 'typebox';
import { paretoDistribution } from '../base/random/distributions/pareto.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';
import { renewalArrivals } from './renewal.js';

interface ParetoParameters {
  readonly kind: 'pareto';
  /** Mean arrivals per second and device. */
  readonly rate: number;
  /** Shape of the tail of the gaps. */
  readonly shape: number;
}

export const paretoArrivals: ArrivalModel<ParetoParameters> = {
  name: 'pareto',
  summary: 'independent Pareto gaps: silences with a heavy tail',
  source: 'Paxson and Floyd, IEEE/ACM Trans. Networking 3(3), 1995',
  schema: Type.Object(
    {
      kind: Type.Literal('pareto'),
      rate: quantity('rate', { description: 'mean arrivals per second and device', exclusiveMinimum: 0 }),
      shape: Type.Number({
        exclusiveMinimum: 1,
        maximum: 100,
        description: 'shape of the tail of the gaps; their variance is infinite at 2 and below',
      }),
    },
    { additionalProperties: false, description: 'Independent Pareto gaps' },
  ),
  create: ({ rate, shape }, stream) => renewalArrivals(paretoDistribution({ mean: 1 / rate, shape }), stream),
};
