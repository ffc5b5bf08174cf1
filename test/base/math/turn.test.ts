import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { log1p } from '../../../src/base/math/log1p.js';
import { cosTurn, sinTurn } from '../../../src/base/math/turn.js';

describe('sine and cosine of turns', () => {
  test('quarters of a turn are exact, however many', () => {
    for (const turns of [0, 1, 1e6, -1e6, 2 ** 31 - 1]) {
      expect([0, 0.25, 0.5, 0.75].map((u) => cosTurn(turns + u) + 0)).toEqual([1, 0, -1, 0]);
      expect([0, 0.25, 0.5, 0.75].map((u) => sinTurn(turns + u) + 0)).toEqual([0, 1, 0, -1]);
    }
  });

  test('symmetry and the unit circle', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: -1000, max: 1000 }), (fraction, turns) => {
        const u = fraction / 2 ** 40;
        expect(sinTurn(u + turns)).toBe(sinTurn(u));
        // The sign of a zero may be either.
        expect(sinTurn(-u) + 0).toBe(-sinTurn(u) + 0);
        expect(cosTurn(-u) + 0).toBe(cosTurn(u) + 0);
        expect(Math.abs(sinTurn(u) ** 2 + cosTurn(u) ** 2 - 1)).toBeLessThan(6e-16);
      }),
    );
  });
});

test('log1p is within 4 ulp of the built-in function', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1 + 2 ** -30, max: 1e6, noNaN: true }),
      fc.integer({ min: 0, max: 60 }),
      (x, shift) => {
        const y = x * 2 ** -shift;
        expect(Math.abs(log1p(y) - Math.log1p(y))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(Math.log1p(y)));
      },
    ),
    { numRuns: 2000 },
  );
  expect([log1p(-1), log1p(Number.POSITIVE_INFINITY), log1p(-2)]).toEqual([-Infinity, Infinity, Number.NaN]);
});
