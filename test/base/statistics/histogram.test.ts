import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Histogram, type HistogramBins } from '../../../src/base/statistics/histogram.js';

const equal: HistogramBins = { kind: 'equal', low: 0, high: 1, bins: 10 };
const decades: HistogramBins = { kind: 'logarithmic', low: 1e-3, high: 1e3, bins: 18 };

function histogramOf(bins: HistogramBins, values: readonly number[]): Histogram {
  const histogram = new Histogram(bins);
  for (const value of values) histogram.add(value);
  return histogram;
}

describe.each([
  ['equal', equal],
  ['logarithmic', decades],
] as const)('%s bins', (_, bins) => {
  const { edges } = new Histogram(bins);
  const value = fc.oneof(
    fc.double({ min: bins.low - 1, max: 2 * bins.high, noNaN: true }),
    fc.constantFrom(...edges),
    fc.constantFrom(...edges).map((edge) => edge * (1 - 2 ** -53)),
  );
  const values = fc.array(value, { maxLength: 50 });

  test('every value counts between the edges around it, whatever the rounding', () => {
    fc.assert(
      fc.property(value, (x) => {
        const { below, above, counts } = histogramOf(bins, [x]);
        const bin = counts.indexOf(1);
        if (x < bins.low) expect([below, above, bin]).toEqual([1, 0, -1]);
        else if (x > bins.high) expect([below, above, bin]).toEqual([0, 1, -1]);
        else {
          expect(edges[bin]).toBeLessThanOrEqual(x);
          if (x === bins.high) expect(bin).toBe(bins.bins - 1);
          else expect(edges[bin + 1]).toBeGreaterThan(x);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('merging two is the histogram of the union, through structured clone too', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const merged = Histogram.fromData(structuredClone(histogramOf(bins, first).toData()));
        merged.merge(histogramOf(bins, second));
        expect(merged.toData()).toEqual(histogramOf(bins, [...first, ...second]).toData());
        expect(merged.count).toBe(first.length + second.length);
      }),
    );
  });
});

test('edges by hand', () => {
  expect([...new Histogram({ kind: 'equal', low: -1, high: 2, bins: 3 }).edges]).toEqual([-1, 0, 1, 2]);
  const { edges } = new Histogram({ kind: 'logarithmic', low: 0.5, high: 8, bins: 2 });
  expect([edges[0], edges[2]]).toEqual([0.5, 8]);
  expect(edges[1]).toBeCloseTo(2, 14);
});

test('infinities lie outside', () => {
  const { below, above } = histogramOf(equal, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  expect([below, above]).toEqual([1, 1]);
});

test('refuses what it cannot hold', () => {
  expect(() => histogramOf(equal, [Number.NaN])).toThrow('histogram of NaN');
  expect(() => new Histogram({ ...decades, low: 0 })).toThrow('from 0 to 1000: accepted is 0 < low < high');
  expect(() => new Histogram({ ...equal, high: 0 })).toThrow('low < high');
  expect(() => new Histogram({ ...equal, high: Number.POSITIVE_INFINITY })).toThrow('finite');
  for (const bins of [0, 1.5, 2e6]) expect(() => new Histogram({ ...equal, bins })).toThrow(`${bins} bins`);
  expect(() => new Histogram({ kind: 'equal', low: 1, high: 1 + 2 ** -51, bins: 10 })).toThrow('coincide');
  expect(() => new Histogram(equal).merge(new Histogram({ ...equal, bins: 5 }))).toThrow('10 equal from 0 to 1 and 5');
});
