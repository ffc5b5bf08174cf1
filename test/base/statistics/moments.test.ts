import fc from 'fast-check';
import { mean, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Moments } from '../../../src/base/statistics/moments.js';
import { TimeWeighted } from '../../../src/base/statistics/time-weighted.js';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

function momentsOf(list: readonly number[]): Moments {
  const moments = new Moments();
  for (const value of list) moments.add(value);
  return moments;
}

/** Largest rounding error allowed on quantities of this size. */
function close(value: number, expected: number, size: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * (1 + size));
}

describe('moments', () => {
  test('equal the two-pass formulas', () => {
    fc.assert(
      fc.property(values, (list) => {
        const moments = momentsOf(list);
        const size = Math.max(...list.map(Math.abs));
        close(moments.mean, mean(list), size);
        close(moments.variance, sampleVariance(list), size * size);
        expect([moments.count, moments.minimum, moments.maximum]).toEqual([
          list.length,
          Math.min(...list),
          Math.max(...list),
        ]);
      }),
    );
  });

  test('merging two equals one over both, through plain data too', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const merged = Moments.fromData(structuredClone(momentsOf(first).toData()));
        merged.merge(momentsOf(second));
        const whole = momentsOf([...first, ...second]);
        const size = Math.max(...first.map(Math.abs), ...second.map(Math.abs));
        close(merged.mean, whole.mean, size);
        close(merged.variance, whole.variance, size * size);
        expect(merged.count).toBe(whole.count);
        expect([merged.minimum, merged.maximum]).toEqual([whole.minimum, whole.maximum]);
      }),
    );
  });

  test('a large mean does not swamp a small variance', () => {
    expect(momentsOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30);
  });

  test('nothing and one value', () => {
    const moments = new Moments();
    expect([moments.mean, moments.variance]).toEqual([Number.NaN, Number.NaN]);
    moments.merge(new Moments());
    moments.add(3);
    expect([moments.mean, moments.variance]).toEqual([3, Number.NaN]);
  });
});

describe('time-weighted state', () => {
  test('integral and average of a step function', () => {
    const state = new TimeWeighted(100, 2);
    state.update(110, 5);
    state.update(110, 1);
    state.update(130, 0);
    expect(state.integral(200)).toBe(2 * 10 + 1 * 20);
    expect(state.average(200)).toBe(0.4);
    expect([state.value, state.maximum]).toEqual([0, 5]);
  });

  test('no time gives the present value; the past is refused', () => {
    const state = new TimeWeighted(7, 3);
    expect(state.average(7)).toBe(3);
    expect(() => state.update(6, 0)).toThrow('at 6 ns');
    expect(() => state.integral(Number.NaN)).toThrow('NaN ns');
  });
});
