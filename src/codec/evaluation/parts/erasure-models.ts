/**
 * The three models of erased bits side by side, never mixed: bits erased one by one, codes lost as whole transport blocks, and uncoded
 * bits that a soft demapper erases or flips. Paired with independent erasures of the same share, image by image; the encoder
 * is told that share. Thresholds and SNRs of the demapper are studied values: it has no default.
 */
import type { BitRun } from '../../../channel/bit-runs.js';
import { ratioFromDb } from '../../../channel/decibel.js';
import { demappedBit } from '../../../channel/soft-demapper.js';
import { type EvaluationPart, lossCells, lossColumns } from '../evaluation-part.js';
import { meanDifference, measuredLoss } from '../measured-loss.js';
import { bitsOf, bitTrial, drawKey, type EvaluationSubject, type Trial } from '../trial.js';

const shares = [0.003, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4];
const thresholds = [0.25, 0.5, 0.75];
/** SNR of a channel use, dB. */
const snrs = [0, 2, 4, 6, 8, 10, 12];

interface Row {
  readonly model: 'bit-bec' | 'tb-erasure' | 'soft-demapper';
  readonly threshold: number | null;
  readonly snrDb: number | null;
  readonly erasure: number;
  readonly flip: number;
}

export const erasureModels: EvaluationPart = {
  name: 'erasure-models',
  summary: 'bit-bec, tb-erasure and soft-demapper at equal shares of erased bits',
  channels: ['bit-erasure'],
  plan(subject) {
    const rows = listRows();
    return {
      trials: rows.flatMap((row) => [
        independent(subject, row),
        ...(row.model === 'bit-bec' ? [] : [own(subject, row)]),
      ]),
      tables(correct) {
        let next = 0;
        return [
          {
            name: 'erasure-models',
            title: 'Three models of erased bits, told the share of erased bits',
            columns: [
              'model',
              'threshold',
              'snr_db',
              'erasure_p',
              'flip_p',
              ...lossColumns,
              'below_bit_bec_points',
              'below_bit_bec_standard_error',
            ],
            rows: rows.map((row) => {
              const reference = correct[next++]!;
              const measured = row.model === 'bit-bec' ? reference : correct[next++]!;
              const { mean, standardError } = meanDifference(reference, measured);
              const against = row.model === 'bit-bec' ? [null, null] : [mean, standardError];
              const { model, threshold, snrDb, erasure, flip } = row;
              return [
                model,
                threshold,
                snrDb,
                erasure,
                flip,
                ...lossCells(measuredLoss(subject.base, measured)),
                ...against,
              ];
            }),
          },
        ];
      },
    };
  },
};

function listRows(): Row[] {
  const stated = (model: 'bit-bec' | 'tb-erasure') =>
    shares.map((erasure) => ({ model, threshold: null, snrDb: null, erasure, flip: 0 }));
  const demapped = thresholds.flatMap((threshold) =>
    snrs.map((snrDb) => ({
      model: 'soft-demapper' as const,
      threshold,
      snrDb,
      ...demappedBit(ratioFromDb(snrDb), threshold),
    })),
  );
  return [...stated('bit-bec'), ...stated('tb-erasure'), ...demapped];
}

/** Bits erased one by one with the row's share. */
function independent(subject: EvaluationSubject, { erasure }: Row): Trial {
  const { perValue, perRequest } = bitsOf(subject.codec.card);
  const runs = [{ bits: perRequest, erasure, flip: 0 }];
  return bitTrial(subject, { told: erasure, runs: () => runs, bitsPerValue: perValue, purpose: 'erasure models' });
}

/** What the row's model makes of the bits. */
function own(subject: EvaluationSubject, { model, erasure, flip }: Row): Trial {
  const { perValue, perRequest: bits } = bitsOf(subject.codec.card);
  const demapped = [{ bits, erasure, flip }];
  const block = (image: number): BitRun[] => {
    const lost = subject.draws.uniform(drawKey(subject, image, 'transport block')) < erasure;
    return [{ bits, erasure: lost ? 1 : 0, flip: 0 }];
  };
  return bitTrial(subject, {
    told: erasure,
    runs: model === 'tb-erasure' ? block : () => demapped,
    bitsPerValue: perValue,
    purpose: 'erasure models',
  });
}
