/**
 * What a radio channel is to the rest of the simulator: a state as a function of time, which is sampled and never
 * schedules an event.
 *
 * Three promises, checked for every model by the contract test:
 * 1. asking does not change the path: sampling at the times A, and at A and B together, agree on A, in any order;
 * 2. the path depends on the parameters and on the stream handed over at construction, on nothing else;
 * 3. links built from different streams are independent.
 */
import type { TSchema } from 'typebox';
import type { RandomStream } from '../base/random/random-stream.js';
import type { SimTime } from '../base/time.js';
import type { BitRun } from './bit-runs.js';
import type { PayloadKind } from './payload.js';

/** Fast fading of one radio link. Path loss and noise are the link budget's. */
export interface FadingProcess {
  /** Linear power gain |h(t)|^2 >= 0 with mean 1, at any t >= 0 in nanoseconds. */
  sampleGain(time: SimTime): number;
}

/** Bits of one transmission that are sent together. */
export interface BitGrant {
  /** When the transmission started, and when this grant starts. */
  readonly start: SimTime;
  readonly time: SimTime;
  /** Bits of the transmission sent before, and in this grant. */
  readonly firstBit: number;
  readonly bits: number;
  /** Linear SNR of the grant's channel uses. */
  readonly snr: number;
  /** Bits per channel use, or 0 on a link that has no rate. */
  readonly bitsPerUse: number;
}

/** Bit erasures of one link. */
export interface ErasureProcess {
  /**
   * Probability in [0, 1] that a bit is erased, given the state at `time`: what a report of that time says, and what a rate is
   * lowered by.
   * @param snr linear SNR at that time; channels that are abstract do not look at it
   */
  probability(time: SimTime, snr: number): number;
  /** What becomes of the bits of a grant. Without it each is erased with the probability at the transmission's start. */
  impair?(grant: BitGrant): readonly BitRun[];
  /** Bits per channel use where bits are sent without error correction; else the link's rate rule holds. */
  readonly bitsPerUse?: number;
}

export interface FadingContext {
  /** Read at construction only. */
  readonly stream: RandomStream;
  readonly carrierHz: number;
}

export interface ErasureContext {
  readonly stream: RandomStream;
}

/** A registered channel model: one file, one line in `index.ts`. */
export interface ChannelModel {
  readonly name: string;
  readonly summary: string;
  /** Schema of its parameters in a scenario; `kind` is the model's name, resolved values are in SI units. */
  readonly schema: TSchema;
  /** Paper, standard or definition the equations come from. */
  readonly source: string;
}

export interface FadingModel<Parameters = never> extends ChannelModel {
  create(parameters: Parameters, context: FadingContext): FadingProcess;
}

export interface ErasureModel<Parameters = never> extends ChannelModel {
  /** Payloads it acts on; by default all that are bits: digital ones slow down by the factor 1 - p. */
  readonly payloads?: readonly PayloadKind[];
  create(parameters: Parameters, context: ErasureContext): ErasureProcess;
}
