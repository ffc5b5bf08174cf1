/**
 * Periodic arrivals with jitter, as of cameras: arrival k at phase + k period + u_k, the phase uniform over one period
 * and drawn once per device, u_k independent and uniform over [0, jitter).
 *
 * The jitter is below the period, so arrivals keep their order, and it does not accumulate: the period's grid stays.
 * Source: definition; with jitter 0 and one queue this is the nD/D/1 input of Roberts, Mocci and Virtamo, Broadband
 * Network Teletraffic (COST 242), 1996.
 */
import { Type } from 'typebox';
import type { SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';

interface PeriodicParameters {
  readonly kind: 'periodic';
  readonly period: SimTime;
  /** Width of the uniform jitter; must be below the period. */
  readonly jitter: SimTime;
}

export const periodicArrivals: ArrivalModel<PeriodicParameters> = {
  name: 'periodic',
  summary: 'one arrival per period at a random phase, with uniform jitter',
  source: 'Roberts, Mocci, Virtamo (eds.), Broadband Network Teletraffic, 1996 (nD/D/1 for jitter 0)',
  schema: Type.Object(
    {
      kind: Type.Literal('periodic'),
      period: quantity('duration', { description: 'time between two arrivals', exclusiveMinimum: 0 }),
      jitter: quantity('duration', { description: 'width of the uniform jitter, below the period', default: '0 ms' }),
    },
    { additionalProperties: false, description: 'Periodic arrivals at a random phase, with jitter' },
  ),
  create: ({ period, jitter }, stream) => {
    let tick = Math.floor(stream.uniform() * period);
    return {
      next: () => {
        const time = jitter > 0 ? tick + Math.floor(stream.uniform() * jitter) : tick;
        tick += period;
        return time as SimTime;
      },
    };
  },
};
