/**
 * Quantiles of a stream of non-negative values within a stated relative error, in memory that does not grow with
 * their number.
 *
 * DDSketch: C. Masson, J. E. Rim, H. K. Lee, "DDSketch: a fast and fully-mergeable quantile sketch with
 * relative-error guarantees", VLDB 12 (2019). With gamma = (1 + a) / (1 - a) a value x > 0 counts in bucket i =
 * ceil(ln x / ln gamma), which stands for 2 gamma^i / (gamma + 1): off any value of the bucket by at most the
 * relative error a. `quantile(p)` is the order statistic of rank floor(p (n - 1)), counted from 0, within a. Merging
 * adds the counts: the merged sketch is the sketch of the union.
 *
 * Limits: buckets for the observed range only, 1151 per decade at the default 0.1 %; counts are exact below 2^53.
 */
import { ModelError } from '../errors.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';

/** What a sketch holds, as plain data that structured clone carries. */
export interface QuantileSketchData {
  readonly relativeError: number;
  readonly zeros: number;
  /** Bucket index of `counts[0]`. */
  readonly first: number;
  readonly counts: Float64Array;
}

const DEFAULT_RELATIVE_ERROR = 0.001;

export class QuantileSketch {
  readonly relativeError: number;
  readonly #logGamma: number;
  readonly #inverseLogGamma: number;
  #zeros = 0;
  #count = 0;
  #first = 0;
  #counts = new Float64Array(0);

  /** @throws ModelError unless 0 < relativeError < 1. */
  constructor(options: { readonly relativeError?: number } = {}) {
    const relativeError = options.relativeError ?? DEFAULT_RELATIVE_ERROR;
    if (!(relativeError > 0 && relativeError < 1)) {
      throw new ModelError(
        `relative error ${relativeError} of a quantile sketch: accepted is a number between 0 and 1`,
      );
    }
    this.relativeError = relativeError;
    this.#logGamma = log((1 + relativeError) / (1 - relativeError));
    this.#inverseLogGamma = 1 / this.#logGamma;
  }

  static fromData(data: QuantileSketchData): QuantileSketch {
    const sketch = new QuantileSketch({ relativeError: data.relativeError });
    sketch.#zeros = data.zeros;
    sketch.#first = data.first;
    sketch.#counts = data.counts.slice();
    sketch.#count = data.zeros + data.counts.reduce((sum, count) => sum + count, 0);
    return sketch;
  }

  toData(): QuantileSketchData {
    return { relativeError: this.relativeError, zeros: this.#zeros, first: this.#first, counts: this.#counts.slice() };
  }

  get count(): number {
    return this.#count;
  }

  /** @throws ModelError for a negative, infinite or NaN value. */
  add(value: number): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new ModelError(`value ${value} in a quantile sketch: accepted is a finite number from 0 on`);
    }
    this.#count++;
    if (value === 0) {
      this.#zeros++;
      return;
    }
    const bucket = Math.ceil(log(value) * this.#inverseLogGamma);
    const index = bucket - this.#first;
    if (index >= 0 && index < this.#counts.length) this.#counts[index]!++;
    else {
      this.#cover(bucket, bucket);
      this.#counts[bucket - this.#first]!++;
    }
  }

  /** Takes in what the other has seen. @throws ModelError when the relative errors differ. */
  merge(other: QuantileSketch): void {
    if (other.relativeError !== this.relativeError) {
      throw new ModelError(
        `merging sketches of relative error ${this.relativeError} and ${other.relativeError}: accepted are equal errors`,
      );
    }
    this.#count += other.#count;
    this.#zeros += other.#zeros;
    const { length } = other.#counts;
    if (length === 0) return;
    const shift = other.#first;
    this.#cover(shift, shift + length - 1);
    for (let i = 0; i < length; i++) this.#counts[i + shift - this.#first]! += other.#counts[i]!;
  }

  /**
   * The order statistic of rank floor(p (n - 1)) within the relative error; NaN when nothing was added.
   *
   * @throws ModelError unless 0 <= p <= 1
   */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw new ModelError(`quantile ${p}: accepted is a number from 0 to 1`);
    if (this.#count === 0) return Number.NaN;
    const rank = Math.floor(p * (this.#count - 1));
    let seen = this.#zeros;
    if (seen > rank) return 0;
    let i = -1;
    while (seen <= rank) seen += this.#counts[++i]!;
    // 2 gamma^i / (gamma + 1) = gamma^i (1 - a).
    return exp((i + this.#first) * this.#logGamma) * (1 - this.relativeError);
  }

  /** Makes room for the buckets from `low` to `high`, with a margin so that growing is rare. */
  #cover(low: number, high: number): void {
    const { length } = this.#counts;
    const first = length === 0 ? low : Math.min(low, this.#first);
    const last = length === 0 ? high : Math.max(high, this.#first + length - 1);
    if (length > 0 && first === this.#first && last === this.#first + length - 1) return;
    const margin = 64 + ((last - first) >> 2);
    const from = first < this.#first || length === 0 ? first - margin : first;
    const to = last > this.#first + length - 1 || length === 0 ? last + margin : last;
    const counts = new Float64Array(to - from + 1);
    if (length > 0) counts.set(this.#counts, this.#first - from);
    this.#counts = counts;
    this.#first = from;
  }
}
