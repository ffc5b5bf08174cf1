/**
 * Erasures in bursts against independent ones at equal mean loss, the encoder told that loss: Gilbert-Elliott chains that erase
 * everything in the bad state and nothing in the good one, advancing per bit or, so slow that one state holds for a whole
 * code, in time. Paired with independent erasures image by image.
 */
import type { BitRun } from '../../../channel/bit-runs.js';
import { burstRuns } from '../../../channel/gilbert-elliott-bits.js';
import { clippedNote, type EvaluationPart, lossCells, lossColumns } from '../evaluation-part.js';
import { meanDifference, measuredLoss } from '../measured-loss.js';
import { bitsOf, bitTrial, drawKey, type EvaluationSubject } from '../trial.js';

const meanLosses = [0.01, 0.03, 0.1, 0.2, 0.3, 0.4];
/** Mean length of a burst in bits; of `code`, the state holds for the whole code. */
const burstLengths = [8, 32, 128, 'code'] as const;
type BurstLength = (typeof burstLengths)[number];

export const bursts: EvaluationPart = {
  name: 'bursts',
  summary: 'Gilbert-Elliott bursts against independent erasures at equal mean loss',
  channels: ['bit-erasure'],
  plan(subject) {
    const { perValue, perRequest } = bitsOf(subject.codec.card);
    const rows = meanLosses.flatMap((loss) => [
      { loss, burst: null, runs: () => [{ bits: perRequest, erasure: loss, flip: 0 }] },
      ...burstLengths.map((burst) => ({ loss, burst, runs: burstsOf(subject, loss, burst, perRequest) })),
    ]);
    const stride = 1 + burstLengths.length;
    return {
      trials: rows.map(({ loss, runs }) =>
        bitTrial(subject, { told: loss, runs, bitsPerValue: perValue, purpose: 'bursts' }),
      ),
      tables: (correct) => [
        {
          name: 'bursts',
          title: 'Bursts of erasures against independent ones, told the mean loss',
          columns: [
            'mean_loss_p',
            'model',
            'advances_per',
            'mean_burst_bits',
            ...lossColumns,
            'below_independent_points',
            'below_independent_standard_error',
          ],
          rows: rows.map(({ loss, burst }, i) => {
            const independent = correct[i - (i % stride)]!;
            const { mean, standardError } = meanDifference(independent, correct[i]!);
            const against = burst === null ? [null, null] : [mean, standardError];
            return [loss, ...modelCells(burst), ...lossCells(measuredLoss(subject.base, correct[i]!)), ...against];
          }),
          ...clippedNote(subject.codec.card, meanLosses),
        },
      ],
    };
  },
};

function burstsOf(
  subject: EvaluationSubject,
  loss: number,
  burst: BurstLength,
  bits: number,
): (image: number) => readonly BitRun[] {
  const uniformOf = (image: number) => {
    const key = drawKey(subject, image, `burst ${burst} at ${loss}`);
    return (index: number) => subject.draws.uniform(key, index);
  };
  if (burst === 'code') return (image) => [{ bits, erasure: uniformOf(image)(0) < loss ? 1 : 0, flip: 0 }];
  const chain = { meanBad: burst, meanGood: (burst * (1 - loss)) / loss, goodErasure: 0, badErasure: 1 };
  return (image) => burstRuns(chain, uniformOf(image), 0, bits);
}

function modelCells(burst: BurstLength | null): (string | number | null)[] {
  if (burst === null) return ['bit-bec', null, null];
  return burst === 'code' ? ['gilbert-elliott', 'time', null] : ['gilbert-elliott', 'bit', burst];
}
