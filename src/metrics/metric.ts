/**
 * A metric is a fold over the rows of measured requests, or over the state of a run, with a name and a unit.
 *
 * Rows fold into plain sums per replication (`ReplicationSummary`), so memory does not grow with the number of requests
 * and replications can be computed anywhere. One family of metrics is one file; `metrics/index.ts` lists them.
 */
import type { TableReading } from '../base/statistics/table-error.js';
import type { RunRecord } from '../record/run-record.js';

/** What every metric says of itself; docs/metrics.md is made from it. */
interface MetricBase {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Which requests count, in words. */
  readonly population: string;
}

/** Ratio of sums over measured requests; interval by jackknife over replications. */
export interface RatioMetric extends MetricBase {
  readonly kind: 'ratio';
  /** Whether the request counts at all. */
  counts(record: RunRecord): boolean;
  numerator(record: RunRecord): number;
  /** Default 1: a mean per counted request. */
  denominator?(record: RunRecord): number;
}

/** Ratio of sums over measured requests in the order in which they ended; interval by jackknife over replications. */
export interface SequenceMetric extends MetricBase {
  readonly kind: 'sequence';
  /** Makes the fold of one replication, which remembers what it needs of earlier rows. */
  begin(): SequenceFold;
}

/** What a row adds to numerator and denominator; nothing when it does not count. */
export type SequenceFold = (
  record: RunRecord,
) => { readonly numerator: number; readonly denominator: number } | undefined;

/** Quantile of a value over measured requests; interval from the replications' quantiles. */
export interface QuantileMetric extends MetricBase {
  readonly kind: 'quantile';
  readonly probability: number;
  /** Metrics with equal `sample` share one sketch. */
  readonly sample: string;
  counts(record: RunRecord): boolean;
  value(record: RunRecord): number;
}

/** Share of successes among sampled requests; interval clustered by image and replication. */
export interface AccuracyMetric extends MetricBase {
  readonly kind: 'accuracy';
  counts(record: RunRecord): boolean;
  success(record: RunRecord): boolean;
  /** Measured table whose accuracy decided the success of a counted request, if one did. */
  reading(record: RunRecord): TableReading | undefined;
}

/** Ratio of sums of states of the replications; interval by jackknife. A numerator of NaN: nothing to measure. */
export interface StateMetric extends MetricBase {
  readonly kind: 'state';
  numerator(state: RunState): number;
  denominator(state: RunState): number;
}

/** Count over all replications, warm-up included; has no interval. */
export interface CountMetric extends MetricBase {
  readonly kind: 'count';
  value(state: RunState): number;
}

export type Metric = RatioMetric | SequenceMetric | QuantileMetric | AccuracyMetric | StateMetric | CountMetric;

/** Totals of one replication that are no fold over measured rows. */
export interface RunState {
  readonly created: number;
  readonly answered: number;
  readonly dropped: number;
  readonly inFlight: number;
  /** Requests created in the measured window; of these, the answered ones; sampled ones; correct among the sampled. */
  readonly measured: number;
  readonly measuredAnswered: number;
  readonly sampled: number;
  readonly sampledCorrect: number;
  readonly windowSeconds: number;
  /** RB-slots of all cells in the window. */
  readonly grantedBlockSlots: number;
  readonly availableBlockSlots: number;
  /** Energy that devices and servers draw in the window only by being switched on, J. */
  readonly idleEnergy: number;
  /** Length of the whole run. */
  readonly runSeconds: number;
}
