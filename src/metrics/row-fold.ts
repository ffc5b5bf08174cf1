/** Folds the rows of one replication into the sums of its summary. */
import { QuantileSketch } from '../base/statistics/quantile-sketch.js';
import { TableUseSum } from '../base/statistics/table-error.js';
import { type SimTime, timeToSeconds } from '../base/time.js';
import type { RecordSink, RunRecord } from '../record/run-record.js';
import type { AccuracyMetric, Metric, QuantileMetric, RatioMetric, SequenceFold } from './metric.js';
import type { AccuracyCounts, RatioSums } from './replication-summary.js';

/** Spans of creation time whose mean latencies are looked at for a warm-up. */
export const latencySpans = 200;

export interface RowFoldOptions {
  readonly metrics: readonly Metric[];
  readonly imageCount: number;
  readonly window: { readonly from: SimTime; readonly to: SimTime };
}

export class RowFold implements RecordSink {
  private readonly options: RowFoldOptions;
  private readonly ratios: readonly { readonly metric: RatioMetric; readonly sums: RatioSums }[];
  private readonly sequences: readonly {
    readonly name: string;
    readonly fold: SequenceFold;
    readonly sums: RatioSums;
  }[];
  private readonly accuracies: readonly {
    readonly metric: AccuracyMetric;
    readonly counts: AccuracyCounts;
    readonly tables: TableUseSum;
  }[];
  /** One sketch per sample, fed by the first metric that names it. */
  private readonly sketches: readonly { readonly metric: QuantileMetric; readonly sketch: QuantileSketch }[];
  private readonly latencySums = new Float64Array(latencySpans);
  private readonly latencyCounts = new Float64Array(latencySpans);
  /** Rows seen, of whatever time. */
  written = 0;
  measured = 0;
  measuredAnswered = 0;
  sampled = 0;
  sampledCorrect = 0;
  unresolved = 0;
  /** FNV-1a over the predicted classes of sampled rows. */
  private answerHash = 0x811c9dc5;

  constructor(options: RowFoldOptions) {
    const { metrics, imageCount } = options;
    this.options = options;
    this.ratios = metrics
      .filter((metric) => metric.kind === 'ratio')
      .map((metric) => ({ metric, sums: { numerator: 0, denominator: 0, count: 0 } }));
    this.sequences = metrics
      .filter((metric) => metric.kind === 'sequence')
      .map((metric) => ({
        name: metric.name,
        fold: metric.begin(),
        sums: { numerator: 0, denominator: 0, count: 0 },
      }));
    this.accuracies = metrics
      .filter((metric) => metric.kind === 'accuracy')
      .map((metric) => ({
        metric,
        counts: { countByImage: new Int32Array(imageCount), correctByImage: new Int32Array(imageCount) },
        tables: new TableUseSum(),
      }));
    const samples = new Map<string, QuantileMetric>();
    for (const metric of metrics) {
      if (metric.kind === 'quantile' && !samples.has(metric.sample)) samples.set(metric.sample, metric);
    }
    this.sketches = [...samples.values()].map((metric) => ({ metric, sketch: new QuantileSketch() }));
  }

  write(record: RunRecord): void {
    const { from, to } = this.options.window;
    this.written++;
    if (record.created < to && record.outcome.kind === 'answered') this.addToSeries(record, to);
    if (record.sampled) this.hash(record.predicted);
    if (record.created < from || record.created >= to) return;
    this.measured++;
    if (record.outcome.kind === 'answered') this.measuredAnswered++;
    if (record.outcome.kind === 'unresolved') this.unresolved++;
    if (record.sampled) this.sampled++;
    if (record.sampled && record.correct) this.sampledCorrect++;
    for (const { metric, sums } of this.ratios) {
      if (!metric.counts(record)) continue;
      sums.count++;
      sums.numerator += metric.numerator(record);
      sums.denominator += metric.denominator?.(record) ?? 1;
    }
    for (const { fold, sums } of this.sequences) {
      const part = fold(record);
      if (part === undefined) continue;
      sums.count++;
      sums.numerator += part.numerator;
      sums.denominator += part.denominator;
    }
    for (const { metric, counts, tables } of this.accuracies) {
      if (!metric.counts(record)) continue;
      counts.countByImage[record.image]!++;
      if (metric.success(record)) counts.correctByImage[record.image]!++;
      const reading = metric.reading(record);
      if (reading !== undefined) tables.add(reading);
    }
    for (const { metric, sketch } of this.sketches) if (metric.counts(record)) sketch.add(metric.value(record));
  }

  result() {
    return {
      ratios: Object.fromEntries([
        ...this.ratios.map(({ metric, sums }) => [metric.name, sums] as const),
        ...this.sequences.map(({ name, sums }) => [name, sums] as const),
      ]),
      accuracies: Object.fromEntries(this.accuracies.map((entry) => [entry.metric.name, countsOf(entry)])),
      sketches: Object.fromEntries(this.sketches.map(({ metric, sketch }) => [metric.sample, sketch.toData()])),
      latencySeries: this.latencySums.map((sum, span) => sum / this.latencyCounts[span]!),
      unresolved: this.unresolved,
      answers: (this.answerHash >>> 0).toString(16).padStart(8, '0'),
    };
  }

  private addToSeries({ created, answered }: RunRecord, to: SimTime): void {
    const span = Math.floor((created / to) * latencySpans);
    this.latencySums[span]! += timeToSeconds(answered - created);
    this.latencyCounts[span]!++;
  }

  private hash(predicted: number): void {
    this.answerHash = Math.imul(this.answerHash ^ (predicted & 0xff), 0x01000193);
    this.answerHash = Math.imul(this.answerHash ^ ((predicted >> 8) & 0xff), 0x01000193);
  }
}

function countsOf({ counts, tables }: { counts: AccuracyCounts; tables: TableUseSum }): AccuracyCounts {
  const use = tables.result();
  return use === undefined ? counts : { ...counts, tables: use };
}
