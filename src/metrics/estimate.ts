/** From the summaries of all replications to one estimate with its interval. */
import { accuracyInterval } from '../base/statistics/accuracy-interval.js';
import type { AccuracyMode } from '../base/statistics/clustered-mean.js';
import type { Interval } from '../base/statistics/interval.js';
import { sketchQuantileInterval } from '../base/statistics/quantile-interval.js';
import { QuantileSketch } from '../base/statistics/quantile-sketch.js';
import { ratioInterval } from '../base/statistics/ratio-interval.js';
import { systematicError } from '../base/statistics/table-error.js';
import type { Metric } from './metric.js';
import type { ReplicationSummary } from './replication-summary.js';
import type { MetricEstimate } from './result.js';

export interface EstimateOptions {
  readonly level: number;
  readonly accuracyMode: AccuracyMode;
}

export function estimateMetric(
  metric: Metric,
  summaries: readonly ReplicationSummary[],
  { level, accuracyMode }: EstimateOptions,
): MetricEstimate {
  const { name, unit } = metric;
  switch (metric.kind) {
    case 'ratio':
    case 'sequence': {
      const sums = summaries.map(({ ratios }) => ratios[name]!);
      const n = sums.reduce((total, { count }) => total + count, 0);
      const interval = ratioInterval(
        sums.map(({ numerator }) => numerator),
        sums.map(({ denominator }) => denominator),
        level,
      );
      return fromInterval(name, unit, n, interval);
    }
    case 'quantile': {
      const sketches = summaries.map((summary) => QuantileSketch.fromData(summary.sketches[metric.sample]!));
      const n = sketches.reduce((total, { count }) => total + count, 0);
      return fromInterval(name, unit, n, sketchQuantileInterval(sketches, metric.probability, level));
    }
    case 'accuracy': {
      const counts = summaries.map(({ accuracies }) => accuracies[name]!);
      const n = counts.reduce((total, { countByImage }) => total + countByImage.reduce((sum, c) => sum + c, 0), 0);
      const tables = systematicError(counts.map(({ tables: use }) => ({ factor: 1 / n, use })));
      return fromInterval(name, unit, n, accuracyInterval(accuracyMode, counts, level, tables));
    }
    case 'state': {
      const numerators = summaries.map(({ state }) => metric.numerator(state));
      const denominators = summaries.map(({ state }) => metric.denominator(state));
      return fromInterval(name, unit, summaries.length, ratioInterval(numerators, denominators, level));
    }
    case 'count': {
      const estimate = summaries.reduce((total, { state }) => total + metric.value(state), 0);
      return { name, unit, estimate, low: null, high: null, level: null, n: summaries.length };
    }
  }
}

function fromInterval(name: string, unit: string, n: number, interval: Interval): MetricEstimate {
  const { estimate, low, high, level, reason } = interval;
  const note = reason ?? (Number.isNaN(estimate) ? 'nothing to measure' : undefined);
  return {
    name,
    unit,
    estimate: finite(estimate),
    low: finite(low),
    high: finite(high),
    level,
    n,
    ...(note === undefined ? {} : { note }),
  };
}

/** JSON has no NaN and no infinity: `null` stands for what cannot be had. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
