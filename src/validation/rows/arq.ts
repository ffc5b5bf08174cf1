/**
 * Transport blocks with at most four tries, in fading that is independent from slot to slot.
 *
 * The report a try relies on is 4 ms old: its gain and the gain met are independent exponentials. Rate r(s) of the reported
 * whole decibel s >= -5, met gain g: a try fails with p = sum_s P(s) P(log2(1+g) < r(s)). The first try carries the header, whose
 * loss (g < sqrt 2 - 1) ends the request; of requests whose header arrives, the first try fails with
 * p_1 = sum_s P(s) P(sqrt 2 - 1 <= g < 2^r(s) - 1) / P(g >= sqrt 2 - 1). Then
 *
 *   mean tries = 1 + p_1 (1 + p + p^2),   delivered = 1 - p_1 p^3.
 */
import { meanTries, residualLoss } from '../../theory/arq.js';
import { meanSnr } from '../by-hand.js';
import { type CellSetting, cellScenario, radioAt } from '../cell-scenario.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioOfRows } from '../measurement.js';
import { blockFading } from './rayleigh-outage.js';

const headerSnr = Math.SQRT2 - 1;

/** P(try fails), P(first try fails | header arrived), P(header lost) at mean SNR g0. */
export function tryFailures(mean: number): { any: number; first: number; header: number } {
  const above = (snr: number): number => Math.exp(-snr / mean);
  let reported = 0;
  let any = 0;
  let first = 0;
  for (let decibels = -5; decibels < 100; decibels++) {
    const weight = above(10 ** ((decibels - 0.5) / 10)) - above(10 ** ((decibels + 0.5) / 10));
    const rate = Math.min(6, 0.75 * Math.log2(1 + 10 ** (decibels / 10)));
    const needed = 2 ** rate - 1;
    reported += weight;
    any += weight * (1 - above(needed));
    first += weight * Math.max(0, above(headerSnr) - above(needed));
  }
  return { any: any / reported, first: first / reported / above(headerSnr), header: 1 - above(headerSnr) };
}

/** A report every slot, so that no two tries rely on one report. */
export const freshReports = { period: '500 us', delay: '4 ms' };
export const wideCell = { kind: 'slotted', resourceBlocks: 275, harqRoundTrip: '4 ms' };

const setting: CellSetting = {
  name: 'arq',
  replications: 20,
  duration: '20 s',
  radio: radioAt(-83),
  cell: wideCell,
  group: {
    count: 20,
    arrival: { kind: 'poisson', rate: '25 /s' },
    codec: { kind: 'payload-only', payload: 'digital', size: 500 },
    fading: blockFading,
    report: freshReports,
  },
};

/** Mean over the requests whose header arrived. */
const headerArrived = (value: (record: { transportBlocks: number; outcome: { kind: string } }) => number): Measure =>
  ratioOfRows(() => (record, sums) => {
    if (record.outcome.kind === 'dropped' && record.outcome.reason === 'header-lost') return;
    sums.numerator += value(record);
    sums.denominator++;
  });

const { any, first } = tryFailures(meanSnr(setting.radio, 1));
const source = 'Lin and Costello, Error Control Coding, chapter 22; failure probability by hand';
const fiveTries = {
  change: 'five tries: the first one not counted',
  scenario: cellScenario({ ...setting, cell: { ...wideCell, maximumTries: 5 } }),
};
const oneFade = {
  change: 'the gain lasts 20 ms: reports and retries meet one fade',
  scenario: cellScenario({
    ...setting,
    group: { ...setting.group, fading: { ...blockFading, blockDuration: '20 ms' } },
  }),
};

export const arqExperiment: Experiment = {
  plan: { scenario: cellScenario(setting) },
  quick: true,
  checks: [
    {
      id: 'arq.tries',
      kind: 'exact',
      title: 'digital payload in Rayleigh fading: transport blocks sent per request whose header arrived',
      unit: '1',
      source,
      reference: 1 + first * meanTries(any, 3),
      measure: headerArrived(({ transportBlocks }) => transportBlocks),
      wrong: oneFade,
    },
    {
      id: 'arq.delivered',
      kind: 'exact',
      title: 'digital payload in Rayleigh fading: share delivered within four tries, of those whose header arrived',
      unit: '1',
      source,
      reference: 1 - first * residualLoss(any, 3),
      measure: headerArrived(({ outcome }) => (outcome.kind === 'answered' ? 1 : 0)),
      wrong: fiveTries,
    },
  ],
};
