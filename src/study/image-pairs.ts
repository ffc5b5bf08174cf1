/**
 * Accuracies compared request by request: both sides answer the same images in the same replications.
 *
 * The value of a request is `sum of factor x success`; its mean and clustered variance follow definitions of accuracy
 * intervals. Summaries hold sums per image and replication, not per request, so the sum of squared values is bounded from
 * below by `sum over cells of (cell sum)^2 / cell count`. It is subtracted in the variance: the interval errs on the wide
 * side, and only where a replication meets an image more than once. Where answers were drawn from measured tables, the
 * error of the cells that the sides use differently is added (`table-error.ts`). Sides with tables that do not count the same requests
 * are compared by replication, `V = (R-1)/R sum (d_(-r) - mean)^2` over the leave-one-out differences d_(-r), plus that error.
 */

import { accuracyLossInterval } from '../base/statistics/accuracy-interval.js';
import { type AccuracyMode, clusteredMean } from '../base/statistics/clustered-mean.js';
import { type Interval, symmetricInterval, unboundedInterval } from '../base/statistics/interval.js';
import { twoSidedProbability } from '../base/statistics/level.js';
import { studentQuantile } from '../base/statistics/student-t.js';
import { type SystematicError, systematicError, withSystematicError } from '../base/statistics/table-error.js';
import type { AccuracyCounts } from '../metrics/replication-summary.js';

/** One accuracy in a linear combination, by replication. */
export interface AccuracyTerm {
  readonly factor: number;
  readonly replications: readonly AccuracyCounts[];
}

/** Interval of `sum of factor x accuracy`; `undefined` when the terms do not count the same requests. */
export function pairedAccuracyInterval(
  mode: AccuracyMode,
  terms: readonly AccuracyTerm[],
  level: number,
): Interval | undefined {
  const first = terms[0]!.replications;
  const tables = tableErrorOf(terms);
  if (!terms.every(({ replications }) => sameRequests(first, replications))) {
    return tables.variance === 0 ? undefined : byReplication(terms, tables, level);
  }
  const cells = first.map(({ countByImage }, r) => {
    const sum = new Float64Array(countByImage.length);
    let squares = 0;
    for (let image = 0; image < sum.length; image++) {
      if (countByImage[image] === 0) continue;
      for (const { factor, replications } of terms) sum[image]! += factor * replications[r]!.correctByImage[image]!;
      squares += sum[image]! ** 2 / countByImage[image]!;
    }
    return { count: countByImage, sum, squares };
  });
  const undecided = cells.every(({ squares }) => squares === 0);
  if (undecided && tables.variance === 0) return withoutDisagreement(mode, first, level);
  const clustered = clusteredMean(mode, cells);
  if (!(clustered.degrees > 0)) return unboundedInterval(clustered.mean, level, 'one replication or one image');
  return intervalOf(clustered.mean, withSystematicError(clustered, tables), level);
}

const intervalOf = (mean: number, { variance, degrees }: SystematicError, level: number): Interval =>
  symmetricInterval(mean, studentQuantile(twoSidedProbability(level), degrees) * Math.sqrt(variance), level);

const total = (values: Int32Array): number => values.reduce((sum, value) => sum + value, 0);

/** Of each term's mean over its own requests. */
function tableErrorOf(terms: readonly AccuracyTerm[]): SystematicError {
  return systematicError(
    terms.flatMap(({ factor, replications }) => {
      const requests = replications.reduce((sum, { countByImage }) => sum + total(countByImage), 0);
      return replications.map(({ tables }) => ({ factor: factor / requests, use: tables }));
    }),
  );
}

/** The difference of pooled shares; replications are what is paired. */
function byReplication(terms: readonly AccuracyTerm[], tables: SystematicError, level: number): Interval {
  const count = terms[0]!.replications.length;
  const sums = terms.map(({ factor, replications }) => ({
    factor,
    counts: replications.map(({ countByImage }) => total(countByImage)),
    successes: replications.map(({ correctByImage }) => total(correctByImage)),
  }));
  const without = (left: number): number =>
    sums.reduce((sum, { factor, counts, successes }) => {
      const others = (values: readonly number[]): number =>
        values.reduce((rest, value, r) => (r === left ? rest : rest + value), 0);
      return sum + (factor * others(successes)) / others(counts);
    }, 0);
  const mean = without(-1);
  if (count < 2) return unboundedInterval(mean, level, 'one replication');
  const leftOut = Array.from({ length: count }, (_, r) => without(r));
  const centre = leftOut.reduce((sum, value) => sum + value, 0) / count;
  const variance = ((count - 1) / count) * leftOut.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return intervalOf(mean, withSystematicError({ variance, degrees: count - 1 }, tables), level);
}

function sameRequests(first: readonly AccuracyCounts[], second: readonly AccuracyCounts[]): boolean {
  return (
    first.length === second.length &&
    first.every(({ countByImage }, r) => {
      const other = second[r]!.countByImage;
      return countByImage.length === other.length && countByImage.every((count, image) => count === other[image]);
    })
  );
}

/** No request tells the sides apart: the variance says nothing, a bound on unseen disagreements does. */
function withoutDisagreement(mode: AccuracyMode, replications: readonly AccuracyCounts[], level: number): Interval {
  const none = (size: number): Int32Array => new Int32Array(size);
  return accuracyLossInterval(
    mode,
    replications.map(({ countByImage }) => ({
      countByImage,
      onlyFirstByImage: none(countByImage.length),
      onlySecondByImage: none(countByImage.length),
    })),
    level,
  );
}
