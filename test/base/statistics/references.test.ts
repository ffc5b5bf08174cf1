/** The statistics against NumPy and SciPy: `reference/make-references.py` wrote the samples and what they should give. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accuracyInterval } from '../../../src/base/statistics/accuracy-interval.js';
import { batchMeans } from '../../../src/base/statistics/batch-means.js';
import { binomialTest } from '../../../src/base/statistics/binomial-test.js';
import { fiellerInterval } from '../../../src/base/statistics/fieller-interval.js';
import { Histogram, type HistogramBins } from '../../../src/base/statistics/histogram.js';
import type { Interval } from '../../../src/base/statistics/interval.js';
import { jainIndex } from '../../../src/base/statistics/jain-index.js';
import { Moments } from '../../../src/base/statistics/moments.js';
import { mser5 } from '../../../src/base/statistics/mser.js';
import { normalQuantile } from '../../../src/base/statistics/normal-distribution.js';
import { sampleQuantileInterval, sketchQuantileInterval } from '../../../src/base/statistics/quantile-interval.js';
import { QuantileSketch } from '../../../src/base/statistics/quantile-sketch.js';
import { ratioInterval } from '../../../src/base/statistics/ratio-interval.js';
import { studentQuantile } from '../../../src/base/statistics/student-t.js';
import { pairedDifference, tInterval } from '../../../src/base/statistics/t-interval.js';
import { TimeWeighted } from '../../../src/base/statistics/time-weighted.js';
import { wilsonInterval } from '../../../src/base/statistics/wilson-interval.js';

/** Level, estimate and bounds. */
type Row = readonly [level: number, estimate: number, low: number, high: number];

interface References {
  readonly normalQuantile: readonly (readonly [p: number, quantile: number])[];
  readonly studentQuantile: readonly (readonly [p: number, nu: number, quantile: number])[];
  readonly moments: readonly {
    readonly values: number[];
    readonly mean: number;
    readonly variance: number;
    readonly minimum: number;
    readonly maximum: number;
  }[];
  readonly timeWeighted: {
    readonly times: number[];
    readonly values: number[];
    readonly end: number;
    readonly integral: number;
    readonly average: number;
    readonly maximum: number;
  };
  readonly tIntervals: readonly { readonly values: number[]; readonly intervals: Row[] }[];
  readonly pairedDifference: { readonly first: number[]; readonly second: number[]; readonly intervals: Row[] };
  readonly wilson: readonly (readonly [successes: number, trials: number, ...row: Row])[];
  readonly ratios: readonly {
    readonly numerators: number[];
    readonly denominators: number[];
    readonly jackknife: Row[];
    readonly fieller: Row[];
  }[];
  readonly quantiles: readonly { readonly samples: number[][]; readonly p: number; readonly intervals: Row[] }[];
  readonly batchMeans: readonly { readonly values: number[]; readonly batches: number; readonly intervals: Row[] }[];
  readonly mser5: readonly { readonly values: number[]; readonly count: number }[];
  readonly accuracy: {
    readonly counts: number[][];
    readonly correct: number[][];
    readonly population: Row[];
    readonly fixedSet: Row[];
  };
  readonly histograms: readonly (HistogramBins & {
    readonly values: number[];
    readonly edges: number[];
    readonly counts: number[];
    readonly below: number;
    readonly above: number;
  })[];
  readonly jain: readonly (readonly [shares: number[], index: number])[];
  readonly binomialTest: readonly (readonly [successes: number, trials: number, p: number, pValue: number])[];
}

const references: References = JSON.parse(
  readFileSync(new URL('./reference/references.json', import.meta.url), 'utf8'),
);

/** @param error relative to `scale`, by default the expected value */
function expectNear(value: number, expected: number, error: number, scale = Math.abs(expected)): void {
  expect(Math.abs(value - expected), `${value} for ${expected}`).toBeLessThanOrEqual(error * scale);
}

/** Estimate and bounds to 1e-10 of their size. */
function expectIntervals(rows: readonly Row[], make: (level: number) => Interval): void {
  expect(rows.length).toBeGreaterThan(0);
  for (const [level, estimate, low, high] of rows) {
    const interval = make(level);
    const size = Math.max(Math.abs(low), Math.abs(high));
    expect(interval.level).toBe(level);
    expectNear(interval.estimate, estimate, 1e-10, size);
    expectNear(interval.low, low, 1e-10, size);
    expectNear(interval.high, high, 1e-10, size);
  }
}

describe('quantiles of distributions', () => {
  test('normal', () => {
    for (const [p, quantile] of references.normalQuantile) expectNear(normalQuantile(p), quantile, 1e-12);
  });

  test('Student t', () => {
    for (const [p, nu, quantile] of references.studentQuantile) expectNear(studentQuantile(p, nu), quantile, 1e-10);
  });
});

