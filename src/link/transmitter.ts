/** One device's radio as its cell sees it: budget, channel, reports, and the requests that wait for their turn. */
import { type SimTime, timeToSeconds } from '../base/time.js';
import { ratioFromDb } from '../channel/decibel.js';
import { createLinkBudget, type LinkBudget } from '../channel/link-budget.js';
import { PowerMeter } from '../record/power-meter.js';
import { ChannelReport } from './channel-report.js';
import type { LinkContext, TransmitterOptions } from './link.js';
import type { OngoingTransmission } from './transmission.js';

export class Transmitter {
  readonly options: TransmitterOptions;
  /** Emitted power in W, and linear SNR at unit fading gain, of a grant of 0, 1, 2, ... blocks. */
  private readonly powerByBlocks: Float64Array;
  private readonly snrByBlocks: Float64Array;
  private readonly drainFactor: number;
  private readonly report: ChannelReport;
  readonly meter = new PowerMeter();
  /** Requests in order of offer; the first is the one being sent. */
  readonly queue: OngoingTransmission[] = [];
  /** Whether it is listed with the scheduler. */
  active = false;

  /** @param index number of the transmitter in its cell */
  constructor(
    readonly index: number,
    options: TransmitterOptions,
    budget: LinkBudget,
    blocks: number,
  ) {
    this.options = options;
    this.report = new ChannelReport(options.report, options.fading, options.erasure);
    this.powerByBlocks = new Float64Array(blocks + 1);
    this.snrByBlocks = new Float64Array(blocks + 1);
    for (let count = 1; count <= blocks; count++) {
      this.powerByBlocks[count] = budget.transmitPowerW(count);
      this.snrByBlocks[count] = budget.snr(1, count);
    }
    this.drainFactor = ratioFromDb(options.radio.backoff) / options.radio.efficiency;
  }

  /** Linear SNR at `time` of a grant of `blocks`. */
  snr(time: SimTime, blocks: number): number {
    return this.snrByBlocks[blocks]! * this.options.fading.sampleGain(time);
  }

  /** Linear SNR of a grant of `blocks` as the newest report at `time` has it. */
  reportedSnr(time: SimTime, blocks: number): number {
    return this.snrByBlocks[blocks]! * this.report.gain(time);
  }

  /** Bit-erasure probability on a grant of `blocks` as the newest report at `time` has it. */
  reportedErasure(time: SimTime, blocks: number): number {
    return this.report.erasureProbability(time, this.snrByBlocks[blocks]!);
  }

  /** Power drawn while sending on `blocks` symbols of mean power `symbolPower` P_tx: E|s|^2 P_tx 10^(backoff/10) / eta + P_circuit. */
  drain(blocks: number, symbolPower: number): number {
    return this.powerByBlocks[blocks]! * symbolPower * this.drainFactor + this.options.radio.circuitPower;
  }
}

/** What of a cell's parameters decides the budget of its transmitters. */
export interface CellRadio {
  /** Hz */
  readonly carrier: number;
  /** Hz */
  readonly subcarrierSpacing: number;
  readonly resourceBlocks: number;
  /** dB */
  readonly noiseFigure: number;
  /** dB */
  readonly antennaGain: number;
  /** Parameters of a registered model. */
  readonly pathLoss: { readonly kind: string };
}

/**
 * A device's sender with its link budget: path loss at its distance and carrier, open-loop power control, noise of the receiver.
 *
 * @param index number of the transmitter in its cell
 * @throws InputError for an unknown path loss
 */
export function createTransmitter(
  index: number,
  options: TransmitterOptions,
  { carrier, subcarrierSpacing, resourceBlocks, noiseFigure, antennaGain, pathLoss }: CellRadio,
  pathLosses: LinkContext['pathLosses'],
): Transmitter {
  const pathLossDb = pathLosses
    .get(pathLoss.kind)
    .pathLossDb(pathLoss as never, { distanceM: options.distanceMetres, carrierHz: carrier });
  const budget = createLinkBudget({
    subcarrierSpacingHz: subcarrierSpacing,
    maximumPowerDbm: options.radio.maximumPower,
    p0Dbm: options.radio.p0,
    alpha: options.radio.alpha,
    antennaGainDb: antennaGain,
    noiseFigureDb: noiseFigure,
    pathLossDb,
  });
  return new Transmitter(index, options, budget, resourceBlocks);
}

/** Energy in J that the meters of all have seen up to `now`. */
export function integratedEnergy(transmitters: readonly Transmitter[], now: SimTime): number {
  let energy = 0;
  for (const transmitter of transmitters) energy += transmitter.meter.energyAt(now);
  return energy;
}

/** Energy in J of one slot at `watts`. */
export function slotEnergy(watts: number, slot: SimTime): number {
  return watts * timeToSeconds(slot);
}
