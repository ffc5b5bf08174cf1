/**
 * Erased bits behind a link: what a soft demapper makes of the SNR, transport blocks lost to fading or by chance, bursts within a
 * code; and what the trained erasure codec makes of flipped bits and lost blocks.
 */
import type { ErasureModel } from '../../channel/channel-process.js';
import type { BitBecParameters } from '../../channel/constant-erasure.js';
import { bitBec } from '../../channel/constant-erasure.js';
import { type GilbertElliottBitsParameters, gilbertElliottBits } from '../../channel/gilbert-elliott-bits.js';
import { demappedBit, type SoftDemapperParameters, softDemapper } from '../../channel/soft-demapper.js';
import { type TbErasureParameters, tbErasure } from '../../channel/tb-erasure.js';
import type { KindedText, ScenarioText } from '../../scenario/schema.js';
import { badShare } from '../../theory/gilbert-elliott.js';
import { demapperErasure, demapperFlip, fadingDemapperErasure } from '../../theory/soft-demapper.js';
import { meanSnr } from '../by-hand.js';
import { cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { type Estimate, metric, ratioOfRows } from '../measurement.js';
import { noCompute } from '../queue-scenario.js';
import { seedOf } from '../seed.js';
import { networkScenario } from './network-scenario.js';
import { erasureModel } from './trained-models.js';

const evaluated = 'direct evaluation on the same images with independent draws';
const repeats = 10;
/** With the header exactly one resource block of QPSK. */
const codeBits = 64;
const code = { kind: 'payload-only', payload: 'erasure-tolerant', size: codeBits };

/** Mean share of erased bits over the requests that are answered. */
const erasedShare = ratioOfRows(() => ({ met, outcome }, sums) => {
  if (outcome.kind !== 'answered') return;
  sums.numerator += met;
  sums.denominator++;
});

/** One device whose codes of 64 bits arrive at once, at a mean SNR. */
function airScenario(name: string, duration: string, snrDb: number, group: Partial<ScenarioText['devices'][string]>) {
  return {
    format: 'bottlenet-sim/scenario@1',
    name,
    seed: seedOf(name),
    replications: 20,
    duration,
    inference: { share: 0 },
    devices: {
      camera: {
        count: 1,
        cell: 'air',
        server: 'edge',
        arrival: { kind: 'periodic', period: '10 ms' },
        codec: code,
        compute: noCompute,
        ...group,
      },
    },
    cells: { air: { kind: 'ideal', snr: `${snrDb} dB` } },
    servers: { edge: { compute: noCompute } },
  } satisfies ScenarioText;
}

const threshold = 0.4;
const demapper = (kind = softDemapper.name): KindedText => ({ kind, threshold });

/** Both bits of a channel use are given its whole energy. */
const energyTwice: ErasureModel<SoftDemapperParameters> = {
  ...softDemapper,
  name: 'energy-of-a-use-for-each-bit',
  create: (parameters) => ({
    bitsPerUse: 2,
    probability: (_time, snr) => demappedBit(2 * snr, parameters.threshold).erasure,
    impair: ({ bits, snr }) => [{ bits, ...demappedBit(2 * snr, parameters.threshold) }],
  }),
};

const radio = radioAt(-90);
const demapperCell = (kind?: string) =>
  cellScenario({
    name: 'soft-demapper',
    replications: 2,
    duration: '1 s',
    radio,
    group: { count: 3, arrival: { kind: 'poisson', rate: '20 /s' }, codec: code, erasure: demapper(kind) },
  });
const demapperFading = (kind?: string) =>
  airScenario('soft-demapper-fading', '100 s', 4, {
    fading: { kind: 'rayleigh-block', blockDuration: '1 ms' },
    erasure: demapper(kind),
  });

const demapperShareExperiments: readonly Experiment[] = [
  {
    quick: true,
    plan: { scenario: demapperCell() },
    checks: [
      {
        id: 'coupling.soft-demapper.static',
        kind: 'exact',
        title: 'share of bits that a soft demapper erases in a slotted cell without fading',
        unit: '1',
        source: 'Proakis and Salehi, Digital Communications, 4.3; link budget by hand',
        reference: demapperErasure(meanSnr(radio, 1), threshold),
        measure: erasedShare,
        wrong: {
          change: 'both bits of a channel use are given its whole energy',
          scenario: demapperCell(energyTwice.name),
          extensions: () => [{ erasures: [energyTwice] }],
        },
      },
    ],
  },
  {
    quick: true,
    plan: { scenario: demapperFading() },
    checks: [
      {
        id: 'coupling.soft-demapper.rayleigh',
        kind: 'exact',
        title: 'share of bits that a soft demapper erases over Rayleigh blocks',
        unit: '1',
        source: 'Proakis and Salehi, Digital Communications, 13.3',
        reference: fadingDemapperErasure(10 ** 0.4, threshold),
        measure: erasedShare,
        wrong: {
          change: 'both bits of a channel use are given its whole energy',
          scenario: demapperFading(energyTwice.name),
          extensions: () => [{ erasures: [energyTwice] }],
        },
      },
    ],
  },
];

/** Accuracy of the trained codec over a link of stated SNR, told what it meets. */
const accuracyScenario = (name: string, erasure: KindedText, snrDb = 20) =>
  networkScenario({
    name,
    duration: '10 s',
    snrDb,
    codec: { kind: 'bottlenet-erasure', model: erasureModel },
    group: { erasure, report: { period: '1 ns', delay: '0 ms' } },
  });

const flippingSnrDb = -3;
const flippingSnr = 10 ** (flippingSnrDb / 10);
/** What the demapper decides is right. */
const neverWrong: ErasureModel<SoftDemapperParameters> = {
  ...softDemapper,
  name: 'never-wrong',
  create: (parameters) => {
    const probability = (_time: number, snr: number) => demappedBit(snr, parameters.threshold).erasure;
    return { bitsPerUse: 2, probability, impair: ({ bits, snr }) => [{ bits, erasure: probability(0, snr), flip: 0 }] };
  },
};

const demapperAccuracyExperiment: Experiment = {
  plan: { scenario: accuracyScenario('accuracy-demapper', demapper(), flippingSnrDb) },
  checks: [
    {
      id: 'coupling.accuracy.soft-demapper',
      kind: 'exact',
      title: `accuracy behind a soft demapper at ${flippingSnrDb} dB, where bits are erased and flipped`,
      unit: '1',
      source: evaluated,
      reference(direct) {
        const erasure = demapperErasure(flippingSnr, threshold);
        const flip = demapperFlip(flippingSnr, threshold);
        return direct.withBits(erasure, { erasure, flip }, repeats);
      },
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'what the demapper decides is right',
        scenario: accuracyScenario('accuracy-demapper', demapper(neverWrong.name), flippingSnrDb),
        extensions: () => [{ erasures: [neverWrong] }],
      },
    },
  ],
};

