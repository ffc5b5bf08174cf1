import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { isTime, MAX_TIME, MILLISECOND, secondsToTime, timeToSeconds } from '../../src/base/time.js';

describe('seconds to time', () => {
  test('rounds to the nearest nanosecond, halves up', () => {
    expect([0, 1e-9, 0.4e-9, 0.5e-9, 1.5e-9, 2.5e-9, 0.001].map(secondsToTime)).toEqual([
      0,
      1,
      0,
      1,
      2,
      3,
      MILLISECOND,
    ]);
    expect(Object.is(secondsToTime(-0), 0)).toBe(true);
  });

  test('an odd count of nanoseconds above 2^52 is kept', () => {
    // 4503599.627370497 s is 2^52 + 1 ns; adding 0.5 before rounding down would make it even.
    expect(secondsToTime(4503599.627370497)).toBe(2 ** 52 + 1);
  });

  test('is Math.round for every duration', () => {
    const half = fc.integer({ min: 0, max: 2 ** 52 - 1 }).map((whole) => whole + 0.5);
    const exact = fc.oneof(
      fc.double({ min: 0, max: 2 ** 53 - 1, noNaN: true }),
      fc.double({ min: 0, max: 10, noNaN: true }),
      half,
      half.map((value) => value * (1 - 2 ** -53)),
      half.map((value) => value * (1 + 2 ** -52)),
      fc.integer({ min: 2 ** 52, max: 2 ** 53 - 1 }),
      fc.constantFrom(0.5, 0.49999999999999994, 1.4999999999999998, 2 ** 52 - 0.5, 2 ** 52 + 1, 2 ** 53 - 1),
    );
    fc.assert(
      fc.property(exact, (time) => {
        const seconds = time / 1e9;
        fc.pre(seconds * 1e9 <= 2 ** 53 - 1);
        expect(secondsToTime(seconds)).toBe(Math.round(seconds * 1e9) + 0);
      }),
      { numRuns: 20_000 },
    );
  });

  test('the way through seconds and back is exact up to 26 days', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 51 - 1 }), (time) => {
        expect(secondsToTime(timeToSeconds(time))).toBe(time);
      }),
    );
  });

  test.each([Number.NaN, -1e-9, -1, Number.POSITIVE_INFINITY, 9.1e6])('refuses %s and names it', (seconds) => {
    expect(() => secondsToTime(seconds)).toThrow(ModelError);
    expect(() => secondsToTime(seconds)).toThrow(`time of ${seconds} s`);
  });
});

test('an instant is an integer from 0 to 2^53 - 1', () => {
  expect([0, 1, MAX_TIME].map(isTime)).toEqual([true, true, true]);
  expect([-1, 0.5, MAX_TIME + 1, Number.NaN, Number.POSITIVE_INFINITY].some(isTime)).toBe(false);
});