describe('sums of a stream', () => {
  test('moments', () => {
    for (const { values, mean, variance, minimum, maximum } of references.moments) {
      const moments = new Moments();
      for (const value of values) moments.add(value);
      expectNear(moments.mean, mean, 1e-14);
      // NumPy subtracts a rounded mean: at a mean of 1e9 and a variance of 1 both keep seven digits.
      expectNear(moments.variance, variance, mean > 1e6 ? 1e-7 : 1e-13);
      expect([moments.minimum, moments.maximum]).toEqual([minimum, maximum]);
    }
  });

  test('time-weighted state', () => {
    const { times, values, end, integral, average, maximum } = references.timeWeighted;
    const state = new TimeWeighted(times[0]!, values[0]!);
    for (let i = 1; i < times.length; i++) state.update(times[i]!, values[i]!);
    expect(state.integral(end)).toBe(integral);
    expectNear(state.average(end), average, 1e-14);
    expect(state.maximum).toBe(maximum);
  });

  test('quantile sketch: within its relative error of an order statistic', () => {
    for (const { samples, p } of references.quantiles) {
      const sketch = new QuantileSketch();
      const pooled = samples.flat().sort((a, b) => a - b);
      for (const value of pooled) sketch.add(value);
      const exact = pooled[Math.floor(p * (pooled.length - 1))]!;
      expectNear(sketch.quantile(p), exact, sketch.relativeError * (1 + 1e-9));
    }
  });

  test('histograms', () => {
    for (const { values, edges, counts, below, above, ...bins } of references.histograms) {
      const histogram = new Histogram(bins);
      for (const value of values) histogram.add(value);
      for (const [i, edge] of edges.entries())
        expectNear(histogram.edges[i]!, edge, bins.kind === 'equal' ? 1e-15 : 1e-14);
      expect([...histogram.counts]).toEqual(counts);
      expect([histogram.below, histogram.above]).toEqual([below, above]);
    }
  });

  test("Jain's index", () => {
    for (const [shares, index] of references.jain) expectNear(jainIndex(shares), index, 1e-14);
  });
});

describe('intervals', () => {
  test('mean, from replications', () => {
    for (const { values, intervals } of references.tIntervals) {
      expectIntervals(intervals, (level) => tInterval(values, level));
    }
  });

  test('paired difference', () => {
    const { first, second, intervals } = references.pairedDifference;
    expectIntervals(intervals, (level) => pairedDifference(first, second, level));
  });

  test('mean, from batches of one series', () => {
    for (const { values, batches, intervals } of references.batchMeans) {
      expectIntervals(intervals, (level) => batchMeans(values, batches, level));
    }
  });

  test('proportion, Wilson', () => {
    for (const [successes, trials, ...row] of references.wilson) {
      expectIntervals([row], (level) => wilsonInterval(successes, trials, level));
    }
  });

  test('ratio: jackknife and Fieller', () => {
    for (const { numerators, denominators, jackknife, fieller } of references.ratios) {
      expectIntervals(jackknife, (level) => ratioInterval(numerators, denominators, level));
      expectIntervals(fieller, (level) => fiellerInterval(numerators, denominators, level));
    }
  });

  test('quantile', () => {
    for (const { samples, p, intervals } of references.quantiles) {
      expectIntervals(intervals, (level) => sampleQuantileInterval(samples, p, level));
      // Two order statistics next to each other lie apart by less than 1 % here, and the sketch is off by 0.1 %.
      for (const [level, estimate, low, high] of intervals) {
        const sketches = samples.map((sample) => {
          const sketch = new QuantileSketch();
          for (const value of sample) sketch.add(value);
          return sketch;
        });
        const interval = sketchQuantileInterval(sketches, p, level);
        expectNear(interval.estimate, estimate, 0.01);
        expectNear((interval.high - interval.low) / (high - low), 1, 0.2);
      }
    }
  });

  test('accuracy over a finite image set, clustered both ways', () => {
    const { counts, correct, population, fixedSet } = references.accuracy;
    const answers = counts.map((row, r) => ({
      countByImage: Int32Array.from(row),
      correctByImage: Int32Array.from(correct[r]!),
    }));
    expectIntervals(population, (level) => accuracyInterval('population', answers, level));
    expectIntervals(fixedSet, (level) => accuracyInterval('fixedSet', answers, level));
  });
});

test('end of the warm-up by MSER-5', () => {
  for (const { values, count } of references.mser5) expect(mser5(values).count).toBe(count);
  expect(references.mser5[0]!.count).toBeGreaterThan(40);
});

test('two-sided binomial test', () => {
  for (const [successes, trials, p, pValue] of references.binomialTest) {
    expectNear(binomialTest(successes, trials, p), pValue, 1e-9);
  }
});
