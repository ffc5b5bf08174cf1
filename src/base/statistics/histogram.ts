/**
 * Counts of a stream of values in bins of equal width or of equal ratio, mergeable.
 *
 * With n bins from `low` to `high`, bin i holds edge(i) <= x < edge(i + 1), and the last one `high` too. `equal`: edge(i) = low + i
 * (high - low) / n. `logarithmic`: edge(i) = low (high / low)^(i/n), low > 0. What lies outside is counted as below or above. Merging
 * adds the counts: the merged histogram is the histogram of the union.
 *
 * Limits: the range is chosen beforehand (a `QuantileSketch` needs none); counts are exact below 2^53.
 */
import { ModelError } from '../errors.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';

/** Where the bins lie: values in the unit of what is counted. */
export interface HistogramBins {
  readonly kind: 'equal' | 'logarithmic';
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/** What a histogram holds, as plain data that structured clone carries. */
export interface HistogramData extends HistogramBins {
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
}

const MOST_BINS = 1_000_000;

export class Histogram {
  /** The bins + 1 edges, ascending. */
  readonly edges: Float64Array;
  readonly #bins: HistogramBins;
  readonly #counts: Float64Array;
  /** Value, or logarithm of the value, of the first edge; bins per unit of it. */
  readonly #origin: number;
  readonly #perUnit: number;
  #below = 0;
  #above = 0;

  /** @throws ModelError unless low < high are finite (low > 0 for logarithmic bins) and there are 1 to 1e6 bins of different edges. */
  constructor({ kind, low, high, bins }: HistogramBins) {
    const least = kind === 'logarithmic' ? Number.MIN_VALUE : -Number.MAX_VALUE;
    if (!(low >= least && low < high && high <= Number.MAX_VALUE)) {
      const accepted = kind === 'logarithmic' ? '0 < low < high' : 'low < high';
      throw new ModelError(`${kind} bins from ${low} to ${high}: accepted is ${accepted}, finite`);
    }
    if (!(Number.isInteger(bins) && bins >= 1 && bins <= MOST_BINS)) {
      throw new ModelError(`${bins} bins of a histogram: accepted is an integer from 1 to ${MOST_BINS}`);
    }
    this.#bins = { kind, low, high, bins };
    this.#origin = kind === 'equal' ? low : log(low);
    const span = (kind === 'equal' ? high : log(high)) - this.#origin;
    this.#perUnit = bins / span;
    this.edges = Float64Array.from({ length: bins + 1 }, (_, i) =>
      kind === 'equal' ? low + (span * i) / bins : exp(this.#origin + (span * i) / bins),
    );
    this.edges[0] = low;
    this.edges[bins] = high;
    if (this.edges.some((edge, i) => i > 0 && !(edge > this.edges[i - 1]!))) {
      throw new ModelError(`${bins} bins from ${low} to ${high}: accepted are fewer, their edges coincide in doubles`);
    }
    this.#counts = new Float64Array(bins);
  }

  static fromData({ counts, below, above, ...bins }: HistogramData): Histogram {
    const histogram = new Histogram(bins);
    histogram.#counts.set(counts);
    histogram.#below = below;
    histogram.#above = above;
    return histogram;
  }

  toData(): HistogramData {
    return { ...this.#bins, counts: this.counts, below: this.#below, above: this.#above };
  }

  /** Counts by bin. */
  get counts(): Float64Array {
    return this.#counts.slice();
  }

  /** Values below the first edge. */
  get below(): number {
    return this.#below;
  }

  /** Values above the last edge. */
  get above(): number {
    return this.#above;
  }

  /** All values, those outside the range too. */
  get count(): number {
    return this.#counts.reduce((sum, count) => sum + count, this.#below + this.#above);
  }

  /** @throws ModelError for NaN. */
  add(value: number): void {
    const { kind, low, high, bins } = this.#bins;
    if (value < low) this.#below++;
    else if (value > high) this.#above++;
    else if (value === high) this.#counts[bins - 1]!++;
    else if (value >= low) {
      const position = ((kind === 'equal' ? value : log(value)) - this.#origin) * this.#perUnit;
      let bin = Math.min(bins - 1, Math.max(0, Math.floor(position)));
      // The position is rounded; the edges decide.
      while (value < this.edges[bin]!) bin--;
      while (value >= this.edges[bin + 1]!) bin++;
      this.#counts[bin]!++;
    } else throw new ModelError(`histogram of ${value}: accepted is a number`);
  }

  /** Takes in what the other has seen. @throws ModelError when the bins differ. */
  merge(other: Histogram): void {
    const { kind, low, high, bins } = other.#bins;
    const own = this.#bins;
    if (own.kind !== kind || own.low !== low || own.high !== high || own.bins !== bins) {
      const text = (b: HistogramBins): string => `${b.bins} ${b.kind} from ${b.low} to ${b.high}`;
      throw new ModelError(`merging histograms of bins ${text(own)} and ${text(other.#bins)}: accepted are equal bins`);
    }
    for (let i = 0; i < bins; i++) this.#counts[i]! += other.#counts[i]!;
    this.#below += other.#below;
    this.#above += other.#above;
  }
}
