/**
 * Accuracy by what the encoder is told and what its code meets: every pair of the published conditions. The diagonal is the part
 * `channel`, draw for draw.
 */
import { clippedNote, type EvaluationPart, lossCells, lossColumns, metColumn, toldColumn } from '../evaluation-part.js';
import { measuredLoss } from '../measured-loss.js';
import { conditionTrial, publishedConditions } from './channel.js';

export const toldMet: EvaluationPart = {
  name: 'told-met',
  summary: 'accuracy by condition told and condition met',
  channels: ['awgn', 'bit-erasure'],
  plan(subject) {
    const { card } = subject.codec;
    const { channel } = card;
    const conditions = publishedConditions[channel];
    const pairs = conditions.flatMap((told) => conditions.map((met) => ({ told, met })));
    return {
      trials: pairs.map(({ told, met }) => conditionTrial(subject, told, met)),
      tables: (correct) => [
        {
          name: 'told-met',
          title: 'Accuracy by condition told and condition met',
          columns: [toldColumn[channel], metColumn[channel], ...lossColumns],
          rows: pairs.map(({ told, met }, i) => [told, met, ...lossCells(measuredLoss(subject.base, correct[i]!))]),
          ...clippedNote(card, conditions),
        },
      ],
    };
  },
};
