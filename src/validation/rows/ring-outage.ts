/**
 * Headers lost by devices that stand anywhere between two circles, in Rayleigh fading, at one transmit power:
 *
 *   P = integral over r of (2 r/(R^2 - r0^2)) (1 - exp(-(sqrt 2 - 1)/g0(r))) dr,   g0(r) from the link budget by hand.
 */
import { type PlacementModel, ringPlacement } from '../../channel/placement.js';
import { rayleighOutage } from '../../theory/rayleigh.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { ratioOfRows } from '../measurement.js';
import { blockFading } from './rayleigh-outage.js';

const inner = 20;
const outer = 200;
const radio = { ...radioAt(-10), alpha: 0 };
const ring = { kind: 'ring', minimum: `${inner} m`, maximum: `${outer} m` };

const setting: CellSetting = {
  name: 'ring-outage',
  replications: 20,
  duration: '1 s',
  radio,
  group: {
    count: 2000,
    arrival: { kind: 'poisson', rate: '4 /s' },
    codec: { kind: 'payload-only', payload: 'analog', size: 2 },
    fading: blockFading,
    placement: ring,
  },
};

/** Uniform over the distance instead of over the area. */
const uniformDistance: PlacementModel<{ readonly minimum: number; readonly maximum: number }> = {
  ...ringPlacement,
  name: 'uniform-distance',
  distance: ({ minimum, maximum }, stream) => minimum + stream.uniform() * (maximum - minimum),
};

/** Midpoint rule over equal parts of the area. */
function meanOutage(): number {
  const parts = 100_000;
  let sum = 0;
  for (let part = 0; part < parts; part++) {
    const distanceM = Math.sqrt(inner ** 2 + ((part + 0.5) / parts) * (outer ** 2 - inner ** 2));
    sum += rayleighOutage(0.5, meanSnr({ ...radio, distanceM }, 1));
  }
  return sum / parts;
}

export const ringOutageExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  quick: true,
  checks: [
    {
      id: 'rayleigh.ring',
      kind: 'exact',
      title: 'Rayleigh fading, devices uniform over a ring: share of requests whose header is lost',
      unit: '1',
      source: 'Goldsmith, Wireless Communications, 2005, section 6.3.2, averaged over the ring; link budget by hand',
      reference: meanOutage(),
      measure: ratioOfRows(() => ({ outcome }, sums) => {
        if (outcome.kind === 'dropped') sums.numerator++;
        sums.denominator++;
      }),
      wrong: {
        change: 'distances uniform between the circles, not over the area',
        scenario: cellScenario({
          ...setting,
          group: { ...setting.group, placement: { ...ring, kind: uniformDistance.name } },
        }),
        extensions: () => [{ placements: [uniformDistance] }],
      },
    },
  ],
};
