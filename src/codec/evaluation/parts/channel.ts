/** Accuracy against the channel, the encoder told what the code meets: the table of a codec's card. */
import type { AccuracyRow } from '../../accuracy-table.js';
import type { BottleNetCard, CodecChannel } from '../../bottlenet-network.js';
import {
  clippedNote,
  conditionColumn,
  type EvaluationPart,
  type EvaluationTable,
  lossCells,
  lossColumns,
} from '../evaluation-part.js';
import { measuredLoss } from '../measured-loss.js';
import { bitsOf, type EvaluationSubject, erasureTrial, noiseTrial, type Trial } from '../trial.js';

/** Conditions of the published tables: PSNR in dB, erasure probability. */
export const publishedConditions: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [0, 5, 10, 15, 20, 25, 30, 35, 40],
  'bit-erasure': [0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4],
};

/** Every image under `told`, its code meeting `met` throughout; equal `met` means equal noise. */
export function conditionTrial(subject: Pick<EvaluationSubject, 'codec' | 'draws'>, told: number, met: number): Trial {
  const { card } = subject.codec;
  const purpose = `channel at ${met}`;
  if (card.channel === 'awgn') return noiseTrial(subject, { told, psnr: met, purpose });
  return erasureTrial(subject, { told, erasure: met, bits: bitsOf(card), purpose });
}

export const channel: EvaluationPart = {
  name: 'channel',
  summary: 'accuracy against PSNR or erasure probability, told = met',
  channels: ['awgn', 'bit-erasure'],
  plan(subject) {
    const { card } = subject.codec;
    const conditions = publishedConditions[card.channel];
    return {
      trials: conditions.map((condition) => conditionTrial(subject, condition, condition)),
      tables: (correct) => {
        const rowOf = (condition: number, i: number) => ({ condition, ...measuredLoss(subject.base, correct[i]!) });
        return [channelTable(card, conditions.map(rowOf))];
      },
    };
  },
};

/** The table of the part, from rows as a card keeps them. */
export function channelTable(
  card: Pick<BottleNetCard, 'channel' | 'told'>,
  rows: readonly AccuracyRow[],
): EvaluationTable {
  const conditions = rows.map(({ condition }) => condition);
  return {
    name: 'channel',
    title: 'Accuracy against the channel, told = met',
    columns: [conditionColumn[card.channel], ...lossColumns],
    rows: rows.map((row) => [row.condition, ...lossCells(row)]),
    ...clippedNote(card, conditions),
  };
}

/** The rows of the table as a card keeps them. */
export function accuracyRows({ rows }: EvaluationTable, images: number): AccuracyRow[] {
  return rows.map((row) => {
    const [condition, percent, low, high, loss, lossStandardError, lossUpper] = row as readonly number[];
    return {
      condition: condition!,
      percent: percent!,
      low: low!,
      high: high!,
      images,
      loss: loss!,
      lossStandardError: lossStandardError!,
      lossUpper: lossUpper!,
    };
  });
}
