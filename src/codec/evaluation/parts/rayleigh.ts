/**
 * Accuracy over Rayleigh fading, one gain h of density e^-h for the whole code: noise of variance V(told) / (g h) at mean SNR g.
 *
 * Told either one condition throughout, which the mean SNR meets exactly as long as the codec's card knows it (the nearest it knows where it
 * does not; `told` says which), or what the code meets. Beside the first stands the mean over the fading that the accuracies without fading foretell,
 *
 *   integral over h > 0 of A(told, V/(g h)) e^-h dh,
 *
 * A measured at stated PSNRs with other noise, linear between them, on 4,096 equally likely gains; paired image by image.
 * Limits: A counts as constant beyond the PSNRs measured, from 24 dB below the mean to 9 dB above it.
 */
import { log } from '../../../base/math/log.js';
import { psnrDb, ToldRule, toldScale } from '../../../channel/code-mapping.js';
import { dbFromRatio, ratioFromDb } from '../../../channel/decibel.js';
import { toldGridOf, withinTold } from '../../told-grid.js';
import { type EvaluationPart, lossCells, lossColumns } from '../evaluation-part.js';
import { meanDifference, measuredLoss, measuredShare } from '../measured-loss.js';
import { type EvaluationSubject, noiseTrial, rayleighGain, type Trial } from '../trial.js';

/** PSNR of a code at the mean SNR, dB. */
const meanPsnrs = [0, 5, 10, 15, 20, 30];
/** PSNRs of the curve A, dB above the mean. */
const offsets = [-24, -20, -16, -13, -11, -9, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 9];
const gains = 4096;

export const rayleigh: EvaluationPart = {
  name: 'rayleigh',
  summary: 'Rayleigh fading, one gain per code, told one condition or what is met, against the integral',
  channels: ['awgn'],
  plan(subject) {
    const settings = meanPsnrs.map((mean) => ({ mean, told: withinTold(subject.codec.card.told, mean) }));
    const perMean = 2 + offsets.length;
    const weights = integralWeights();
    return {
      trials: settings.flatMap(({ mean, told }) => [
        ...fadingTrials(subject, mean, told),
        ...offsets.map((offset) => noiseTrial(subject, { told, psnr: mean + offset, purpose: `curve at ${offset}` })),
      ]),
      tables: (correct) => [
        {
          name: 'rayleigh',
          title: 'Rayleigh fading, one gain per code',
          columns: [
            'mean_psnr_db',
            'told',
            ...lossColumns,
            'against',
            'against_percent',
            'difference_points',
            'difference_standard_error',
          ],
          rows: settings.flatMap(({ mean, told }, place) => {
            const [fixed, informed, ...curve] = correct.slice(place * perMean, (place + 1) * perMean);
            const foretold = Float64Array.from(fixed!, (_, image) =>
              weights.reduce((sum, weight, point) => sum + weight * curve[point]![image]!, 0),
            );
            const share = (100 * foretold.reduce((sum, value) => sum + value, 0)) / foretold.length;
            const surprise = meanDifference(fixed!, foretold);
            const knowledge = meanDifference(informed!, fixed!);
            const fixedPercent = measuredShare(fixed!).percent;
            const cells = (row: Uint8Array) => lossCells(measuredLoss(subject.base, row));
            return [
              [mean, told, ...cells(fixed!), 'integral', share, surprise.mean, surprise.standardError],
              [mean, 'met', ...cells(informed!), 'told once', fixedPercent, knowledge.mean, knowledge.standardError],
            ];
          }),
        },
      ],
    };
  },
};

/** Told `fixed` throughout, and told what is met, over the same gains and the same noise; `mean` is the PSNR of the first at the mean SNR. */
function fadingTrials(subject: EvaluationSubject, mean: number, fixed: number): readonly [Trial, Trial] {
  const { told: table, powerMode } = subject.codec.card;
  const grid = toldGridOf(table, powerMode);
  const rule = new ToldRule(grid);
  const meanSnr = toldScale(fixed, grid) * ratioFromDb(mean);
  const snr = (image: number) => rayleighGain(subject, image) * meanSnr;
  const psnr = (image: number, told: number) => psnrDb(toldScale(told, grid) / snr(image));
  const told = (image: number) => rule.condition(snr(image));
  const purpose = 'Rayleigh noise';
  return [
    noiseTrial(subject, { told: fixed, psnr: (image) => psnr(image, fixed), purpose }),
    noiseTrial(subject, { told, psnr: (image) => psnr(image, told(image)), purpose }),
  ];
}

/** Shares of the points of the curve in its mean over the fading. */
function integralWeights(): number[] {
  const weights = offsets.map(() => 0);
  for (let k = 0; k < gains; k++) {
    const offset = dbFromRatio(-log(1 - (k + 0.5) / gains));
    const above = offsets.findIndex((point) => point > offset);
    if (above <= 0) {
      weights[above === 0 ? 0 : offsets.length - 1]! += 1 / gains;
      continue;
    }
    const share = (offset - offsets[above - 1]!) / (offsets[above]! - offsets[above - 1]!);
    weights[above - 1]! += (1 - share) / gains;
    weights[above]! += share / gains;
  }
  return weights;
}
