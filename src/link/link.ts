/**
 * A shared medium with its access discipline: who transmits when, at what rate, with what losses.
 *
 * The link knows transmitters (one per device, with radio, place and channel) and transmissions (one per request). It
 * does not know devices, codecs or servers: it tells its listener when a transmission starts and ends.
 */
import type { TSchema } from 'typebox';
import type { Registry } from '../base/registry.js';
import type { SimTime } from '../base/time.js';
import type { BitRun } from '../channel/bit-runs.js';
import type { ErasureProcess, FadingProcess } from '../channel/channel-process.js';
import type { PathLossModel } from '../channel/path-loss.js';
import type { Payload, SnrSegment } from '../channel/payload.js';
import type { Entity } from '../kernel/entity.js';
import type { Simulation } from '../kernel/simulation.js';
import type { DropReason } from '../record/run-record.js';
import type { SchedulerModel } from './scheduler/scheduler.js';

/** Radio of a transmitter; resolved scenario values. */
export interface RadioParameters {
  /** P_max in dBm. */
  readonly maximumPower: number;
  /** P0 per resource block in dBm, and path-loss compensation alpha, of the open-loop power control. */
  readonly p0: number;
  readonly alpha: number;
  /** Power back-off of the amplifier in dB: the drain is as at `backoff` above the emitted power. */
  readonly backoff: number;
  /** Efficiency eta of the amplifier at saturation, in (0, 1]. */
  readonly efficiency: number;
  /** Circuit power while transmitting, W. */
  readonly circuitPower: number;
}

/** When and how well a transmitter knows its channel. */
export interface ReportParameters {
  /** Reports refer to whole multiples of this period. */
  readonly period: SimTime;
  /** Age that a report has at least when it is used. */
  readonly delay: SimTime;
  /** Error in dB of a report, by its number (time over period); added before rounding. */
  error(report: number): number;
}

export interface TransmitterOptions {
  /** Path of the device, for errors. */
  readonly path: string;
  readonly distanceMetres: number;
  readonly radio: RadioParameters;
  readonly report: ReportParameters;
  readonly fading: FadingProcess;
  readonly erasure: ErasureProcess;
}

/** What a request asks the link to carry. */
export type Load = Exclude<Payload, { readonly kind: 'none' }>;

/** One request on its way; owned by the link, read by the listener during the calls below only. */
export interface Transmission {
  readonly transmitter: number;
  /** The caller's name for the request. */
  readonly request: number;
  readonly load: Load;
  /** SNR runs of the payload's channel uses (analog loads). */
  readonly segments: SnrSegment[];
  /** What became of the payload's bits (erasure-tolerant loads). */
  readonly bitRuns: BitRun[];
  /** Payload channel uses, header excluded, retries included. */
  payloadUses: number;
  resourceElements: number;
  resourceBlockSlots: number;
  /** Header, CRC and digital bits sent, retries included. */
  bits: number;
  transportBlocks: number;
  /** Energy drawn by the radio for this request, J. */
  energy: number;
}

export interface LinkListener {
  /** The first granted slot of the transmission starts now. */
  transmissionStarted(transmission: Transmission): void;
  /** The last slot ended now; `dropped` says why the request is lost, if it is. */
  transmissionEnded(transmission: Transmission, dropped: DropReason | undefined): void;
}

/** Sums a link keeps since the start of the run; the invariants compare them with the rows. */
export interface LinkTotals {
  /** RB-slots granted to transmissions. */
  readonly grantedBlockSlots: number;
  /** Integral of the radios' power, from their state changes alone, J. */
  readonly integratedEnergy: number;
}

export interface Link extends Entity {
  /** Delay from the base station to the edge server. */
  readonly backhaul: SimTime;
  /** Carrier frequency, which sets the Doppler frequency of moving devices. */
  readonly carrierHz: number;
  addTransmitter(options: TransmitterOptions): number;
  /** Hands a request to the link; it waits for its turn. */
  offer(transmitter: number, request: number, load: Load): void;
  /**
   * Linear SNR that the transmitter's newest report promises at `time` for a load of `uses` payload channel uses sent
   * at once: the gain at the report's time with the report's error, the power and noise of the blocks that load asks for.
   */
  reportedSnr(transmitter: number, time: SimTime, uses: number): number;
  /** Probability that a bit of a load of `bits` bits is erased, by the newest report at `time`. */
  reportedErasure(transmitter: number, time: SimTime, bits: number): number;
  /** RB-slots granted, and available, in slots that start in the measured window. */
  utilisation(): { readonly granted: number; readonly available: number };
  /** Ends the books at the end of the run: transmissions under way are charged up to now. */
  close(visit: (transmission: Transmission) => void): void;
  totals(): LinkTotals;
}

export interface LinkContext {
  /** Path of the link's entity, e.g. `cell/main`. */
  readonly path: string;
  readonly simulation: Simulation;
  readonly listener: LinkListener;
  readonly schedulers: Registry<SchedulerModel>;
  readonly pathLosses: Registry<PathLossModel>;
  /** Measured window [from, to): utilisation counts slots that start in it. */
  readonly window: { readonly from: SimTime; readonly to: SimTime };
}

/** Registry entry of a link. */
export interface LinkModel<Parameters = never> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  create(parameters: Parameters, context: LinkContext): Link;
}
