/**
 * What the trained codes go through in a slotted cell without fading, from dBm, metres and hertz to the noise on a value.
 *
 * The code of a request fits into one resource block; the codec is watched while it answers. The LMMSE receiver knows
 * the spread V of the code from training images; that of the images of the run is r V, which a direct encoding gives.
 */

import type { LinkModel } from '../../link/link.js';
import { type SlottedCellParameters, slottedCell } from '../../link/slotted-cell.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { CodeProbe } from '../code-probe.js';
import type { Experiment, WrongModel } from '../experiment.js';
import { type Measure, ratioOfCodes } from '../measurement.js';
import { few } from '../queue-scenario.js';
import { analogVariant, type ChannelError } from './analog-variant.js';
import type { DirectEvaluation } from './direct-evaluation.js';
import { exactAnswers } from './network-scenario.js';
import { toldByHand } from './told-by-hand.js';
import { awgnModel } from './trained-models.js';

const source = 'definition of the coupling: docs/models.md; link budget by hand';
const codec = { kind: 'watched', model: awgnModel };
const cell = { kind: 'slotted', resourceBlocks: 4 };
const setting: CellSetting = {
  name: 'code-noise',
  replications: 20,
  duration: '2 s',
  radio: radioAt(-88),
  cell,
  group: { count: 10, arrival: { kind: 'poisson', rate: '10 /s' }, codec },
  inference: exactAnswers,
};
const snr = meanSnr(setting.radio, 1);

const watched = (error?: ChannelError) => (probe: CodeProbe) => [
  { codecs: [analogVariant({ name: codec.kind, probe, ...(error === undefined ? {} : { error }) })] },
];
const wrongChannel = (change: string, error: ChannelError): WrongModel => ({
  change,
  scenario: { ...cellScenario(setting), ...few },
  extensions: watched(error),
});

/** Noise over the whole band of the cell, whatever is granted. */
const noisyBand: LinkModel<SlottedCellParameters> = {
  ...slottedCell,
  name: 'noise-of-whole-band',
  create: (parameters, context) =>
    slottedCell.create(
      { ...parameters, noiseFigure: parameters.noiseFigure + 10 * Math.log10(parameters.resourceBlocks) },
      context,
    ),
};
const wholeBand: WrongModel = {
  change: "noise over the whole cell's bandwidth",
  scenario: { ...cellScenario({ ...setting, cell: { ...cell, kind: noisyBand.name } }), ...few },
  extensions: (probe) => [...watched()(probe), { cells: [noisyBand] }],
};
const complexForReal = wrongChannel('the noise of a complex symbol on each real value: factor 2', { noiseFactor: 2 });
const offsetKept = wrongChannel('the offset b kept in the symbols', { offsetKept: true });
const freshNoise = wrongChannel('fresh noise at every look-up', { freshNoise: true });

/** Mean of a squared difference over all values of all codes. */
const meanSquare = (
  difference: (code: Parameters<Parameters<typeof ratioOfCodes>[0]>[0], j: number) => number,
): Measure =>
  ratioOfCodes((code, sums) => {
    for (let j = 0; j < code.code.length; j++) sums.numerator += difference(code, j) ** 2;
    sums.denominator += code.code.length;
  });

/** Told condition and V by hand. */
const mapped = async (direct: DirectEvaluation) => toldByHand((await direct.awgnCard()).told, snr);

export const codeNoiseExperiment: Experiment = {
  plan: { scenario: cellScenario(setting), extensions: watched() },
  quick: true,
  checks: [
    {
      id: 'coupling.noise.zf',
      kind: 'exact',
      title: 'noise on a code value, E|y - x|^2, through dBm, metres and hertz: V/g',
      unit: '1',
      source,
      async reference(direct) {
        const { variance } = await mapped(direct);
        return { value: variance / snr, standardError: 0 };
      },
      measure: meanSquare(({ code, received }, j) => received[j]! - code[j]!),
      wrong: wholeBand,
    },
    {
      id: 'coupling.noise.lmmse',
      kind: 'exact',
      title:
        'error of a code value behind the LMMSE receiver: V (g + r)/(1+g)^2, r V the spread of the images; V/(1+g) at r = 1',
      unit: '1',
      source,
      async reference(direct) {
        const { told, variance } = await mapped(direct);
        const spread = await direct.codeSpread(told);
        return { value: (variance * (snr + spread)) / (1 + snr) ** 2, standardError: 0 };
      },
      measure: meanSquare(({ code, estimate }, j) => estimate[j]! - code[j]!),
      wrong: complexForReal,
    },
    {
      id: 'coupling.symbol-power',
      kind: 'approximate',
      title: 'mean power of a transmitted symbol, E|x - b|^2 / V',
      unit: '1',
      source,
      reference: 1,
      modelError: {
        share: 0.12,
        reason: 'V is that of training images; codes of images never seen may spread half a decibel less or more',
      },
      measure: meanSquare(({ code, statistics }, j) => (code[j]! - statistics.mean) / Math.sqrt(statistics.variance)),
      wrong: offsetKept,
    },
    {
      id: 'coupling.same-noise',
      kind: 'exact',
      title: "difference between what arrives when one question is looked up twice, E|y - y'|^2",
      unit: '1',
      source: 'definition: an answer is a function of image, codec, condition, channel and noise key',
      reference: 0,
      measure: meanSquare(({ received, again }, j) => received[j]! - again[j]!),
      wrong: freshNoise,
    },
  ],
};
