/**
 * Whether a simulated system meets the constraints: decided only where intervals clear the limits.
 *
 * Supported: every constraint's interval lies on its good side. Refuted: at least one lies on its bad side. A system whose
 * verdict is `overloaded` has no finite latency to estimate: its upper limits on latency are refuted. Only a `stable` or
 * `too-short` one can be supported (a short run's intervals say themselves what they cannot support: they have no ends).
 * One that is still warming up can only be refuted, and only where starting empty flatters it: latency, misses, accuracy
 * and throughput would be worse later.
 */

import type { Interval } from '../../base/statistics/interval.js';
import type { MetricEstimate, SimulationResult, Verdict } from '../../metrics/result.js';
import { BASE_METRIC, type Constraint } from './constraint.js';

export type Decision = 'supported' | 'refuted' | 'undecided';

/** One constraint as seen by one probe. */
export interface ConstraintReading {
  readonly constraint: string;
  readonly metric: string;
  readonly unit: string;
  readonly limit: number | null;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly decision: Decision;
  /** Why there is no interval, or why it does not count. */
  readonly note?: string;
}

/** Interval of `metric - factor x base`, both over the same requests; `undefined` where they cannot be paired. */
export type DistanceToBase = (metric: string, factor: number) => Interval | undefined;

export function readConstraints(
  result: SimulationResult,
  constraints: readonly Constraint[],
  distanceToBase?: DistanceToBase,
): ConstraintReading[] {
  const metrics = new Map(result.metrics.map((metric) => [metric.name, metric]));
  const base = metrics.get(BASE_METRIC)?.estimate ?? null;
  return constraints.map((constraint) => {
    const limit = limitOf(constraint, base);
    const metric = aroundBase(metrics.get(constraint.metric), constraint, limit, distanceToBase);
    return readConstraint(constraint, metric, limit, result.verdict);
  });
}

/** Against a multiple of the base the interval is that of the paired distance, drawn around the limit. */
function aroundBase(
  metric: MetricEstimate | undefined,
  { limit: wanted }: Constraint,
  limit: number | null,
  distanceToBase: DistanceToBase | undefined,
): MetricEstimate | undefined {
  if (metric === undefined || limit === null || !('timesBase' in wanted)) return metric;
  const distance = distanceToBase?.(metric.name, wanted.timesBase);
  if (distance === undefined || !Number.isFinite(distance.low) || !Number.isFinite(distance.high)) return metric;
  return { ...metric, low: Math.max(0, limit + distance.low), high: Math.min(1, limit + distance.high) };
}

export function decide(readings: readonly ConstraintReading[]): Decision {
  if (readings.some(({ decision }) => decision === 'refuted')) return 'refuted';
  return readings.every(({ decision }) => decision === 'supported') ? 'supported' : 'undecided';
}

function readConstraint(
  constraint: Constraint,
  metric: MetricEstimate | undefined,
  limit: number | null,
  verdict: Verdict,
): ConstraintReading {
  const { estimate = null, low = null, high = null, note } = metric ?? {};
  const common = {
    constraint: constraint.text,
    metric: constraint.metric,
    unit: constraint.unit,
    limit,
    estimate,
    low,
    high,
  };
  const undecided = (reason: string): ConstraintReading => ({ ...common, decision: 'undecided', note: reason });
  if (verdict === 'overloaded' && isLatencyLimit(constraint)) {
    return { ...common, decision: 'refuted', note: 'overloaded: the latency has no bound' };
  }
  if (metric === undefined) return undecided(`the result has no metric ${constraint.metric}`);
  if (limit === null) return undecided(`the result has no metric ${BASE_METRIC}`);
  if (low === null || high === null) return undecided(note ?? 'the run supports no interval');
  if (verdict === 'warming-up' && !flatteredByEmptyStart(constraint)) {
    return undecided('still warming up: the estimate is biased');
  }
  const atMost = constraint.sense === 'atMost';
  if (atMost ? low > limit : high < limit) return { ...common, decision: 'refuted' };
  if (atMost ? high > limit : low < limit) return { ...common, decision: 'undecided' };
  if (verdict === 'stable' || verdict === 'too-short') return { ...common, decision: 'supported' };
  return undecided(`${verdict}: a longer run may be worse`);
}

function limitOf({ limit }: Constraint, base: number | null): number | null {
  if ('value' in limit) return limit.value;
  return base === null ? null : limit.timesBase * base;
}

/** Whether a run that starts empty looks better on this limit than one in its steady state. */
function flatteredByEmptyStart({ metric, sense }: Constraint): boolean {
  const grows = metric.startsWith('latency.') || metric === 'deadline.missRatio';
  const shrinks = metric.startsWith('accuracy.') || metric.startsWith('throughput.');
  return sense === 'atMost' ? grows : shrinks;
}

const isLatencyLimit = ({ metric, sense }: Constraint): boolean => metric.startsWith('latency.') && sense === 'atMost';
