/**
 * Differences between variants of a study, paired by common random numbers.
 *
 * Replication `r` of every variant has the same arrivals, images and channels, so the difference is estimated by
 * replication, not from two intervals. Means and ratios: delete-one jackknife of the difference of the pooled estimates,
 * `V = (R-1)/R sum (d_(-r) - mean)^2`. Quantiles: `V = sum (d_r - d)^2 / (R )` with `d_r` of replication `r` alone.
 * Interval: `d -+ t_{R-1} sqrt(V)`. The images are held fixed: both variants answer the same ones.
 */

import { studentQuantile } from '../base/statistics/student-t.js';
import type { MetricEstimate, SimulationResult } from '../metrics/result.js';
import { type Cell, formatCsv } from './csv.js';
import type { Summary } from './replication.js';
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

/** Pools any of a point's replications. */
export type Pooling = (summaries: readonly Summary[]) => SimulationResult;

/** One side of a comparison. */
export interface Side {
  readonly summaries: readonly Summary[];
  readonly pool: Pooling;
}

export type Difference = Pick<
  DifferenceRow,
  'metric' | 'unit' | 'difference' | 'low' | 'high' | 'level' | 'replications'
>;

const isQuantile = (metric: string): boolean => /\.p\d+$/.test(metric);

export function pairedDifferences(variant: Side, reference: Side, level: number): Difference[] {
  const replications = variant.summaries.length;
  const pooled = [poolAll(variant), poolAll(reference)] as const;
  const without = [eachLeftOut(variant), eachLeftOut(reference)] as const;
  const alone = [eachAlone(variant), eachAlone(reference)] as const;
  return [...pooled[0]].flatMap(([metric, { unit, level: stated }]): Difference[] => {
    const difference = minus(pooled[0], pooled[1], metric);
    if (!pooled[1].has(metric)) return [];
    const parts = isQuantile(metric) ? alone : without;
    const values = Array.from({ length: replications }, (_, r) => minus(parts[0][r]!, parts[1][r]!, metric));
    const known = values.filter((value) => value !== null);
    const common = { metric, unit, difference, replications };
    if (difference === null || stated === null || replications < 2 || known.length < replications) {
      return [{ ...common, low: null, high: null, level: null }];
    }
    const variance = isQuantile(metric) ? quantileVariance(known, difference) : jackknifeVariance(known);
    const half = studentQuantile(0.5 + level / 2, replications - 1) * Math.sqrt(variance);
    return [{ ...common, low: difference - half, high: difference + half, level }];
  });
}

type Estimates = ReadonlyMap<string, MetricEstimate>;

const byName = ({ metrics }: SimulationResult): Estimates => new Map(metrics.map((metric) => [metric.name, metric]));

const poolAll = ({ pool, summaries }: Side): Estimates => byName(pool(summaries));

const eachLeftOut = ({ pool, summaries }: Side): Estimates[] =>
  summaries.length < 2 ? [] : summaries.map((_, r) => byName(pool(summaries.filter((_other, index) => index !== r))));

const eachAlone = ({ pool, summaries }: Side): Estimates[] => summaries.map((summary) => byName(pool([summary])));

function minus(variant: Estimates, reference: Estimates, metric: string): number | null {
  const [a, b] = [variant.get(metric)?.estimate, reference.get(metric)?.estimate];
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
