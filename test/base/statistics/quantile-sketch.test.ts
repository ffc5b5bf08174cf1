import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { QuantileSketch } from '../../../src/base/statistics/quantile-sketch.js';

const PROBABILITIES = [0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1];
/** The logarithm that picks the bucket is rounded too. */
const ROUNDING = 1 + 1e-9;

function sketchOf(values: readonly number[], relativeError = 0.001): QuantileSketch {
  const sketch = new QuantileSketch({ relativeError });
  for (const value of values) sketch.add(value);
  return sketch;
}

function checkQuantiles(values: readonly number[], sketch: QuantileSketch): void {
  const sorted = Float64Array.from(values).sort();
  for (const p of PROBABILITIES) {
    const exact = sorted[Math.floor(p * (sorted.length - 1))]!;
    expect(Math.abs(sketch.quantile(p) - exact)).toBeLessThanOrEqual(exact * sketch.relativeError * ROUNDING);
  }
}

describe('quantile sketch', () => {
  test.each([
    ['exponential', (u: number) => -Math.log(1 - u)],
    ['lognormal', (u: number) => Math.exp(3 * Math.tan(3 * (u - 0.5)))],
    ['Pareto', (u: number) => (1 - u) ** (-1 / 1.1)],
    ['uniform with zeros', (u: number) => Math.max(0, u - 0.2)],
  ])('%s: within the relative error', (name, inverse) => {
    const stream = new RandomStreams({ seed: 5, replication: 0 }).stream(name);
    const values = Array.from({ length: 20000 }, () => inverse(stream.uniform()));
    checkQuantiles(values, sketchOf(values));
    checkQuantiles(values, sketchOf(values, 0.02));
  });

  const positive = fc.double({ min: 1e-20, max: 1e20, noNaN: true });
  const sample = fc.array(fc.oneof(positive, fc.double({ min: 0, max: 10, noNaN: true })), { maxLength: 40 });

  test('any values: within the relative error', () => {
    fc.assert(
      fc.property(sample, (values) => {
        fc.pre(values.length > 0 && values.every((value) => value === 0 || value > 1e-20));
        checkQuantiles(values, sketchOf(values, 0.01));
      }),
    );
  });

  test('merging two is the sketch of the union, through structured clone too', () => {
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const merged = QuantileSketch.fromData(structuredClone(sketchOf(first, 0.01).toData()));
        merged.merge(sketchOf(second, 0.01));
        const whole = sketchOf([...first, ...second], 0.01);
        expect(merged.count).toBe(first.length + second.length);
        for (const p of PROBABILITIES) expect(merged.quantile(p)).toBe(whole.quantile(p));
      }),
    );
  });

  test('refuses what it cannot hold', () => {
    const sketch = new QuantileSketch();
    expect(sketch.quantile(0.5)).toBeNaN();
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY]) expect(() => sketch.add(value)).toThrow(`${value}`);
    expect(() => sketch.quantile(1.5)).toThrow('quantile 1.5');
    expect(() => sketch.merge(new QuantileSketch({ relativeError: 0.02 }))).toThrow('0.001 and 0.02');
    expect(() => new QuantileSketch({ relativeError: 0 })).toThrow('relative error 0');
  });
});
