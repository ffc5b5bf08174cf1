import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from '../../../src/base/statistics/normal-distribution.js';
import { studentCdf, studentQuantile } from '../../../src/base/statistics/student-t.js';

/** Values from mpmath; ../math/fixtures/make-references.py writes them. */
const references: Record<string, number[][]> = JSON.parse(
  readFileSync(new URL('../math/fixtures/references.json', import.meta.url), 'utf8'),
);

function relativeError(value: number, expected: number): number {
  return expected === 0 ? Math.abs(value) : Math.abs(value / expected - 1);
}

function worst(rows: number[][], f: (...args: number[]) => number): number {
  return Math.max(...rows.map((row) => relativeError(f(...row.slice(0, -1)), row.at(-1)!)));
}

describe('relative error against mpmath', () => {
  test('normal distribution function: 2e-13', () => {
    expect(worst(references.normalCdf!, (x) => normalCdf(x!))).toBeLessThan(2e-13);
  });

  test('normal quantile: 1e-12', () => {
    expect(worst(references.normalQuantile!, (p) => normalQuantile(p!))).toBeLessThan(1e-12);
  });

  test('Student distribution function: 1e-12 up to 1e4 degrees of freedom, 2e-11 up to 1e6', () => {
    const rows = references.tCdf!;
    const usual = rows.filter(([, nu]) => nu! <= 1e4);
    expect(usual.length).toBe(72);
    expect(worst(usual, (t, nu) => studentCdf(t!, nu!))).toBeLessThan(1e-12);
    expect(worst(rows, (t, nu) => studentCdf(t!, nu!))).toBeLessThan(2e-11);
  });

  test('Student quantile: 1e-10', () => {
    expect(references.tQuantile!.length).toBe(112);
    expect(worst(references.tQuantile!, (p, nu) => studentQuantile(p!, nu!))).toBeLessThan(1e-10);
  });
});

describe('laws', () => {
  const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
  const degrees = fc.double({ min: 0.5, max: 5e4, noNaN: true });

  test('the quantile inverts the distribution function', () => {
    fc.assert(
      fc.property(probability, degrees, (p, nu) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
        expect(Math.abs(studentCdf(studentQuantile(p, nu), nu) / p - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  test('one degree of freedom is the Cauchy distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e3, max: 1e3, noNaN: true }), (t) => {
        expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      }),
    );
  });

  test('outside the domain is refused', () => {
    for (const p of [0, 1, -0.1, Number.NaN]) {
      expect(() => normalQuantile(p)).toThrow(`probability ${p}`);
      expect(() => studentQuantile(p, 3)).toThrow(`probability ${p}`);
    }
    for (const nu of [0, -1, Number.NaN]) {
      expect(() => studentQuantile(0.9, nu)).toThrow(`${nu} degrees of freedom`);
      expect(() => studentCdf(1, nu)).toThrow(`${nu} degrees of freedom`);
    }
  });
});
