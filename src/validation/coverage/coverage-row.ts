/**
 * One row of the coverage table: how often the intervals of one quantity at one load hold its true value.
 *
 * A share is compared with the stated level by an exact binomial test. The rows are judged together: each at the level 1 - (1 -
 * 0.01)^(1/n) of n rows (Sidak), so that intervals that all cover as stated fail somewhere with a probability of 1 %; rows of one
 * load share their samples, which makes that an upper bound. The naive intervals are the planted error: the same test must refuse
 * them in every row.
 */
import { binomialTest } from '../../base/statistics/binomial-test.js';
import type { CoverageCount, IntervalCount } from './coverage-count.js';
import { coverageQuantities } from './coverage-quantity.js';
import { type CoverageRun, coverageRuns } from './coverage-run.js';

export interface CoverageShare {
  /** Share of the repeats whose interval holds the truth. */
  readonly coverage: number;
  /** Shares of the repeats whose interval lies below the truth, and above it. */
  readonly below: number;
  readonly above: number;
  /** Mean half-width over the true value. */
  readonly halfWidth: number;
  /** Probability of a share as far from the stated level as this one, if the level holds. */
  readonly pValue: number;
}

export interface CoverageRow extends CoverageShare {
  readonly load: number;
  /** Whether the run is long enough; only then the row is judged. */
  readonly long: boolean;
  readonly quantity: string;
  readonly title: string;
  readonly unit: string;
  readonly truth: number;
  /** Stated coverage. */
  readonly level: number;
  readonly repeats: number;
  /** Least p-value that passes. */
  readonly threshold: number;
  readonly pass: boolean;
  readonly naive: CoverageShare & { readonly rejected: boolean };
}

/** Probability that a row fails though every interval covers as stated. */
export const jointLevel = 0.01;

export function coverageRowsOf(run: CoverageRun, repeats: number, counts: readonly CoverageCount[]): CoverageRow[] {
  const cells = coverageRuns.filter(({ long }) => long).length * coverageQuantities.length;
  const threshold = -Math.expm1(Math.log1p(-jointLevel) / cells);
  const level = run.scenario.confidence;
  return coverageQuantities.map(({ id, title, unit, truth: truthOf }, index) => {
    const truth = truthOf(run);
    const share = shareOf(counts[index]!.intervals, repeats, level, truth);
    const naive = shareOf(counts[index]!.naive, repeats, level, truth);
    return {
      load: run.load,
      long: run.long,
      quantity: id,
      title,
      unit,
      truth,
      level,
      repeats,
      ...share,
      threshold,
      pass: share.pValue >= threshold,
      naive: { ...naive, rejected: naive.pValue < threshold },
    };
  });
}

function shareOf(
  { covered, below, above, halfWidths }: IntervalCount,
  repeats: number,
  level: number,
  truth: number,
): CoverageShare {
  return {
    coverage: covered / repeats,
    below: below / repeats,
    above: above / repeats,
    halfWidth: halfWidths / repeats / truth,
    pValue: binomialTest(covered, repeats, level),
  };
}
