/**
 * Intervals of an accuracy and of the loss of accuracy between two codecs, over replications that share a finite image set.
 *
 * The variance is that of `clustered-mean.ts`; the bounds are cut to what an accuracy can be. Where answers were drawn from measured
 * tables, the variance of these (`table-error.ts`) is added: V = V_clustered + V_table, nu = V^2 / (V_clustered^2 / nu_clustered +
 * V_table^2 / nu_table) after Satterthwaite.
 */
import { ModelError } from '../errors.js';
import { type AccuracyMode, type ClusteredMean, clusteredMean } from './clustered-mean.js';
import { DEFAULT_LEVEL, type Interval, unboundedInterval } from './interval.js';
import { checkProbability, twoSidedProbability } from './level.js';
import { studentQuantile } from './student-t.js';
import { noSystematicError, type SystematicError, withSystematicError } from './table-error.js';
import { wilsonInterval } from './wilson-interval.js';

/** Requests and correct answers of one replication, by index of the image in the set. */
export interface ImageAnswers {
  readonly countByImage: Int32Array;
  readonly correctByImage: Int32Array;
}

/** Requests of one replication answered by both codecs on the same image and channel, by index of the image in the set. */
export interface PairedImageAnswers {
  readonly countByImage: Int32Array;
  /** Requests that only the first codec answers correctly. */
  readonly onlyFirstByImage: Int32Array;
  /** Requests that only the second codec answers correctly. */
  readonly onlySecondByImage: Int32Array;
}

/**
 * Interval of the share of correct answers.
 *
 * When every answer, or none, is correct the clustered variance is 0 and says nothing: Wilson's interval on the
 * number of images met (`population`) or of requests (`fixedSet`) stands in, with a reason.
 *
 * @param systematic error of the tables that answers were drawn from
 * @throws ModelError without replications, on image sets of different size, or when more are correct than counted
 */
export function accuracyInterval(
  mode: AccuracyMode,
  replications: readonly ImageAnswers[],
  level = DEFAULT_LEVEL,
  systematic: SystematicError = noSystematicError,
): Interval {
  const probability = twoSidedProbability(level);
  const result = clusteredMean(
    mode,
    replications.map(({ countByImage, correctByImage }) => {
      checkAnswers(countByImage, correctByImage);
      return { count: countByImage, sum: correctByImage, squares: total(correctByImage) };
    }),
  );
  const refused = refusal(result, level);
  if (refused !== undefined) return refused;
  const all = { ...result, ...withSystematicError(result, systematic) };
  if (result.mean > 0 && result.mean < 1) return boundedInterval(all, probability, level, 0, 1);
  const extreme = extremeInterval(mode, result, level);
  if (systematic.variance === 0) return extreme;
  const { low, high } = boundedInterval(all, probability, level, 0, 1);
  return { ...extreme, low: Math.min(low, extreme.low), high: Math.max(high, extreme.high) };
}

/**
 * Interval of the accuracy the second codec loses against the first, request by request.
 *
 * When the two agree on every request the clustered variance is 0 and says nothing: the share of disagreements is
 * bounded by Wilson's interval on the number of images met (`population`) or of requests (`fixedSet`), with a reason.
 *
 * @throws ModelError as `accuracyInterval`
 */
export function accuracyLossInterval(
  mode: AccuracyMode,
  replications: readonly PairedImageAnswers[],
  level = DEFAULT_LEVEL,
): Interval {
  const probability = twoSidedProbability(level);
  const { result, disagreements } = pairedLoss(mode, replications);
  const refused = refusal(result, level);
  if (refused !== undefined) return refused;
  if (disagreements > 0) return boundedInterval(result, probability, level, -1, 1);
  const { high } = wilsonInterval(0, trials(mode, result), level);
  return {
    estimate: 0,
    low: -high,
    high,
    level,
    reason: `the codecs never disagree: Wilson interval on ${unit(mode, result)}`,
  };
}

/**
 * One-sided upper bound of that loss: "loses less than 2 points" holds when this lies below 0.02. Infinity when it
 * cannot be had.
 *
 * @throws ModelError as `accuracyInterval`
 */
export function accuracyLossUpperBound(
  mode: AccuracyMode,
  replications: readonly PairedImageAnswers[],
  level = DEFAULT_LEVEL,
): number {
  checkProbability(level, 'confidence level');
  const { result, disagreements } = pairedLoss(mode, replications);
  if (refusal(result, level) !== undefined) return Number.POSITIVE_INFINITY;
  if (disagreements === 0) return wilsonInterval(0, trials(mode, result), 2 * level - 1).high;
  return Math.min(1, result.mean + studentQuantile(level, result.degrees) * Math.sqrt(result.variance));
}

function pairedLoss(
  mode: AccuracyMode,
  replications: readonly PairedImageAnswers[],
): { result: ClusteredMean; disagreements: number } {
  const sums = replications.map(({ countByImage, onlyFirstByImage, onlySecondByImage }) => {
    if (onlyFirstByImage.length !== onlySecondByImage.length) {
      throw new ModelError(
        `answers on ${onlyFirstByImage.length} and ${onlySecondByImage.length} images: accepted are equal counts`,
      );
    }
    checkAnswers(
      countByImage,
      onlyFirstByImage.map((count, i) => count + onlySecondByImage[i]!),
    );
    return {
      count: countByImage,
      sum: onlyFirstByImage.map((count, i) => count - onlySecondByImage[i]!),
      squares: total(onlyFirstByImage) + total(onlySecondByImage),
    };
  });
  const disagreements = sums.reduce((sum, { squares }) => sum + squares, 0);
  return { result: clusteredMean(mode, sums), disagreements };
}

function refusal({ mean, degrees, requests, images }: ClusteredMean, level: number): Interval | undefined {
  if (requests === 0) return unboundedInterval(Number.NaN, level, 'no requests');
  if (degrees > 0) return undefined;
  return unboundedInterval(mean, level, images < 2 ? 'one image' : 'one replication');
}

function boundedInterval(
  { mean, variance, degrees }: ClusteredMean,
  probability: number,
  level: number,
  least: number,
  most: number,
): Interval {
  const halfWidth = studentQuantile(probability, degrees) * Math.sqrt(variance);
  return { estimate: mean, low: Math.max(least, mean - halfWidth), high: Math.min(most, mean + halfWidth), level };
}

function extremeInterval(mode: AccuracyMode, result: ClusteredMean, level: number): Interval {
  const n = trials(mode, result);
  const seen = result.mean === 1 ? 'every answer is correct' : 'no answer is correct';
  return {
    ...wilsonInterval(result.mean * n, n, level),
    reason: `${seen}: Wilson interval on ${unit(mode, result)}`,
  };
}

/** Independent trials behind a mean without variance: images for a population of images, requests for a fixed set. */
function trials(mode: AccuracyMode, { images, requests }: ClusteredMean): number {
  return mode === 'population' ? images : requests;
}

function unit(mode: AccuracyMode, result: ClusteredMean): string {
  return `${trials(mode, result)} ${mode === 'population' ? 'images' : 'requests'}`;
}

function checkAnswers(count: Int32Array, correct: Int32Array): void {
  if (count.length !== correct.length) {
    throw new ModelError(`answers on ${correct.length} images, requests on ${count.length}: accepted are equal counts`);
  }
  for (let i = 0; i < count.length; i++) {
    if (!(correct[i]! >= 0 && correct[i]! <= count[i]!)) {
      throw new ModelError(
        `${correct[i]} answers of ${count[i]} requests on image ${i}: accepted is 0 <= answers <= requests`,
      );
    }
  }
}

function total(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
