/** Parts of an evaluation: one question about a codec each, answered by trials and told in tables. */
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard, CodecChannel } from '../bottlenet-network.js';
import { clipsTold, toldRange } from '../card-text.js';
import type { ClusteredLoss } from './measured-loss.js';
import type { EvaluationSubject, Trial } from './trial.js';

/** A registered part: one file in `parts`, one line in `parts/index.ts`. */
export interface EvaluationPart {
  /** On the command line. */
  readonly name: string;
  /** What it measures, in a line. */
  readonly summary: string;
  /** Channels whose codecs it is for. */
  readonly channels: readonly CodecChannel[];
  plan(subject: EvaluationSubject): PlannedPart;
}

export interface PlannedPart {
  readonly trials: readonly Trial[];
  /** @param correct by trial, then image */
  tables(correct: readonly Uint8Array[]): readonly EvaluationTable[];
}

/** Plain data. Columns carry their unit in the name: `_db`, `_percent`, `_points` (of a percentage); `_p` is a probability. */
export interface EvaluationTable {
  /** Of the file. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** What it says beyond its rows, in a sentence or two. */
  readonly note?: string;
  /** Further numbers that belong to the table, all measured or given. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Columns of a measured loss; cells by `lossCells`. */
export const lossColumns = [
  'accuracy_percent',
  'low_percent',
  'high_percent',
  'loss_points',
  'loss_standard_error',
  'loss_upper_95',
] as const;

export function lossCells(row: Omit<AccuracyRow, 'condition'> | Omit<ClusteredLoss, 'groups'>): (number | null)[] {
  return [row.percent, row.low, row.high, row.loss, row.lossStandardError, row.lossUpper];
}

/** Names of the condition columns by channel. */
export const conditionColumn: Readonly<Record<CodecChannel, string>> = { awgn: 'psnr_db', 'bit-erasure': 'erasure_p' };
export const toldColumn: Readonly<Record<CodecChannel, string>> = { awgn: 'told_db', 'bit-erasure': 'told_p' };
export const metColumn: Readonly<Record<CodecChannel, string>> = { awgn: 'met_db', 'bit-erasure': 'met_p' };

/** The note of a table that has rows in which the encoder heard another condition than the one beside it; nothing where there are none. */
export function clippedNote(
  card: Pick<BottleNetCard, 'channel' | 'told'>,
  conditions: readonly number[],
): Pick<EvaluationTable, 'note'> {
  return clipsTold(card, conditions) ? { note: `Told is clipped to the card's range, ${toldRange(card)}.` } : {};
}
