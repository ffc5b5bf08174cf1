/**
 * From transmit power, path loss and fading to the SNR of a resource element.
 *
 *   g = P_tx G |h|^2 / (12 df N_RB N0 F + I)
 *   P_tx = min(P_max, P0 + 10 log10 N_RB + alpha PL)   (dBm)
 *
 * P_tx: power spread over the N_RB allocated resource blocks. G = 10^((G_ant - PL)/10): antenna gain of both ends less
 * path loss. |h|^2: fading. df: subcarrier spacing (Hz); the noise is that of the *allocated* bandwidth 12 df N_RB.
 * N0 = -174 dBm/Hz; F: noise figure of the receiver. I: interference power (W) in the allocated bandwidth.
 * P0 (dBm) is per resource block; alpha in [0, 1] is the share of the path loss that is made good.
 *
 * Everything logarithmic is done once per device; a sample costs a few multiplications.
 * N_RB may be fractional for a fluid link of bandwidth B: N_RB = B / (12 df).
 *
 * Source: 3GPP TS 38.213 section 7.1.1 (open-loop power control, mu = 0 convention); thermal noise kT at 290 K.
 * Limits: the standard's 2^mu term belongs to P0 here; no closed-loop correction; perfect power amplifier.
 */
import { ModelError } from '../base/errors.js';
import { ratioFromDb } from './decibel.js';
import { subcarriersPerBlock } from './resource-grid.js';

export const thermalNoiseDbmPerHz = -174;

export interface LinkBudgetParameters {
  readonly subcarrierSpacingHz: number;
  /** P_max. */
  readonly maximumPowerDbm: number;
  /** P0, per resource block. */
  readonly p0Dbm: number;
  /** Share of the path loss made good, in [0, 1]. */
  readonly alpha: number;
  /** Sum of both antennas' gains. */
  readonly antennaGainDb: number;
  readonly noiseFigureDb: number;
  readonly pathLossDb: number;
}

export interface LinkBudget {
  /** P_tx in watts for a grant of `resourceBlocks`. */
  transmitPowerW(resourceBlocks: number): number;
  /** Linear SNR g of a resource element at fading power gain `gain`. */
  snr(gain: number, resourceBlocks: number, interferenceW?: number): number;
  /** Noise power F N0 12 df N_RB in watts. */
  noiseW(resourceBlocks: number): number;
  /** Received power P_tx G |h|^2 in watts: what this device is as interference elsewhere. */
  receivedPowerW(gain: number, resourceBlocks: number): number;
}

const wattsFromDbm = (dbm: number): number => ratioFromDb(dbm) / 1000;

export function createLinkBudget(parameters: LinkBudgetParameters): LinkBudget {
  const { subcarrierSpacingHz, alpha, pathLossDb } = parameters;
  if (!(subcarrierSpacingHz > 0)) {
    throw new ModelError(`subcarrier spacing must be positive, not ${subcarrierSpacingHz} Hz`);
  }
  if (!(alpha >= 0 && alpha <= 1)) {
    throw new ModelError(`path loss compensation must lie in [0, 1], not ${alpha}`);
  }
  const maxPowerW = wattsFromDbm(parameters.maximumPowerDbm);
  const powerPerBlockW = wattsFromDbm(parameters.p0Dbm + alpha * pathLossDb);
  const channelGain = ratioFromDb(parameters.antennaGainDb - pathLossDb);
  const noisePerBlockW =
    wattsFromDbm(thermalNoiseDbmPerHz + parameters.noiseFigureDb) * subcarriersPerBlock * subcarrierSpacingHz;
  for (const [name, value] of Object.entries({ maxPowerW, powerPerBlockW, channelGain, noisePerBlockW })) {
    if (!(Number.isFinite(value) && value > 0)) throw new ModelError(`link budget gives ${name} = ${value}`);
  }

  const transmitPowerW = (resourceBlocks: number): number => Math.min(maxPowerW, powerPerBlockW * resourceBlocks);
  const noiseW = (resourceBlocks: number): number => noisePerBlockW * resourceBlocks;
  const receivedPowerW = (gain: number, resourceBlocks: number): number =>
    transmitPowerW(resourceBlocks) * channelGain * gain;
  return {
    transmitPowerW,
    noiseW,
    receivedPowerW,
    snr: (gain, resourceBlocks, interferenceW = 0) =>
      receivedPowerW(gain, resourceBlocks) / (noiseW(resourceBlocks) + interferenceW),
  };
}
