/**
 * Choice of the code by the reported SNR over Rayleigh fading: every request sees one report, whose gain is exponential.
 *
 * Reports are whole decibels, halves up, so codec i is chosen with P(g_i <= g < g_{i-1}), g_i = 10^((threshold_i - 0.5)/10): an
 * exponential of mean g0. 80, 40 and 20 uses on the good, middling and bad channel: their mean is what requests send.
 */
import { ratioFromDb } from '../../channel/decibel.js';
import type { PolicyModel } from '../../policy/policy.js';
import { type ReportedSnrParameters, reportedSnrPolicy } from '../../policy/reported-snr.js';
import { rayleighPowerCdf } from '../../theory/rayleigh.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Check, Experiment, WrongModel } from '../experiment.js';
import { type Measure, ratioOfRows } from '../measurement.js';
import { blockFading } from './rayleigh-outage.js';

const uses = [80, 40, 20] as const;
const thresholds = [8, 3] as const;
const codecOf = (count: number) => ({ kind: 'payload-only', payload: 'analog', size: 2 * count });
const policyOf = (kind: string) => ({ kind, thresholds: thresholds.map((threshold) => `${threshold} dB`) });

const setting: CellSetting = {
  name: 'rate-adaptation',
  replications: 20,
  duration: '20 s',
  radio: radioAt(-85),
  group: {
    count: 20,
    arrival: { kind: 'poisson', rate: '25 /s' },
    codec: codecOf(uses[0]),
    alternatives: [codecOf(uses[1]), codecOf(uses[2])],
    policy: policyOf(reportedSnrPolicy.name),
    fading: blockFading,
  },
};

const g0 = meanSnr(setting.radio, 1);
const below = thresholds.map((threshold) => rayleighPowerCdf(ratioFromDb(threshold - 0.5) / g0));
const shares = [1 - below[0]!, below[0]! - below[1]!, below[1]!];

/** The policy with other thresholds than the scenario says. */
const misread = (name: string, change: (thresholds: readonly number[]) => readonly number[]) =>
  ({
    ...reportedSnrPolicy,
    name,
    create: (parameters) => reportedSnrPolicy.create({ ...parameters, thresholds: change(parameters.thresholds) }),
  }) satisfies PolicyModel<ReportedSnrParameters>;

const wrongModel = (change: string, policy: PolicyModel<ReportedSnrParameters>): WrongModel => ({
  change,
  scenario: cellScenario({ ...setting, group: { ...setting.group, policy: policyOf(policy.name) } }),
  extensions: () => [{ policies: [policy] }],
});

const lastChosen: Measure = ratioOfRows(() => ({ codecChoice, deviceStart }, sums) => {
  if (deviceStart < 0) return;
  if (codecChoice === uses.length - 1) sums.numerator++;
  sums.denominator++;
});
const usesSent: Measure = ratioOfRows(() => ({ payloadUses, outcome }, sums) => {
  if (outcome.kind !== 'answered') return;
  sums.numerator += payloadUses;
  sums.denominator++;
});

const row = (id: string, title: string, reference: number, measure: Measure, wrong: WrongModel): Check => ({
  id: `rate-adaptation.${id}`,
  kind: 'exact',
  title: `code by reported SNR over Rayleigh fading: ${title}`,
  unit: '1',
  source: 'exponential SNR, Goldsmith, Wireless Communications, 2005, section 3.2.2; thresholds, chapter 9',
  reference,
  measure,
  wrong,
});

export const rateAdaptationExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  quick: true,
  checks: [
    row(
      'share',
      'share of requests with the shortest code',
      shares[2]!,
      lastChosen,
      wrongModel(
        'a threshold has to be exceeded, not reached',
        misread('exceeded', (list) => list.map((threshold) => threshold + 0.5)),
      ),
    ),
    row(
      'uses',
      'mean channel uses of a code',
      uses.reduce((sum, count, index) => sum + count * shares[index]!, 0),
      usesSent,
      wrongModel(
        'decibels of amplitude taken for those of power',
        misread('amplitude', (list) => list.map((threshold) => 2 * threshold)),
      ),
    ),
  ],
};
