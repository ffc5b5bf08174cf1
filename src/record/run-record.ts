/**
 * The row written when a request ends, or when the run ends first.
 *
 * Timestamps are integer nanoseconds; `unreached` marks a step that the request did not reach. Parts of the latency are
 * differences of neighbours and add up to it exactly:
 *
 *   created -deviceWait- deviceStart -deviceService- deviceEnd -uplinkWait- uplinkStart -airtime- uplinkEnd
 *   -backhaul- edgeArrived -edgeWait- batchStart -edgeService- batchEnd -downlink- answered
 *
 * A request answered on the device has all timestamps after `deviceEnd` equal to it.
 */
import type { TableReading } from '../base/statistics/table-error.js';
import type { SimTime } from '../base/time.js';

export const unreached = -1 as SimTime;

export type DropReason = 'header-lost' | 'retries-exhausted' | 'queue-full';

export type Outcome =
  | { readonly kind: 'answered' }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly time: SimTime }
  /** Still in the system when the run ended. */
  | { readonly kind: 'unresolved' };

export interface RunRecord {
  readonly group: string;
  /** Index of the device within its group. */
  readonly device: number;
  /** Number of the request within its device, from 0. */
  readonly request: number;
  /** Index into the image set. */
  readonly image: number;
  readonly created: SimTime;
  readonly deviceStart: SimTime;
  readonly deviceEnd: SimTime;
  readonly uplinkStart: SimTime;
  readonly uplinkEnd: SimTime;
  readonly edgeArrived: SimTime;
  readonly batchStart: SimTime;
  readonly batchEnd: SimTime;
  readonly answered: SimTime;
  readonly outcome: Outcome;
  /** Absolute time by which the answer is due; Infinity without a deadline. */
  readonly deadline: number;
  /** Codec that the policy chose: 0 is the group's `codec`, 1 the first of its `alternatives`; 0 until it chose. */
  readonly codecChoice: number;
  /** Condition the encoder was told (dB or erasure probability); NaN for codecs that are told nothing. */
  readonly told: number;
  /** Condition met: PSNR of the mean noise variance in dB, or the erasure probability; NaN where neither applies. */
  readonly met: number;
  /** Whether the condition met lies outside the range that the codec was trained for, or its table was measured for. */
  readonly outsideTrained: boolean;
  /** Ratio of the largest to the smallest noise variance within the code, in dB. */
  readonly spreadDb: number;
  /** Channel uses of the payload; resource elements of header and payload; RB-slots granted. */
  readonly payloadUses: number;
  readonly resourceElements: number;
  readonly resourceBlockSlots: number;
  /** Bits sent: header, CRC and digital bits; analog values add none. */
  readonly bits: number;
  /** Transport blocks sent, retries included; 0 for analog payloads. */
  readonly transportBlocks: number;
  readonly deviceEnergy: number;
  readonly radioEnergy: number;
  readonly edgeEnergy: number;
  /** Whether the answer of this request is computed by the networks (keyed draw with `inference.share`). */
  readonly sampled: boolean;
  /** Predicted class, or -1: not sampled, or no answer. */
  readonly predicted: number;
  /** Whether the answer is right; false without an answer. Only meaningful for sampled requests. */
  readonly correct: boolean;
  /** Whether the unsplit network is right on the same image. */
  readonly baseCorrect: boolean;
  /** Where answers are drawn from measured tables: what they say of this request, and of the unsplit network. */
  readonly reading?: TableReading | undefined;
  readonly baseReading?: TableReading | undefined;
}

/** Receives the rows of one replication in the order in which the requests ended. */
export interface RecordSink {
  write(record: RunRecord): void;
}

/** Answered by its deadline. */
export function isInTime(record: RunRecord): boolean {
  return record.outcome.kind === 'answered' && record.answered <= record.deadline;
}
