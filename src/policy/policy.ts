/** Chooses the codec of the next request from what the device can know: never from the channel's future or truth. */
import type { TSchema } from 'typebox';
import type { Codec } from '../codec/codec.js';

export interface PolicyContext {
  /** The group's codecs: the scenario's `codec`, then its `alternatives`. */
  readonly codecs: readonly Codec[];
  /**
   * SNR in whole decibels, by the newest report: on the resource blocks that a codec's analog values ask for, as a device at its
   * maximum power spreads it; on one block, the header's, for any other payload; on the whole band of a fluid cell. -Infinity
   * without a signal.
   */
  reportedSnrDb(codec: Codec): number;
  /** Requests of this device that wait for its processor. */
  readonly waiting: number;
}

export interface Policy {
  /** Index into `codecs`; the same when asked again in one context. */
  choose(context: PolicyContext): number;
}

export interface PolicyModel<Parameters = never> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  /** Why it cannot choose among so many codecs, and what would be accepted; absent where any number will do. */
  refuses?(parameters: Parameters, codecs: number): string | undefined;
  create(parameters: Parameters): Policy;
}