const lossProbability = 0.4;
/** Bits are lost one by one, as many of them. */
const bitByBit: ErasureModel<TbErasureParameters> = {
  ...tbErasure,
  name: 'bit-by-bit',
  create: (parameters, context) => {
    const stated: BitBecParameters = { kind: 'bit-bec', erasureProbability: parameters.lossProbability };
    return bitBec.create(stated, context);
  },
};

const blockAccuracyExperiment: Experiment = {
  plan: { scenario: accuracyScenario('accuracy-blocks', { kind: tbErasure.name, lossProbability }) },
  checks: [
    {
      id: 'coupling.accuracy.tb-erasure',
      kind: 'exact',
      title: `accuracy when transport blocks are lost with probability ${lossProbability}: (1-q) A + q A_erased`,
      unit: '1',
      source: evaluated,
      async reference(direct): Promise<Estimate> {
        const whole = await direct.withBits(lossProbability, { erasure: 0, flip: 0 }, repeats);
        const erased = await direct.withBits(lossProbability, { erasure: 1, flip: 0 }, repeats);
        return {
          value: (1 - lossProbability) * whole.value + lossProbability * erased.value,
          standardError: Math.hypot(
            (1 - lossProbability) * whole.standardError,
            lossProbability * erased.standardError,
          ),
        };
      },
      measure: metric('accuracy.top1'),
      wrong: {
        change: 'the same share of bits lost one by one',
        scenario: accuracyScenario('accuracy-blocks', { kind: bitByBit.name, lossProbability }),
        extensions: () => [{ erasures: [bitByBit] }],
      },
    },
  ],
};

