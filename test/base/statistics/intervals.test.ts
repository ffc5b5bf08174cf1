import fc from 'fast-check';
import { quantile } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { batchMeans } from '../../../src/base/statistics/batch-means.js';
import { binomialTest } from '../../../src/base/statistics/binomial-test.js';
import { fiellerInterval } from '../../../src/base/statistics/fieller-interval.js';
import { halfWidth } from '../../../src/base/statistics/interval.js';
import { sampleQuantileInterval, sketchQuantileInterval } from '../../../src/base/statistics/quantile-interval.js';
import { QuantileSketch } from '../../../src/base/statistics/quantile-sketch.js';
import { ratioInterval } from '../../../src/base/statistics/ratio-interval.js';
import { pairedDifference, tInterval } from '../../../src/base/statistics/t-interval.js';
import { wilsonInterval } from '../../../src/base/statistics/wilson-interval.js';

const UNBOUNDED = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

describe('t-interval', () => {
  test('ten values by hand', () => {
    // Mean 5.5, s^2 = 82.5 / 9, t_9(0.975) = 2.2621571627982053.
    const interval = tInterval([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(interval.estimate).toBe(5.5);
    expect(halfWidth(interval)).toBeCloseTo(2.2621571627982053 * Math.sqrt(82.5 / 9 / 10), 12);
    expect(interval.level).toBe(0.95);
  });

  test('one replication has no bounds and says why', () => {
    expect(tInterval([7])).toEqual({ estimate: 7, ...UNBOUNDED, level: 0.95, reason: 'one replication' });
  });

  test('refuses no values and a level outside (0, 1)', () => {
    expect(() => tInterval([])).toThrow('no values');
    expect(() => tInterval([1, 2], 1)).toThrow('confidence level 1');
  });

  test('a paired difference is the interval of the differences', () => {
    expect(pairedDifference([5, 7, 9], [1, 2, 6])).toEqual(tInterval([4, 5, 3]));
    expect(() => pairedDifference([1], [1, 2])).toThrow('1 and 2 values');
  });
});

describe('ratio of sums', () => {
  test('equal denominators give the t-interval of the ratios', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 12 }),
        (values) => {
          const ratio = ratioInterval(
            values,
            values.map(() => 4),
          );
          const direct = tInterval(values.map((value) => value / 4));
          expect(ratio.estimate).toBeCloseTo(direct.estimate, 9);
          expect(halfWidth(ratio)).toBeCloseTo(halfWidth(direct), 8);
        },
      ),
    );
  });

  test('three replications by hand', () => {
    // theta = 30/6; leaving one out: 25/5, 22/4, 13/3 with mean 89/18.
    const left = [5, 5.5, 13 / 3];
    const mean = (5 + 5.5 + 13 / 3) / 3;
    const variance = (2 / 3) * left.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const interval = ratioInterval([5, 8, 17], [1, 2, 3]);
    expect(interval.estimate).toBe(5);
    expect(halfWidth(interval)).toBeCloseTo(4.302652729696142 * Math.sqrt(variance), 10);
  });

  test('what cannot be bounded says why', () => {
    expect(ratioInterval([3], [2])).toEqual({ estimate: 1.5, ...UNBOUNDED, level: 0.95, reason: 'one replication' });
    expect(ratioInterval([0, 0], [0, 0]).reason).toMatch('denominator is 0');
    expect(ratioInterval([1, 0], [2, 0])).toMatchObject({ estimate: 0.5, ...UNBOUNDED });
    expect(() => ratioInterval([1, 2], [1])).toThrow('2 numerators and 1');
    expect(() => ratioInterval([1], [-1])).toThrow('denominator -1');
  });
});

describe('ratio of means after Fieller', () => {
  test('is the jackknife where the denominators are all alike', () => {
    const jackknife = ratioInterval([1, 4, 6, 2], [4, 4, 4, 4]);
    const fieller = fiellerInterval([1, 4, 6, 2], [4, 4, 4, 4]);
    expect(fieller.estimate).toBeCloseTo(jackknife.estimate, 12);
    expect(halfWidth(fieller)).toBeCloseTo(halfWidth(jackknife), 12);
  });

  test('has no bounds where the denominator cannot be told from 0, nor from one replication', () => {
    expect(fiellerInterval([1, 2, 3], [5, -1, 1])).toMatchObject({ ...UNBOUNDED, reason: expect.stringMatching('0') });
    expect(fiellerInterval([1, 2], [1, -1])).toMatchObject({ estimate: Number.NaN, ...UNBOUNDED });
    expect(fiellerInterval([3], [2])).toMatchObject({ estimate: 1.5, ...UNBOUNDED, reason: 'one replication' });
    expect(() => fiellerInterval([1, 2], [1])).toThrow('2 numerators and 1');
  });
});

