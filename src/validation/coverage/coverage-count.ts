/** Repeats one run and counts how often its intervals hold the truth. */
import type { Interval } from '../../base/statistics/interval.js';
import { type CoverageQuantity, coverageQuantities } from './coverage-quantity.js';
import { type CoverageRun, coverageRuns, repeatOf } from './coverage-run.js';
import { type QueueSums, runSingleQueue } from './single-queue-recursion.js';

/** Some repeats of one run: plain data for a thread. */
export interface CoverageTask {
  /** Index of the run. */
  readonly run: number;
  readonly first: number;
  readonly repeats: number;
}

/** Intervals of one rule: those that hold the truth, lie below it, lie above it, and the sum of their half-widths. */
export interface IntervalCount {
  readonly covered: number;
  readonly below: number;
  readonly above: number;
  readonly halfWidths: number;
}

export interface CoverageCount {
  readonly intervals: IntervalCount;
  readonly naive: IntervalCount;
}

const none: IntervalCount = { covered: 0, below: 0, above: 0, halfWidths: 0 };

/** Counts of one task, by quantity. */
export function countCoverage({ run: index, first, repeats }: CoverageTask): CoverageCount[] {
  const run = coverageRuns[index]!;
  let counts: CoverageCount[] = coverageQuantities.map(() => ({ intervals: none, naive: none }));
  for (let repeat = first; repeat < first + repeats; repeat++) {
    const replications = runRepeat(run, repeat);
    counts = addCounts(
      counts,
      coverageQuantities.map((quantity) => countOne(quantity, run, replications)),
    );
  }
  return counts;
}

export function runRepeat(run: CoverageRun, repeat: number): QueueSums[] {
  const scenario = repeatOf(run, repeat);
  return Array.from({ length: scenario.replications }, (_, replication) =>
    runSingleQueue(scenario, { replication, sketchedFrom: run.sketchedFrom }),
  );
}

/** Sums of two lists of counts by quantity. */
export function addCounts(first: readonly CoverageCount[], second: readonly CoverageCount[]): CoverageCount[] {
  return first.map(({ intervals, naive }, quantity) => ({
    intervals: addIntervals(intervals, second[quantity]!.intervals),
    naive: addIntervals(naive, second[quantity]!.naive),
  }));
}

function addIntervals(a: IntervalCount, b: IntervalCount): IntervalCount {
  return {
    covered: a.covered + b.covered,
    below: a.below + b.below,
    above: a.above + b.above,
    halfWidths: a.halfWidths + b.halfWidths,
  };
}

function countOne(quantity: CoverageQuantity, run: CoverageRun, replications: readonly QueueSums[]): CoverageCount {
  const truth = quantity.truth(run);
  const { confidence } = run.scenario;
  return {
    intervals: countInterval(quantity.interval(replications, confidence), truth),
    naive: countInterval(quantity.naive(replications, confidence), truth),
  };
}

function countInterval({ low, high }: Interval, truth: number): IntervalCount {
  return {
    covered: low <= truth && truth <= high ? 1 : 0,
    below: high < truth ? 1 : 0,
    above: low > truth ? 1 : 0,
    halfWidths: (high - low) / 2,
  };
}
