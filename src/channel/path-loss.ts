/**
 * Mean power loss between a device and its base station, and where the devices stand.
 *
 *   PL(d) = PL0 + 10 n log10(d / d0)   (dB)
 *
 * PL0: loss at the reference distance d0 (m); by default the free-space loss 20 log10(4 pi d0 f_c / c).
 * n: path-loss exponent, 2 in free space.
 *
 * Source: T. S. Rappaport, "Wireless Communications", section 4.9; H. T. Friis, Proc. IRE 34, 1946.
 * Errors: distances below d0 are refused: the formula has no meaning in the near field.
 * Limits: no shadowing, no line-of-sight states, no height, isotropic.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { RandomStream } from '../base/random/random-stream.js';
import type { ChannelModel } from './channel-process.js';
import { dbFromRatio } from './decibel.js';
import { speedOfLightMps } from './rayleigh-jakes.js';

export interface PathLossModel<Parameters = never> extends ChannelModel {
  /** Path loss in dB at `distanceM` metres. */
  pathLossDb(parameters: Parameters, place: { readonly distanceM: number; readonly carrierHz: number }): number;
}

export interface LogDistanceParameters {
  readonly exponent: number;
  readonly referenceDistanceM: number;
  /** Free space at the reference distance when absent. */
  readonly referenceLossDb?: number;
}

/** Free-space path loss 20 log10(4 pi d f / c) in dB. */
export function freeSpacePathLossDb(distanceM: number, carrierHz: number): number {
  return 2 * dbFromRatio((4 * Math.PI * distanceM * carrierHz) / speedOfLightMps);
}

export const logDistance: PathLossModel<LogDistanceParameters> = {
  name: 'log-distance',
  summary: 'path loss PL0 + 10 n log10(d/d0), free space up to the reference distance',
  schema: Type.Object(
    {
      exponent: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'path-loss exponent n' }),
      referenceDistanceM: Type.Number({ exclusiveMinimum: 0, default: 1, description: 'reference distance d0, m' }),
      referenceLossDb: Type.Optional(
        Type.Number({ description: 'loss at the reference distance, dB; free space when absent' }),
      ),
    },
    { additionalProperties: false },
  ),
  source: 'Rappaport, Wireless Communications, section 4.9',
  pathLossDb(parameters, { distanceM, carrierHz }) {
    const { exponent, referenceDistanceM } = parameters;
    if (!(distanceM >= referenceDistanceM)) {
      throw new ModelError(`log-distance path loss holds from ${referenceDistanceM} m on, not at ${distanceM} m`);
    }
    const referenceLossDb = parameters.referenceLossDb ?? freeSpacePathLossDb(referenceDistanceM, carrierHz);
    return referenceLossDb + exponent * dbFromRatio(distanceM / referenceDistanceM);
  },
};

/** Where a group's devices stand, seen from the base station. */
export type Placement =
  | { readonly kind: 'fixed'; readonly distanceM: number }
  /** Uniform over the area between two circles. */
  | { readonly kind: 'ring'; readonly minDistanceM: number; readonly maxDistanceM: number };

export const placementSchema = Type.Union([
  Type.Object(
    { kind: Type.Literal('fixed'), distanceM: Type.Number({ exclusiveMinimum: 0 }) },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      kind: Type.Literal('ring'),
      minDistanceM: Type.Number({ minimum: 0 }),
      maxDistanceM: Type.Number({ exclusiveMinimum: 0 }),
    },
    { additionalProperties: false },
  ),
]);

/**
 * Distance of one device in metres. A ring takes one uniform u from the device's stream:
 * d = sqrt(r0^2 + u (r1^2 - r0^2)), uniform over the area.
 */
export function drawDistanceM(placement: Placement, stream: RandomStream): number {
  if (placement.kind === 'fixed') return placement.distanceM;
  const { minDistanceM, maxDistanceM } = placement;
  if (!(minDistanceM >= 0 && maxDistanceM >= minDistanceM)) {
    throw new ModelError(`a ring needs 0 <= min <= max, not ${minDistanceM} m to ${maxDistanceM} m`);
  }
  const innerArea = minDistanceM * minDistanceM;
  return Math.sqrt(innerArea + stream.uniform() * (maxDistanceM * maxDistanceM - innerArea));
}
