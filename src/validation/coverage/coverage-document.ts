/** The section of docs/validation.md about the coverage of intervals, with the numbers of the run that wrote it. */
import { QuantileSketch } from '../../base/statistics/quantile-sketch.js';
import { timeToSeconds } from '../../base/time.js';
import { mm1RelaxationTime } from '../../theory/mm1.js';
import { numberText } from '../number-text.js';
import { type CoverageRow, jointLevel } from './coverage-row.js';
import { type CoverageRun, coverageRuns } from './coverage-run.js';
import { type CoverageResult, coverageHolds } from './coverage-study.js';
import type { SimulatorComparison } from './simulator-comparison.js';

const columns = [
  'load',
  'quantity',
  'true value',
  'half-width',
  'covers',
  'below / above',
  'p',
  'naive half-width',
  'naive covers',
];

export function coverageSection(result: CoverageResult): string[] {
  const judged = result.rows.filter(({ long }) => long);
  const short = result.rows.filter(({ long }) => !long);
  const { repeats, level, threshold } = result.rows[0]!;
  const near = judged.filter(({ coverage }) => Math.abs(coverage - level) <= 0.01 + 1e-9).length;
  return [
    '## Coverage of intervals',
    '',
    `How often an interval of nominally ${percent(level)} holds the true value: M/M/1, service of 1 ms in the mean, ${repeats} repeats of every`,
    'run, each a scenario of 10 replications with draws of its own. Intervals are those of a result: jackknife over replications for means',
    'and ratios, the spread of the replications for quantiles. The naive interval takes every request for an independent sample.',
    '',
    `${verdict(result)} The shares lie between ${range(judged.map(({ coverage }) => coverage))}, ${near} of ${judged.length} within a`,
    `point of ${percent(level)}; those of the naive intervals between ${range(judged.map(({ naive }) => naive.coverage))}.`,
    '',
    '- Each share is compared with the nominal level by an exact two-sided binomial test ("p"). The rows are judged together at',
    `  ${percent(jointLevel)}: a row fails below p = ${threshold.toPrecision(2)} (Sidak for ${judged.length} rows; rows of one load share their samples, so that the`,
    '  joint level is an upper bound). The naive interval is the planted error: it must fail in every row.',
    '- "Below / above": intervals that lie wholly below the true value, and wholly above it. The half-width is the mean over the',
    '  repeats, as a share of the true value.',
    '- The requests come from the recursion start = max(arrival, end before it), end = start + service, on the streams that the',
    '  simulator draws from, which is many times faster than the event list. It is the simulator to the bit. The tests compare the',
    '  times of every request of short runs, and the first repeat of each run went through `simulate` as well.',
    `- A quantile carries the error bound of its sketch, ${percent(sketchError)} of the value, on both sides: up to ${percent(sketchShare(judged))} of the half-width here. Short`,
    '  intervals of quantiles therefore cover more often than they say, at the lowest load most of all.',
    '- `edgeWait / edgeService` is no metric of a result; it stands for ratios whose denominator varies.',
    '',
    '| load | warm-up | measured | requests a replication | beyond P99 | relaxation time | in the measured time | one repeat by `simulate` |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...coverageRuns.map((run, index) => runRow(run, result.comparisons[index])),
    '',
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => ' --- ').join('|')}|`,
    ...judged.map(tableRow),
    '',
    'How long must a run be? Its length is fixed beforehand, from the model and not from what the intervals come to. 500 samples beyond a',
    'quantile in every replication are enough where requests soon forget each other. In a busy queue its memory decides, the relaxation',
    'time 1 / (sqrt(mu) - sqrt(lambda))^2: the runs above have 1,000 of them or more in every replication. The last run has the 500',
    'samples only; it is not judged:',
    '',
    `| ${columns.join(' | ')} |`,
    `|${columns.map(() => ' --- ').join('|')}|`,
    ...short.map(tableRow),
    '',
  ];
}

/** Cells of one row, for any table. */
export function coverageCells(row: CoverageRow): string[] {
  const { load, quantity, truth, unit, halfWidth, coverage, below, above, pValue, naive } = row;
  return [
    String(load),
    quantity,
    unit === '1' ? numberText(truth) : `${numberText(truth)} ${unit}`,
    precise(halfWidth),
    percent(coverage),
    `${percent(below)} / ${percent(above)}`,
    pValue >= 0.001 ? pValue.toFixed(3) : pValue.toExponential(0),
    precise(naive.halfWidth),
    percent(naive.coverage),
  ];
}

export const coverageColumns: readonly string[] = columns;

function tableRow(row: CoverageRow): string {
  const [load, quantity, ...rest] = coverageCells(row);
  return `| ${[load, `\`${quantity}\``, ...rest].join(' | ')} |`;
}

const { relativeError: sketchError } = new QuantileSketch();

/** Largest share of a quantile's half-width that is the sketch's error bound. */
function sketchShare(rows: readonly CoverageRow[]): number {
  const quantiles = rows.filter(({ quantity }) => quantity.startsWith('latency.p'));
  return Math.max(...quantiles.map(({ halfWidth }) => sketchError / halfWidth));
}

function verdict(result: CoverageResult): string {
  if (coverageHolds(result)) return '**Every interval covers as stated, and every naive one is found out.**';
  const failed = result.rows.filter(({ long, pass, naive }) => long && !(pass && naive.rejected));
  return `**These fail: ${failed.map(({ load, quantity }) => `\`${quantity}\` at load ${load}`).join(', ')}.**`;
}

function runRow({ load, queue, scenario }: CoverageRun, comparison: SimulatorComparison | undefined): string {
  const window = timeToSeconds(scenario.duration - scenario.warmUp);
  const relaxation = mm1RelaxationTime(queue);
  const requests = Math.round(queue.arrivalRate * window);
  const cells = [
    String(load),
    `${timeToSeconds(scenario.warmUp)} s`,
    `${window} s`,
    String(requests),
    String(Math.round(0.01 * requests)),
    `${numberText(1000 * relaxation)} ms`,
    String(Math.round(window / relaxation)),
    comparison === undefined
      ? 'not run'
      : `${comparison.metrics.length} metrics ${comparison.equal ? 'equal' : 'DIFFER'}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function range(shares: readonly number[]): string {
  return `${percent(Math.min(...shares))} and ${percent(Math.max(...shares))}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}

function precise(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}