describe('pooled quantile', () => {
  const replications = [0, 1, 2].map((r) => Float64Array.from({ length: 1000 }, (_, i) => ((i * 37) % 1000) + 10 * r));

  test('estimate and half-width by the definition', () => {
    const pooled = quantile(
      replications.flatMap((values) => [...values]),
      0.9,
    );
    const own = replications.map((values) => quantile([...values], 0.9));
    const squares = own.reduce((sum, value) => sum + (value - pooled) ** 2, 0);
    const interval = sampleQuantileInterval(replications, 0.9);
    expect(interval.estimate).toBe(pooled);
    expect(halfWidth(interval)).toBeCloseTo(4.302652729696142 * Math.sqrt(squares / 6), 9);
  });

  test('sketches agree with samples within their error', () => {
    const sketches = replications.map((values) => {
      const sketch = new QuantileSketch();
      for (const value of values) sketch.add(value);
      return sketch;
    });
    const exact = sampleQuantileInterval(replications, 0.9);
    const sketched = sketchQuantileInterval(sketches, 0.9);
    expect(Math.abs(sketched.estimate / exact.estimate - 1)).toBeLessThan(0.0025);
    expect(Math.abs(halfWidth(sketched) - halfWidth(exact))).toBeLessThan(5);
  });

  test('refused under 100 samples beyond the quantile in any replication', () => {
    const short = [replications[0]!, replications[1]!.slice(0, 999)];
    expect(sampleQuantileInterval(short, 0.9)).toEqual({
      estimate: Number.NaN,
      ...UNBOUNDED,
      level: 0.95,
      reason: 'refused: 99 samples beyond the 0.9 quantile in replication 1, 100 are needed',
    });
    expect(sampleQuantileInterval(replications, 0.1).reason).toBeUndefined();
    expect(sampleQuantileInterval(replications, 0.09).reason).toMatch('refused: 90');
  });

  test('one replication has no bounds; none is refused', () => {
    expect(sampleQuantileInterval([replications[0]!], 0.5)).toMatchObject({ ...UNBOUNDED, reason: 'one replication' });
    expect(() => sampleQuantileInterval([], 0.5)).toThrow('no replications');
    expect(() => sampleQuantileInterval(replications, 1)).toThrow('quantile 1');
  });
});

describe('Wilson interval', () => {
  test('ten of a hundred', () => {
    // R: prop.test(10, 100, correct = FALSE)$conf.int
    const { estimate, low, high } = wilsonInterval(10, 100);
    expect(estimate).toBe(0.1);
    expect(low).toBeCloseTo(0.05522914, 7);
    expect(high).toBeCloseTo(0.1743657, 7);
  });

  test('the extremes keep a width', () => {
    expect(wilsonInterval(0, 20)).toMatchObject({ estimate: 0, low: 0 });
    expect(wilsonInterval(0, 20).high).toBeCloseTo(0.1611252, 6);
    expect(wilsonInterval(20, 20).low).toBeCloseTo(1 - 0.1611252, 6);
    expect(wilsonInterval(0, 0)).toMatchObject({ ...UNBOUNDED, reason: 'no trials' });
    expect(() => wilsonInterval(3, 2)).toThrow('3 successes in 2 trials');
  });
});

test('batch means are the t-interval of the means of consecutive batches', () => {
  expect(batchMeans([1, 3, 5, 7, 9, 20, 100], 3)).toEqual(tInterval([2, 6, 14.5]));
  expect(() => batchMeans([1, 2], 3)).toThrow('3 batches of 2 values');
});

describe('binomial test', () => {
  test('nothing is less likely than the most likely count; one-sided extremes by hand', () => {
    expect(binomialTest(5, 10, 0.5)).toBeCloseTo(1, 12);
    expect(binomialTest(0, 4, 0.5)).toBeCloseTo(2 / 16, 12);
    expect(binomialTest(4, 4, 0.25)).toBeCloseTo(1 / 256, 12);
  });

  test('refuses what cannot be counted', () => {
    expect(() => binomialTest(3, 2, 0.5)).toThrow('3 successes in 2 trials');
    expect(() => binomialTest(1.5, 2, 0.5)).toThrow('1.5 successes');
    expect(() => binomialTest(1, 2, 1)).toThrow('probability 1');
  });
});
