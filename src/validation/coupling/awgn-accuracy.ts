/**
 * Accuracy of the trained codec in a run: over a channel without fading it is that of a direct evaluation at the mapped PSNR;
 * over Rayleigh blocks, the encoder told one condition throughout, it is the mean over the fading,
 *
 *   integral of A(sqrt(V/g)) e^(-g/g0)/g0 dg,   A from direct evaluations at 38 PSNRs, linear between them.
 */
import type { SnrSegment } from '../../channel/payload.js';
import { rayleighMean } from '../../theory/fading-mean.js';
import type { Experiment } from '../experiment.js';
import { type Estimate, metric } from '../measurement.js';
import { analogVariant } from './analog-variant.js';
import type { DirectEvaluation } from './direct-evaluation.js';
import { networkScenario } from './network-scenario.js';
import { toldByHand } from './told-by-hand.js';
import { awgnModel } from './trained-models.js';

const evaluated = 'direct evaluation on the same images with independent noise';

const staticSnrDb = -8;
const staticSetting = {
  name: 'accuracy-awgn',
  duration: '20 s',
  snrDb: staticSnrDb,
  codec: { kind: 'bottlenet-awgn', model: awgnModel },
};

export const awgnAccuracyExperiment: Experiment = {
  plan: { scenario: networkScenario(staticSetting) },
  checks: [
    {
      id: 'coupling.accuracy.awgn',
      kind: 'exact',
      title: `accuracy of a run without fading at ${staticSnrDb} dB`,
      unit: '1',
      source: evaluated,
      async reference(direct) {
        const snr = 10 ** (staticSnrDb / 10);
        const { told, variance } = toldByHand((await direct.awgnCard()).told, snr);
        return await direct.withNoise(told, variance / snr, 30);
      },
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'the noise of a complex symbol on each real value: factor 2',
        scenario: networkScenario({ ...staticSetting, codec: { kind: 'complex-for-real', model: awgnModel } }),
        extensions: () => [{ codecs: [analogVariant({ name: 'complex-for-real', error: { noiseFactor: 2 } })] }],
      },
    },
  ],
};

const told = 10;
const meanSnrDb = -2;
const fadingSetting = {
  name: 'accuracy-rayleigh',
  duration: '12 s',
  snrDb: meanSnrDb,
  codec: { kind: 'told-once', model: awgnModel },
  group: { fading: { kind: 'rayleigh-block', blockDuration: '1 ms' } },
};
const meanSnr = 10 ** (meanSnrDb / 10);

/** Whole decibels where the accuracy climbs, fewer where it is flat or hardly met. */
const psnrGrid = [...steps(-24, -12, 2), ...steps(-11, 16, 1), 18, 22, 30];

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
}

async function fadingMean(direct: DirectEvaluation): Promise<Estimate> {
  const { grid, variance } = (await direct.awgnCard()).told;
  const scale = variance[grid.indexOf(told)]!;
  const mean = (value: readonly number[]): number => rayleighMean({ psnrDb: psnrGrid, value }, meanSnr, scale);
  const curve: Estimate[] = [];
  for (const psnr of psnrGrid) curve.push(await direct.withNoise(told, 10 ** (-psnr / 10), 2));
  // The mean is linear in the points, whose errors are independent.
  const errors = curve.map(({ standardError }, place) => mean(curve.map((_, i) => (i === place ? standardError : 0))));
  return { value: mean(curve.map(({ value }) => value)), standardError: Math.hypot(...errors) };
}

const meanOnly = (segments: readonly SnrSegment[]): readonly SnrSegment[] =>
  segments.map(({ uses }) => ({ uses, snr: meanSnr }));

export const rayleighAccuracyExperiment: Experiment = {
  plan: {
    scenario: networkScenario(fadingSetting),
    extensions: () => [{ codecs: [analogVariant({ name: 'told-once', told })] }],
  },
  checks: [
    {
      id: 'coupling.accuracy.rayleigh',
      kind: 'approximate',
      title: `accuracy over Rayleigh blocks of mean ${meanSnrDb} dB, told ${told} dB throughout`,
      unit: '1',
      source: `mean over the fading of ${evaluated}`,
      reference: fadingMean,
      modelError: { share: 0.002, reason: 'accuracy interpolated linearly between whole decibels' },
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'noise from the mean SNR instead of the SNR met',
        scenario: networkScenario(fadingSetting),
        extensions: () => [{ codecs: [analogVariant({ name: 'told-once', told, error: { segments: meanOnly } })] }],
      },
    },
  ],
};
