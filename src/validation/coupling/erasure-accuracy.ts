/**
 * Accuracy of the trained erasure codec in a run, told what it meets (reports without age): at one erasure probability, and over
 * a Gilbert-Elliott chain whose state holds for a whole code: sum over the states of pi_s A(p_s).
 */
import type { ErasureModel } from '../../channel/channel-process.js';
import { type BitBecParameters, bitBec } from '../../channel/constant-erasure.js';
import { type GilbertElliottParameters, gilbertElliott } from '../../channel/gilbert-elliott.js';
import type { KindedText } from '../../scenario/schema.js';
import { badTimeShare, stateMean } from '../../theory/gilbert-elliott.js';
import type { Experiment } from '../experiment.js';
import { type Estimate, metric } from '../measurement.js';
import type { DirectEvaluation } from './direct-evaluation.js';
import { networkScenario } from './network-scenario.js';
import { erasureModel } from './trained-models.js';

const evaluated = 'direct evaluation on the same images with independent erasures';
const repeats = 10;

const scenario = (name: string, erasure: KindedText, duration = '10 s') =>
  networkScenario({
    name,
    duration,
    codec: { kind: 'bottlenet-erasure', model: erasureModel },
    group: { erasure, report: { period: '1 ns', delay: '0 ms' } },
  });

const probability = 0.8;

/** Half of the erasures go unnoticed. */
const halved: ErasureModel<BitBecParameters> = {
  ...bitBec,
  name: 'half-the-erasures',
  create: (parameters, context) =>
    bitBec.create({ ...parameters, erasureProbability: parameters.erasureProbability / 2 }, context),
};

export const erasureAccuracyExperiment: Experiment = {
  plan: { scenario: scenario('accuracy-bec', { kind: 'bit-bec', erasureProbability: probability }) },
  checks: [
    {
      id: 'coupling.accuracy.bec',
      kind: 'exact',
      title: `accuracy of a run whose bits are erased with probability ${probability}`,
      unit: '1',
      source: evaluated,
      reference: (direct) => direct.withBits(probability, { erasure: probability, flip: 0 }, repeats),
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'half of the erasures forgotten',
        scenario: scenario('accuracy-bec', { kind: halved.name, erasureProbability: probability }),
        extensions: () => [{ erasures: [halved] }],
      },
    },
  ],
};

const meanGoodMs = 60;
const meanBadMs = 40;
const chain = (kind: string, badErasure: number): KindedText => ({
  kind,
  meanGood: `${meanGoodMs} ms`,
  meanBad: `${meanBadMs} ms`,
  goodErasure: 0,
  badErasure,
});

/** Every code meets the mean of the states. */
const averaged: ErasureModel<GilbertElliottParameters> = {
  ...gilbertElliott,
  name: 'states-averaged',
  create({ meanGood, meanBad, goodErasure, badErasure }) {
    const mean = stateMean(badTimeShare(meanGood, meanBad), goodErasure, badErasure);
    return { probability: () => mean };
  },
};

async function meanOverStates(direct: DirectEvaluation, bad: number): Promise<Estimate> {
  const share = badTimeShare(meanGoodMs, meanBadMs);
  const good = await direct.withBits(0, { erasure: 0, flip: 0 }, repeats);
  const erased = await direct.withBits(bad, { erasure: bad, flip: 0 }, repeats);
  return {
    value: stateMean(share, good.value, erased.value),
    standardError: Math.hypot(share * erased.standardError, (1 - share) * good.standardError),
  };
}

const overStates = (id: string, title: string, badErasure: number, duration: string): Experiment => ({
  plan: { scenario: scenario(`accuracy-${id}`, chain('gilbert-elliott', badErasure), duration) },
  checks: [
    {
      id: `coupling.accuracy.${id}`,
      kind: 'exact',
      title,
      unit: '1',
      source: `states weighted by occupancy; ${evaluated}`,
      reference: (direct) => meanOverStates(direct, badErasure),
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'every code meets the mean of the states',
        scenario: scenario(`accuracy-${id}`, chain(averaged.name, badErasure), duration),
        extensions: () => [{ erasures: [averaged] }],
      },
    },
  ],
});

export const chainAccuracyExperiments: readonly Experiment[] = [
  overStates(
    'gilbert-elliott',
    'accuracy over a Gilbert-Elliott chain, bits erased with probability 0 or 0.9',
    0.9,
    '10 s',
  ),
  overStates('erased-block', 'accuracy when whole codes are lost to bursts: (1-q) A + q A_erased', 1, '20 s'),
];
