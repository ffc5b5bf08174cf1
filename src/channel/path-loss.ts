/**
 * Mean power loss between a device and its base station.
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
import { quantity } from '../base/units.js';
import type { ChannelModel } from './channel-process.js';
import { dbFromRatio } from './decibel.js';
import { speedOfLightMps } from './rayleigh-jakes.js';

export interface PathLossModel<Parameters = never> extends ChannelModel {
  /** Path loss in dB at `distanceM` metres. */
  pathLossDb(parameters: Parameters, place: { readonly distanceM: number; readonly carrierHz: number }): number;
}

export interface LogDistanceParameters {
  readonly kind: 'log-distance';
  readonly exponent: number;
  /** d0, m. */
  readonly referenceDistance: number;
  /** PL0, dB. Free space at the reference distance when absent. */
  readonly referenceLoss?: number;
}

/** Free-space path loss 20 log10(4 pi d f / c) in dB. */
export function freeSpacePathLossDb(distanceM: number, carrierHz: number): number {
  return 2 * dbFromRatio((4 * Math.PI * distanceM * carrierHz) / speedOfLightMps);
}

export const logDistance: PathLossModel<LogDistanceParameters> = {
  name: 'log-distance',
  summary: 'path loss PL0 + 10 n log10(d/d0) from the reference distance on',
  schema: Type.Object(
    {
      kind: Type.Literal('log-distance'),
      exponent: Type.Number({ exclusiveMinimum: 0, default: 3, description: 'path-loss exponent n' }),
      referenceDistance: quantity('length', {
        exclusiveMinimum: 0,
        default: '1 m',
        description: 'reference distance d0',
      }),
      referenceLoss: Type.Optional(
        quantity('ratio', { description: 'loss at the reference distance; free space when absent' }),
      ),
    },
    { additionalProperties: false, description: 'Log-distance path loss' },
  ),
  source: 'Rappaport, Wireless Communications, section 4.9',
  pathLossDb(parameters, { distanceM, carrierHz }) {
    const { exponent, referenceDistance } = parameters;
    if (!(distanceM >= referenceDistance)) {
      throw new ModelError(`log-distance path loss holds from ${referenceDistance} m on, not at ${distanceM} m`);
    }
    const referenceLoss = parameters.referenceLoss ?? freeSpacePathLossDb(referenceDistance, carrierHz);
    return referenceLoss + exponent * dbFromRatio(distanceM / referenceDistance);
  },
};
