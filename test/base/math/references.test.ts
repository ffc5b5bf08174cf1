import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { besselJ0 } from '../../../src/base/math/bessel-j0.js';
import { erfc } from '../../../src/base/math/erfc.js';
import { exp } from '../../../src/base/math/exp.js';
import { lgamma } from '../../../src/base/math/lgamma.js';
import { log } from '../../../src/base/math/log.js';
import { cos, sin } from '../../../src/base/math/sin-cos.js';
import { cosTurn, sinTurn } from '../../../src/base/math/turn.js';

/** Function values from mpmath; fixtures/make-references.py writes them. */
const references: Record<string, [number, number][]> = JSON.parse(
  readFileSync(new URL('./fixtures/references.json', import.meta.url), 'utf8'),
);

/** Spacing of doubles at x. */
function ulp(x: number): number {
  const exponent = Math.floor(Math.log2(Math.abs(x)));
  return 2 ** Math.max(exponent - 52, -1074);
}

function largest(name: string, f: (x: number) => number, unit: (expected: number) => number): number {
  const rows = references[name]!;
  expect(rows.length).toBeGreaterThan(50);
  return Math.max(...rows.map(([x, y]) => Math.abs(f(x) - y) / unit(y)));
}

describe('largest error against mpmath', () => {
  // The stored value is itself rounded by up to half an ulp, so a function within 1 ulp is off the stored value by at most one step.
  test.each([
    ['exp', exp],
    ['log', log],
    ['sin', sin],
    ['cos', cos],
  ] as const)('%s: 1 ulp', (name, f) => {
    expect(largest(name, f, ulp)).toBeLessThanOrEqual(1);
  });

  test('sine and cosine of turns: 2.3e-16 absolute', () => {
    expect(largest('sinTurn', sinTurn, () => 2.3e-16)).toBeLessThan(1);
    expect(largest('cosTurn', cosTurn, () => 2.3e-16)).toBeLessThan(1);
  });

  test('erfc: 2e-15 relative', () => {
    expect(largest('erfc', erfc, (y) => 2e-15 * y)).toBeLessThan(1);
  });

  test('lgamma: 2e-14 absolute or 1e-15 relative', () => {
    expect(largest('lgamma', lgamma, (y) => Math.max(2e-14, 1e-15 * Math.abs(y)))).toBeLessThan(1);
  });

  test('J0: 1e-15 absolute', () => {
    expect(largest('j0', besselJ0, () => 1e-15)).toBeLessThan(1);
  });
});

describe('special values', () => {
  test('exp', () => {
    expect([exp(Number.NEGATIVE_INFINITY), exp(-746), exp(710), exp(0)]).toEqual([0, 0, Number.POSITIVE_INFINITY, 1]);
    expect(exp(Number.NaN)).toBeNaN();
  });

  test('log', () => {
    expect([log(0), log(1), log(Number.POSITIVE_INFINITY)]).toEqual([-Infinity, 0, Infinity]);
    expect([log(-1), log(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });

  test('sin, cos', () => {
    expect([sin(Number.NaN), cos(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
    expect(() => sin(1.1e9)).toThrow('1100000000 rad');
    expect(() => cos(Number.NEGATIVE_INFINITY)).toThrow('rad');
  });

  test('lgamma refuses its poles', () => {
    expect(() => lgamma(0)).toThrow('lgamma(0)');
    expect(() => lgamma(-1)).toThrow('lgamma(-1)');
  });
});
