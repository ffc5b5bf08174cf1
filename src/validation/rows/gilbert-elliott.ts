/**
 * Bursty erasures as a periodic device meets them: one request every 10 ms reads the state of the chain.
 *
 * Sampled at a period tau the chain in time is a chain in steps with p + r = 1 - e^(-(1/T_g + 1/T_b) tau) and p/(p + r) = pi_B;
 * the sojourns below give p = 0.05, r = 0.25.
 */

import type { ErasureModel } from '../../channel/channel-process.js';
import { type GilbertElliottParameters, gilbertElliott } from '../../channel/gilbert-elliott.js';
import type { RunRecord } from '../../record/run-record.js';
import type { ScenarioText } from '../../scenario/schema.js';
import { badShare, stateMean, stepAutocorrelation } from '../../theory/gilbert-elliott.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioOfRows, type Sums } from '../measurement.js';
import { noCompute } from '../queue-scenario.js';
import { seedOf } from '../seed.js';

const chain = { goodToBad: 0.05, badToGood: 0.25 };
const erasure = { good: 0.01, bad: 0.5 };
const periodMs = 10;

const share = badShare(chain);
/** 1/T_g + 1/T_b, 1/ms. */
const decay = -Math.log(1 - chain.goodToBad - chain.badToGood) / periodMs;
const haslinger = 'Gilbert 1960, Elliott 1963; Hasslinger and Hohlfeld, MMB 2008';

/** Errors in the model: states equally occupied, and a state drawn anew for every code. */
const equalSojourns: ErasureModel<GilbertElliottParameters> = {
  ...gilbertElliott,
  name: 'equal-sojourns',
  create(parameters, context) {
    const mean = (parameters.meanGood + parameters.meanBad) / 2;
    return gilbertElliott.create({ ...parameters, meanGood: mean, meanBad: mean }, context);
  },
};
const memoryless: ErasureModel<GilbertElliottParameters> = {
  ...gilbertElliott,
  name: 'memoryless',
  create({ meanGood, meanBad, goodErasure, badErasure }, { stream }) {
    const bad = meanBad / (meanGood + meanBad);
    return { probability: () => (stream.uniform() < bad ? badErasure : goodErasure) };
  },
};

function scenario(kind: string): ScenarioText {
  return {
    format: 'bottlenet-sim/scenario@1',
    name: 'gilbert-elliott',
    seed: seedOf('gilbert-elliott'),
    replications: 20,
    duration: '900 s',
    inference: { share: 0 },
    devices: {
      camera: {
        count: 1,
        cell: 'air',
        server: 'edge',
        arrival: { kind: 'periodic', period: `${periodMs} ms` },
        codec: { kind: 'payload-only', payload: 'erasure-tolerant', size: 64 },
        compute: noCompute,
        erasure: {
          kind,
          meanGood: `${1 / (decay * share)} ms`,
          meanBad: `${1 / (decay * (1 - share))} ms`,
          goodErasure: erasure.good,
          badErasure: erasure.bad,
        },
      },
    },
    cells: { air: { kind: 'ideal' } },
    servers: { edge: { compute: noCompute } },
  };
}

/** Successive requests of the one device, as states: 1 bad, 0 good. */
const pairs = (add: (before: number, now: number, sums: Sums) => void): Measure =>
  ratioOfRows(() => {
    let before = -1;
    return ({ met }: RunRecord, sums) => {
      const now = met === erasure.bad ? 1 : 0;
      if (before >= 0) add(before, now, sums);
      before = now;
    };
  });

const wrongShare = {
  change: 'both states last equally long in the mean',
  scenario: scenario(equalSojourns.name),
  extensions: () => [{ erasures: [equalSojourns] }],
};
const wrongMemory = {
  change: 'the state is drawn anew for every code',
  scenario: scenario(memoryless.name),
  extensions: () => [{ erasures: [memoryless] }],
};

export const gilbertElliottExperiment: Experiment = {
  plan: { scenario: scenario('gilbert-elliott') },
  checks: [
    {
      id: 'gilbert-elliott.loss',
      kind: 'exact',
      title: 'Gilbert-Elliott: mean erasure probability met, states weighted by occupancy',
      unit: '1',
      source: haslinger,
      reference: stateMean(share, erasure.good, erasure.bad),
      measure: ratioOfRows(() => ({ met }, sums) => {
        sums.numerator += met;
        sums.denominator++;
      }),
      wrong: wrongShare,
    },
    {
      id: 'gilbert-elliott.autocorrelation',
      kind: 'exact',
      title: 'Gilbert-Elliott: autocorrelation of the state between successive requests',
      unit: '1',
      source: haslinger,
      reference: stepAutocorrelation(chain, 1),
      measure: pairs((before, now, sums) => {
        sums.numerator += (before - share) * (now - share);
        sums.denominator += (before - share) ** 2;
      }),
      wrong: wrongMemory,
    },
    {
      id: 'gilbert-elliott.burst',
      kind: 'exact',
      title: 'Gilbert-Elliott: mean number of successive requests in the bad state',
      unit: '1',
      source: haslinger,
      reference: 1 / chain.badToGood,
      measure: pairs((before, now, sums) => {
        sums.numerator += before;
        sums.denominator += before * (1 - now);
      }),
      wrong: wrongMemory,
    },
  ],
};
