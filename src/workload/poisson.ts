/**
 * Poisson arrivals: independent gaps with density lambda exp(-lambda t).
 *
 * Gaps are rounded to whole nanoseconds, never clipped: at 1e6 arrivals a second the rounding moves the mean gap by less
 * than 1e-6 of itself. Source: Kleinrock, Queueing Systems I, 1975, section 2.4.
 */
import { Type } from 'typebox';
import { type SimTime, secondsToTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { ArrivalModel } from './arrival-process.js';

interface PoissonParameters {
  readonly kind: 'poisson';
  /** Mean arrivals per second and device, lambda. */
  readonly rate: number;
}

export const poissonArrivals: ArrivalModel<PoissonParameters> = {
  name: 'poisson',
  summary: 'independent exponential gaps',
  source: 'Kleinrock, Queueing Systems I, 1975, section 2.4',
  schema: Type.Object(
    {
      kind: Type.Literal('poisson'),
      rate: quantity('rate', { description: 'mean arrivals per second and device', exclusiveMinimum: 0 }),
    },
    { additionalProperties: false, description: 'Poisson arrivals: independent exponential gaps' },
  ),
  create: ({ rate }, stream) => {
    const meanGap = 1 / rate;
    return { next: (previous) => (previous + secondsToTime(stream.exponential(meanGap))) as SimTime };
  },
};
