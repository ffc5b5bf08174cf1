/**
 * Count, mean and variance of a stream of values, in one pass and mergeable.
 *
 * Welford's update; merging by T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm
 * for computing sample variances" (1979). The variance is the sample variance, sum (x - mean)^2 / (n - 1).
 */

/** What `Moments` holds, as plain data for messages and files. */
export interface MomentsData {
  readonly count: number;
  readonly mean: number;
  readonly sumSquares: number;
  readonly minimum: number;
  readonly maximum: number;
}

export class Moments {
  #count = 0;
  #mean = 0;
  /** Sum of squared deviations from the mean. */
  #sumSquares = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  static fromData(data: MomentsData): Moments {
    const moments = new Moments();
    moments.#count = data.count;
    moments.#mean = data.mean;
    moments.#sumSquares = data.sumSquares;
    moments.#minimum = data.minimum;
    moments.#maximum = data.maximum;
    return moments;
  }

  toData(): MomentsData {
    return {
      count: this.#count,
      mean: this.#mean,
      sumSquares: this.#sumSquares,
      minimum: this.#minimum,
      maximum: this.#maximum,
    };
  }

  add(value: number): void {
    const delta = value - this.#mean;
    this.#count++;
    this.#mean += delta / this.#count;
    this.#sumSquares += delta * (value - this.#mean);
    if (value < this.#minimum) this.#minimum = value;
    if (value > this.#maximum) this.#maximum = value;
  }

  /** Takes in what the other has seen. */
  merge(other: Moments): void {
    const count = this.#count + other.#count;
    if (other.#count === 0) return;
    const delta = other.#mean - this.#mean;
    this.#sumSquares += other.#sumSquares + ((delta * delta * this.#count) / count) * other.#count;
    this.#mean += (delta * other.#count) / count;
    this.#count = count;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
  }

  get count(): number {
    return this.#count;
  }

  /** NaN when nothing was added. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** NaN below two values. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#sumSquares / (this.#count - 1);
  }

  get standardDeviation(): number {
    return Math.sqrt(this.variance);
  }

  /** Infinity when nothing was added. */
  get minimum(): number {
    return this.#minimum;
  }

  /** -Infinity when nothing was added. */
  get maximum(): number {
    return this.#maximum;
  }
}
