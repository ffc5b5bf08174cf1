/**
 * Headers lost in Rayleigh fading: through dBm, metres and hertz to P(log2(1+g) < 0.5) = 1 - exp(-(sqrt 2 - 1)/g0).
 * Each header lies in one slot, whose gain is independent of every other slot's.
 */
import type { FadingModel } from '../../channel/channel-process.js';
import { type RayleighBlockParameters, rayleighBlock } from '../../channel/rayleigh-block.js';
import { rayleighOutage } from '../../theory/rayleigh.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { ratioOfRows } from '../measurement.js';

export const blockFading = { kind: 'rayleigh-block', blockDuration: '500 us' };

const setting: CellSetting = {
  name: 'header-outage',
  replications: 20,
  duration: '20 s',
  radio: radioAt(-93),
  group: {
    count: 20,
    arrival: { kind: 'poisson', rate: '25 /s' },
    codec: { kind: 'payload-only', payload: 'analog', size: 2 },
    fading: blockFading,
  },
};

const amplitudeForPower: FadingModel<RayleighBlockParameters> = {
  ...rayleighBlock,
  name: 'amplitude-for-power',
  create(parameters, context) {
    const power = rayleighBlock.create(parameters, context);
    return { sampleGain: (time) => Math.sqrt(power.sampleGain(time)) };
  },
};

export const rayleighOutageExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  quick: true,
  checks: [
    {
      id: 'rayleigh.outage',
      kind: 'exact',
      title: 'Rayleigh fading: share of requests whose header is lost in a slotted cell',
      unit: '1',
      source: 'Goldsmith, Wireless Communications, 2005, section 6.3.2; link budget by hand',
      reference: rayleighOutage(0.5, meanSnr(setting.radio, 1)),
      measure: ratioOfRows(() => ({ outcome }, sums) => {
        if (outcome.kind === 'dropped') sums.numerator++;
        sums.denominator++;
      }),
      wrong: {
        change: 'the amplitude of the fading taken for its power',
        scenario: cellScenario({
          ...setting,
          group: { ...setting.group, fading: { ...blockFading, kind: amplitudeForPower.name } },
        }),
        extensions: () => [{ fadings: [amplitudeForPower] }],
      },
    },
  ],
};
