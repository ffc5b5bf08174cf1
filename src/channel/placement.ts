/**
 * Where a group's devices stand: metres from their base station, drawn once per device.
 *
 * Limits: no mobility, no height; distance is all that path loss knows.
 */
import { type TSchema, Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { RandomStream } from '../base/random/random-stream.js';
import { quantity } from '../base/units.js';

export interface PlacementModel<Parameters = never> {
  /** Value of `kind` in a scenario. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  /** Distance in metres of one device; `stream` is the device's own. */
  distance(parameters: Parameters, stream: RandomStream): number;
}

interface FixedParameters {
  readonly distance: number;
}

export const fixedPlacement: PlacementModel<FixedParameters> = {
  name: 'fixed',
  summary: 'all devices at one distance',
  source: 'definition',
  schema: Type.Object(
    {
      kind: Type.Literal('fixed'),
      distance: quantity('length', { exclusiveMinimum: 0, description: 'distance from the base station' }),
    },
    { additionalProperties: false, description: 'All devices at one distance' },
  ),
  distance: ({ distance }) => distance,
};

interface RingParameters {
  readonly minimum: number;
  readonly maximum: number;
}

/** Uniform over the area between two circles: d = sqrt(r0^2 + u (r1^2 - r0^2)), u uniform on [0, 1). */
export const ringPlacement: PlacementModel<RingParameters> = {
  name: 'ring',
  summary: 'uniform over the area between two circles',
  source: 'definition',
  schema: Type.Object(
    {
      kind: Type.Literal('ring'),
      minimum: quantity('length', { description: 'radius of the inner circle' }),
      maximum: quantity('length', { exclusiveMinimum: 0, description: 'radius of the outer circle' }),
    },
    { additionalProperties: false, description: 'Uniform over the area between two circles' },
  ),
  distance: ({ minimum, maximum }, stream) => {
    if (!(maximum >= minimum))
      throw new ModelError(`a ring from ${minimum} m to ${maximum} m: maximum lies below minimum`);
    const inner = minimum * minimum;
    return Math.sqrt(inner + stream.uniform() * (maximum * maximum - inner));
  },
};
