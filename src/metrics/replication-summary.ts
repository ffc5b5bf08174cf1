/**
 * What one replication leaves behind: plain data that survives a structured clone, enough for every metric.
 *
 * Sums of doubles are taken in the order in which rows were written, so a summary is the same wherever it was computed.
 */
import type { QuantileSketchData } from '../base/statistics/quantile-sketch.js';
import type { TableUse } from '../base/statistics/table-error.js';
import type { RunState } from './metric.js';

export interface RatioSums {
  numerator: number;
  denominator: number;
  /** Requests counted. */
  count: number;
}

/** Requests and successes by index of the image. */
export interface AccuracyCounts {
  readonly countByImage: Int32Array;
  readonly correctByImage: Int32Array;
  /** Where successes were drawn from measured tables: which of their cells decided, by sums of weights. */
  readonly tables?: TableUse;
}

export interface ReplicationSummary {
  readonly replication: number;
  readonly ratios: Readonly<Record<string, Readonly<RatioSums>>>;
  readonly sketches: Readonly<Record<string, QuantileSketchData>>;
  readonly accuracies: Readonly<Record<string, AccuracyCounts>>;
  readonly state: RunState;
  /** Mean latency of answered requests by equal spans of creation time over [0, T); NaN where none was answered. */
  readonly latencySeries: Float64Array;
  /** Measured requests that had neither ended nor passed the end of the run. */
  readonly unresolved: number;
  /** Requests in the system half-way through the measured window and at its end. */
  readonly inSystemMidway: number;
  readonly inSystemAtEnd: number;
  /** Events executed, and the trajectory's fingerprint. */
  readonly events: number;
  readonly trajectory: string;
  /** Fingerprint of the predicted classes in the order of the rows. */
  readonly answers: string;
}
