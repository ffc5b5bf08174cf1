/**
 * The result contract: what `simulate` returns, what `run --format json` prints and `summary.json` holds.
 *
 * Every estimate carries an interval; `null` ends mean that the data cannot support one, and `note` says why.
 */

/** Estimate of one metric with its confidence interval. */
export interface MetricEstimate {
  readonly name: string;
  readonly unit: string;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Confidence level of the interval, e.g. 0.95; `null` for counts, which have none. */
  readonly level: number | null;
  /** Observations behind the estimate (requests, or replications for state averages). */
  readonly n: number;
  /** Why an interval is missing or must be read with care. */
  readonly note?: string;
}

/** Whether the run can carry its own numbers; anything but `stable` makes the command exit with 3. */
export type Verdict = 'stable' | 'backlogged' | 'overloaded' | 'too-short' | 'warming-up';

export interface SimulationResult {
  readonly format: 'bottlenet-sim/result@1';
  /** Name of the scenario. */
  readonly scenario: string;
  readonly verdict: Verdict;
  /** One sentence per finding that led to the verdict. */
  readonly verdictReasons: readonly string[];
  readonly engine: string;
  readonly fingerprint: {
    /** Hash of all events of all replications: times and draws, never network outputs. */
    readonly trajectory: string;
    /** Hash of all answers; depends on engine, CPU and batch shape. */
    readonly answers: string;
  };
  readonly replications: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
  readonly imageSet: string;
  readonly metrics: readonly MetricEstimate[];
}