const blockRadio = radioAt(-86);
const blockMeanSnr = meanSnr(blockRadio, 1);
/** Reports are of an earlier fading block: what a code meets does not depend on its rate. */
const blockCell = (kind: string) =>
  cellScenario({
    name: 'block-loss',
    replications: 20,
    duration: '60 s',
    radio: blockRadio,
    group: {
      count: 10,
      arrival: { kind: 'poisson', rate: '10 /s' },
      codec: code,
      fading: { kind: 'rayleigh-block', blockDuration: '10 ms' },
      report: { period: '10 ms', delay: '10 ms' },
      erasure: { kind, lossProbability: 0 },
    },
  });

/**
 * Share of blocks lost: over the whole decibels r >= -5 that a report may say, the probability that the capacity met lies below
 * 0.75 log2(1 + 10^(r/10)), at most 6, given that the header has arrived.
 */
function blockLoss(): number {
  const headerSnr = Math.SQRT2 - 1;
  const above = (snr: number) => Math.exp(-snr / blockMeanSnr);
  const decibels = (value: number) => 10 ** (value / 10);
  let reported = 0;
  let lost = 0;
  for (let report = -5; report <= 60; report++) {
    const probability = above(decibels(report - 0.5)) - above(decibels(report + 0.5));
    const rate = Math.min(6, 0.75 * Math.log2(1 + decibels(report)));
    reported += probability;
    lost += probability * (1 - above(Math.max(headerSnr, 2 ** rate - 1)) / above(headerSnr));
  }
  return lost / reported;
}

/** The SNR reported decides, which always carries its own rate. */
const neverLost: ErasureModel<TbErasureParameters> = {
  ...tbErasure,
  name: 'rate-never-exceeds-capacity',
  create: (parameters, context) => {
    const right = tbErasure.create(parameters, context);
    return { ...right, impair: (grant) => right.impair!({ ...grant, bitsPerUse: 0 }) };
  },
};

const blockLossExperiment: Experiment = {
  quick: true,
  plan: { scenario: blockCell(tbErasure.name) },
  checks: [
    {
      id: 'coupling.tb-erasure.rayleigh',
      kind: 'exact',
      title: 'share of transport blocks that fading loses, their rate from an older report',
      unit: '1',
      source: 'rate rule and Rayleigh distribution by hand; link budget by hand',
      reference: blockLoss(),
      measure: erasedShare,
      wrong: {
        change: 'a block is judged by the SNR reported instead of the SNR met',
        scenario: blockCell(neverLost.name),
        extensions: () => [{ erasures: [neverLost] }],
      },
    },
  ],
};

const bursts = { meanGood: 90, meanBad: 10 };
const burstScenario = (kind: string) =>
  airScenario('bursts', '100 s', 20, { erasure: { kind, ...bursts, goodErasure: 0, badErasure: 1 } });
/** Half the burst length at the same share of erased bits. */
const halfBursts: ErasureModel<GilbertElliottBitsParameters> = {
  ...gilbertElliottBits,
  name: 'half-bursts',
  create: (parameters, context) =>
    gilbertElliottBits.create(
      { ...parameters, meanGood: parameters.meanGood / 2, meanBad: parameters.meanBad / 2 },
      context,
    ),
};

const burstExperiment: Experiment = {
  quick: true,
  plan: { scenario: burstScenario(gilbertElliottBits.name) },
  checks: [
    {
      id: 'coupling.bursts.untouched',
      kind: 'exact',
      title: 'share of codes of 64 bits that no burst touches: pi_g (1 - 1/m_g)^63',
      unit: '1',
      source: 'Gilbert 1960; Hasslinger and Hohlfeld, MMB 2008',
      reference:
        (1 - badShare({ goodToBad: 1 / bursts.meanGood, badToGood: 1 / bursts.meanBad })) *
        (1 - 1 / bursts.meanGood) ** (codeBits - 1),
      measure: ratioOfRows(() => ({ met }, sums) => {
        if (met === 0) sums.numerator++;
        sums.denominator++;
      }),
      wrong: {
        change: 'bursts half as long at the same share of erased bits',
        scenario: burstScenario(halfBursts.name),
        extensions: () => [{ erasures: [halfBursts] }],
      },
    },
  ],
};

export const erasureModelExperiments: readonly Experiment[] = [
  ...demapperShareExperiments,
  blockLossExperiment,
  burstExperiment,
  demapperAccuracyExperiment,
  blockAccuracyExperiment,
];
