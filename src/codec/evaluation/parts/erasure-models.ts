/**
 * The three models of erased bits side by side, never mixed: bits erased one by one, codes lost as whole transport blocks, and uncoded
 * bits that a soft demapper erases or flips. Paired with independent erasures of the same share, image by image; the encoder
 * is told that share. Thresholds and SNRs of the demapper are studied values: it has no default.
 */
import type { BitRun } from '../../../channel/bit-runs.js';
import { ratioFromDb } from '../../../channel/decibel.js';
import { demappedBit } from '../../../channel/soft-demapper.js';
import { clippedNote, type EvaluationPart, lossCells, lossColumns } from '../evaluation-part.js';
import { meanDifference, measuredLoss } from '../measured-loss.js';
import { bitsOf, bitTrial, drawKey, type EvaluationSubject, erasureTrial, type Trial } from '../trial.js';

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
    const erasures = [...new Set(rows.map(({ erasure }) => erasure))];
    const others = rows.filter(({ model }) => model !== 'bit-bec');
    return {
      trials: [
        ...erasures.map((erasure) => independent(subject, erasure)),
        ...others.map((row) => otherwise(subject, row)),
      ],
      tables(correct) {
        const referenceOf = ({ erasure }: Row) => correct[erasures.indexOf(erasure)]!;
        const measuredOf = (row: Row) =>
          row.model === 'bit-bec' ? referenceOf(row) : correct[erasures.length + others.indexOf(row)]!;
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
              const { model, threshold, snrDb, erasure, flip } = row;
              const measured = measuredOf(row);
              const { mean, standardError } = meanDifference(referenceOf(row), measured);
              const against = model === 'bit-bec' ? [null, null] : [mean, standardError];
              const loss = lossCells(measuredLoss(subject.base, measured));
              return [model, threshold, snrDb, erasure, flip, ...loss, ...against];
            }),
            ...clippedNote(subject.codec.card, erasures),
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

const purpose = 'erasure models';

/** Bits erased one by one, once for all rows of that share. */
function independent(subject: EvaluationSubject, erasure: number): Trial {
  return erasureTrial(subject, { told: erasure, erasure, bits: bitsOf(subject.codec.card), purpose });
}

/** What the row's model makes of the bits. */
function otherwise(subject: EvaluationSubject, { model, erasure, flip }: Row): Trial {
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
    purpose,
  });
}
