/**
 * Accuracies compared request by request: both sides answer the same images in the same replications.
 *
 * The value of a request is `sum of factor x success`; its mean and clustered variance follow definitions of accuracy
 * intervals. Summaries hold sums per image and replication, not per request, so the sum of squared values is bounded from
 * below by `sum over cells of (cell sum)^2 / cell count`. It is subtracted in the variance: the interval errs on the wide
 * side, and only where a replication meets an image more than once.
 */

import { accuracyLossInterval } from '../base/statistics/accuracy-interval.js';
import { type AccuracyMode, clusteredMean } from '../base/statistics/clustered-mean.js';
import { type Interval, symmetricInterval, unboundedInterval } from '../base/statistics/interval.js';
import { twoSidedProbability } from '../base/statistics/level.js';
import { studentQuantile } from '../base/statistics/student-t.js';
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
  if (!terms.every(({ replications }) => sameRequests(first, replications))) return undefined;
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
  if (cells.every(({ squares }) => squares === 0)) return withoutDisagreement(mode, first, level);
  const { mean, variance, degrees } = clusteredMean(mode, cells);
  if (!(degrees > 0)) return unboundedInterval(mean, level, 'one replication or one image');
  return symmetricInterval(mean, studentQuantile(twoSidedProbability(level), degrees) * Math.sqrt(variance), level);
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
