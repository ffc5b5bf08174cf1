/**
 * Shares of right answers on a set of images, and what a codec loses against the unsplit network on the same images.
 *
 * Loss: base right minus codec right per image, its mean, standard error over the images and one-sided 95 % upper bound. Shares
 * carry 95 % Wilson intervals. Both speak of images like these and of channels like those drawn.
 * Limits: images count as independent; where several share one draw of the channel, `clusteredLoss` takes it into account.
 */
import { pairedDifference } from '../../base/statistics/paired-difference.js';
import { studentQuantile } from '../../base/statistics/student-t.js';
import { wilsonInterval } from '../../base/statistics/wilson-interval.js';
import type { MeasuredShare } from '../../neural/model-card.js';
import type { AccuracyRow } from '../accuracy-table.js';

/** Percentage points. */
export interface MeasuredDifference {
  readonly mean: number;
  readonly standardError: number;
}

const level = 0.95;

export function measuredShare(correct: Uint8Array): MeasuredShare {
  const right = correct.reduce((sum, value) => sum + value, 0);
  const { low, high } = wilsonInterval(right, correct.length);
  return { percent: (100 * right) / correct.length, low: 100 * low, high: 100 * high, images: correct.length };
}

/** Accuracy and paired loss against the base. */
export function measuredLoss(base: Uint8Array, correct: Uint8Array): Omit<AccuracyRow, 'condition'> {
  const { mean, standardError, upper } = pairedDifference(base, correct, level);
  return {
    ...measuredShare(correct),
    loss: 100 * mean,
    lossStandardError: 100 * standardError,
    lossUpper: 100 * upper,
  };
}

/**
 * Mean over the images of what `a` has more than `b`: any numbers by image, such as readings of a table. Standard error from the deviations
 * themselves: mean of squares less square of the mean falls below zero by rounding where all differences are equal.
 */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): MeasuredDifference {
  const count = a.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i]! - b[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (a[i]! - b[i]! - mean) ** 2;
  return { mean: 100 * mean, standardError: 100 * Math.sqrt(squares / count / (count - 1)) };
}

/** What is null is not known of one group. */
export interface ClusteredLoss {
  readonly groups: number;
  readonly percent: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly images: number;
  readonly loss: number;
  readonly lossStandardError: number | null;
  readonly lossUpper: number | null;
}

/**
 * The same where consecutive `size` images share one draw of the channel: standard error over the B groups,
 * B/(B-1) sum_b (sum of (d - mean) in b)^2 / N^2, bound and interval with Student's t of B - 1 degrees of freedom. One group says nothing of
 * them: null.
 */
export function clusteredLoss(base: Uint8Array, correct: Uint8Array, size: number): ClusteredLoss {
  const groups = Math.ceil(base.length / size);
  const accuracy = clusteredMean(Float64Array.from(correct), size);
  const loss = clusteredMean(
    Float64Array.from(base, (right, image) => right - correct[image]!),
    size,
  );
  const means = { groups, images: base.length, percent: accuracy.mean, loss: loss.mean };
  if (groups === 1) return { ...means, low: null, high: null, lossStandardError: null, lossUpper: null };
  const spread = studentQuantile((1 + level) / 2, groups - 1) * accuracy.standardError;
  return {
    ...means,
    low: accuracy.mean - spread,
    high: accuracy.mean + spread,
    lossStandardError: loss.standardError,
    lossUpper: loss.mean + studentQuantile(level, groups - 1) * loss.standardError,
  };
}

function clusteredMean(values: Float64Array, size: number): MeasuredDifference {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const groups = Math.ceil(count / size);
  let squares = 0;
  for (let group = 0; group < groups; group++) {
    const part = values.subarray(group * size, (group + 1) * size);
    squares += part.reduce((sum, value) => sum + value - mean, 0) ** 2;
  }
  return { mean: 100 * mean, standardError: (100 * Math.sqrt((groups / (groups - 1)) * squares)) / count };
}
