/**
 * Differences between variants of a study, paired by common random numbers.
 *
 * Replication `r` of every variant has the same arrivals, images and channels, so the difference is estimated by
 * replication, not from two intervals. Means and ratios: delete-one jackknife of the difference of the pooled estimates,
 * `V = (R-1)/R sum (d_(-r) - mean)^2`. Quantiles: `V = sum (d_r - d)^2 / (R )` with `d_r` of replication `r` alone.
 * Interval: `d -+ t_{R-1} sqrt(V)`. Accuracies over the same requests are compared request by request, images included
 * (`image-pairs.ts`); where one variant answers requests that the other drops, by replication with the images held fixed.
 */

import { studentQuantile } from '../base/statistics/student-t.js';
import type { MetricEstimate, SimulationResult } from '../metrics/result.js';
import { type Cell, formatCsv } from './csv.js';
import type { ResolvedScenario, Simulator, Summary } from './replication.js';
import type { AxisValue } from './study-table.js';

export interface DifferenceRow {
  readonly axis: string;
  readonly value: AxisValue;
  readonly variant: string;
  readonly reference: string;
  readonly metric: string;
  readonly unit: string;
  /** Variant minus reference. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  /** Paired replications. */
  readonly replications: number;
}

/** One side of a comparison. */
export interface Side {
  readonly scenario: ResolvedScenario;
  readonly summaries: readonly Summary[];
}

export type Difference = Pick<
  DifferenceRow,
  'metric' | 'unit' | 'difference' | 'low' | 'high' | 'level' | 'replications'
>;

const isQuantile = (metric: string): boolean => /\.p\d+$/.test(metric);

export function pairedDifferences(simulator: Simulator, variant: Side, reference: Side, level: number): Difference[] {
  const pool = (side: Side, some: readonly Summary[]): Estimates =>
    byName(simulator.combine(side.scenario, some, level));
  const replications = variant.summaries.length;
  const sides = [variant, reference] as const;
  const pooled = sides.map((side) => pool(side, side.summaries));
  const without = sides.map((side) => leaveOneOut(side.summaries).map((some) => pool(side, some)));
  const alone = sides.map((side) => side.summaries.map((summary) => pool(side, [summary])));
  return [...pooled[0]!.values()].flatMap(({ name, unit, level: stated }): Difference[] => {
    if (!pooled[1]!.has(name)) return [];
    const difference = minus(pooled[0]!, pooled[1]!, name);
    const common = { metric: name, unit, difference, replications };
    if (difference === null || stated === null) return [{ ...common, low: null, high: null, level: null }];
    const byRequest = simulator.combineAccuracies?.(
      variant.scenario,
      [
        { factor: 1, metric: name, summaries: variant.summaries },
        { factor: -1, metric: name, summaries: reference.summaries },
      ],
      level,
    );
    if (byRequest !== undefined)
      return [{ ...common, low: finite(byRequest.low), high: finite(byRequest.high), level }];
    const parts = isQuantile(name) ? alone : without;
    const values = Array.from({ length: replications }, (_, r) => minus(parts[0]![r], parts[1]![r], name));
    const known = values.filter((value) => value !== null);
    if (replications < 2 || known.length < replications) return [{ ...common, low: null, high: null, level: null }];
    const variance = isQuantile(name) ? quantileVariance(known, difference) : jackknifeVariance(known);
    const half = studentQuantile(0.5 + level / 2, replications - 1) * Math.sqrt(variance);
    return [{ ...common, low: difference - half, high: difference + half, level }];
  });
}

type Estimates = ReadonlyMap<string, MetricEstimate>;

const byName = ({ metrics }: SimulationResult): Estimates => new Map(metrics.map((metric) => [metric.name, metric]));

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const leaveOneOut = (summaries: readonly Summary[]): Summary[][] =>
  summaries.length < 2 ? [] : summaries.map((_, r) => summaries.filter((_other, index) => index !== r));

function minus(variant: Estimates | undefined, reference: Estimates | undefined, metric: string): number | null {
  const [a, b] = [variant?.get(metric)?.estimate, reference?.get(metric)?.estimate];
  return a === undefined || a === null || b === undefined || b === null ? null : a - b;
}

function jackknifeVariance(leftOut: readonly number[]): number {
  const count = leftOut.length;
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / count;
  return ((count - 1) / count) * leftOut.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

function quantileVariance(alone: readonly number[], pooled: number): number {
  const count = alone.length;
  return alone.reduce((sum, value) => sum + (value - pooled) ** 2, 0) / (count * (count - 1));
}

const columns = [
  'axis',
  'value',
  'variant',
  'reference',
  'metric',
  'unit',
  'difference',
  'low',
  'high',
  'level',
  'replications',
] as const satisfies readonly (keyof DifferenceRow)[];

export function formatDifferences(rows: readonly DifferenceRow[]): string {
  return formatCsv(
    columns,
    rows.map((row) => columns.map((column): Cell => row[column])),
  );
}
