/** Chooses the codec of the next request from what the device can know: never from the channel's future or truth. */
import type { TSchema } from 'typebox';
import type { Codec } from '../codec/codec.js';

export interface PolicyContext {
  /** The group's codecs; the first is the scenario's `codec`. */
  readonly codecs: readonly Codec[];
  /** Linear SNR of the newest report for a load of `uses` payload channel uses. */
  reportedSnr(uses: number): number;
  /** Requests of this device that wait for its processor. */
  readonly waiting: number;
}

export interface Policy {
  /** Index into `codecs`. */
  choose(context: PolicyContext): number;
}

export interface PolicyModel<Parameters = never> {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  create(parameters: Parameters): Policy;
}
