/**
 * Error behind the LMMSE receiver over Rayleigh blocks, one per code: V E[(g + r)/(1+g)^2], r V the spread of the images; at
 * r = 1 it is V E[1/(1+g)] = V e^(1/g0) E_1(1/g0) / g0. Integrated numerically over the exponential SNR. (After zero forcing
 * the mean is infinite.)
 */
import type { SnrSegment } from '../../channel/payload.js';
import type { CodeProbe } from '../code-probe.js';
import type { Experiment } from '../experiment.js';
import { ratioOfCodes } from '../measurement.js';
import { analogVariant, type ChannelError } from './analog-variant.js';
import { networkScenario } from './network-scenario.js';
import { awgnModel } from './trained-models.js';

const told = 15;
const meanSnrDb = 5;
const meanSnr = 10 ** (meanSnrDb / 10);
const scenario = networkScenario({
  name: 'code-noise-rayleigh',
  duration: '16 s',
  snrDb: meanSnrDb,
  codec: { kind: 'watched', model: awgnModel },
  group: { fading: { kind: 'rayleigh-block', blockDuration: '1 ms' } },
});
const watched = (error?: ChannelError) => (probe: CodeProbe) => [
  { codecs: [analogVariant({ name: 'watched', told, probe, ...(error === undefined ? {} : { error }) })] },
];
const meanOnly = (segments: readonly SnrSegment[]): readonly SnrSegment[] =>
  segments.map(({ uses }) => ({ uses, snr: meanSnr }));

/** E[(1+g)^-power], g exponential with mean `mean`: midpoint rule over equal probabilities. */
function meanShrinkage(mean: number, power: number): number {
  const parts = 200_000;
  let sum = 0;
  for (let part = 0; part < parts; part++) sum += (1 - mean * Math.log((part + 0.5) / parts)) ** -power;
  return sum / parts;
}

export const rayleighNoiseExperiment: Experiment = {
  plan: { scenario, extensions: watched() },
  checks: [
    {
      id: 'coupling.noise.rayleigh',
      kind: 'exact',
      title: `error of a code value behind the LMMSE receiver over Rayleigh blocks of mean ${meanSnrDb} dB: V E[(g+r)/(1+g)^2]`,
      unit: '1',
      source: 'Gradshteyn and Ryzhik, 3.352.4: e^(1/g0) E_1(1/g0) / g0',
      async reference(direct) {
        const { grid, variance } = (await direct.awgnCard()).told;
        const spread = await direct.codeSpread(told);
        // (g + r)/(1+g)^2 = 1/(1+g) + (r - 1)/(1+g)^2
        const error = meanShrinkage(meanSnr, 1) + (spread - 1) * meanShrinkage(meanSnr, 2);
        return { value: variance[grid.indexOf(told)]! * error, standardError: 0 };
      },
      measure: ratioOfCodes(({ code, estimate }, sums) => {
        for (let j = 0; j < code.length; j++) sums.numerator += (estimate[j]! - code[j]!) ** 2;
        sums.denominator += code.length;
      }),
      wrong: {
        change: 'noise from the mean SNR instead of the SNR met',
        scenario,
        extensions: watched({ segments: meanOnly }),
      },
    },
  ],
};
