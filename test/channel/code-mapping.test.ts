import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeNoiseVariance,
  firstToldDb,
  lastToldDb,
  noiseScale,
  psnrDb,
  sigma2FromPsnrDb,
  ToldRule,
  toldScale,
} from '../../src/channel/code-mapping.js';

const grid = (variance: (c: number) => number) => ({
  toldMinimum: firstToldDb,
  toldVariance: Float64Array.from({ length: lastToldDb - firstToldDb + 1 }, (_, i) => variance(firstToldDb + i)),
});
const decibels = (x: number): number => 10 * Math.log10(x);

describe('noise of a code', () => {
  it('at E[x^2] = 0.294 has a PSNR 5.3 dB above the SNR in mode dc', () => {
    const scale = noiseScale('dc', { mean: 0.5, variance: 0.294 - 0.25 });
    expect(psnrDb(codeNoiseVariance(100, scale)) - 20).toBeCloseTo(5.3, 1);
    // Removing the offset alone is worth about 8 dB here.
    expect(decibels(scale / noiseScale('ac', { mean: 0.5, variance: 0.044 }))).toBeCloseTo(8.2, 1);
  });

  it('has PSNR and variance as inverses', () => {
    for (const psnr of [-2, 0, 13.7, 42]) expect(psnrDb(sigma2FromPsnrDb(psnr))).toBeCloseTo(psnr, 10);
    expect(psnrDb(0)).toBe(Number.POSITIVE_INFINITY);
    expect(codeNoiseVariance(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(() => codeNoiseVariance(-1, 1)).toThrow(/SNR/);
  });
});

describe('told condition', () => {
  it('is clip(round(PSNR + error)) when V does not depend on it', () => {
    const flat = grid(() => 0.05);
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 60, noNaN: true }),
        fc.double({ min: -6, max: 6, noNaN: true }),
        (snrDb, error) => {
          const exact = snrDb - decibels(0.05) + error;
          fc.pre(Math.abs(exact - Math.floor(exact) - 0.5) > 1e-9);
          const expected = Math.min(lastToldDb, Math.max(firstToldDb, Math.floor(exact + 0.5)));
          expect(new ToldRule(flat).condition(10 ** (snrDb / 10), error)).toBe(expected);
        },
      ),
    );
  });

  it('rounds halves up, and adds the error before rounding', () => {
    const flat = grid(() => 1);
    expect(new ToldRule(flat).condition(1, 10.5)).toBe(11);
    expect(new ToldRule(flat).condition(1, 0.5)).toBe(1);
    expect(new ToldRule(flat).condition(1, -0.5)).toBe(0);
    expect(new ToldRule(flat).condition(1, 10.4)).toBe(10);
    // Rounding twice would give 1 + 0.4 -> 1.
    expect(new ToldRule(flat).condition(10 ** 0.13, 0.3)).toBe(2);
  });

  it('is self-consistent when V depends on it', () => {
    const sloped = grid((c) => 0.02 + 0.001 * c);
    for (const snr of [0.5, 3, 20, 100, 1000]) {
      const told = new ToldRule(sloped).condition(snr);
      const distance = (c: number): number => Math.abs(decibels(snr / toldScale(c, sloped)) - c);
      for (let c = firstToldDb; c <= lastToldDb; c++) expect(distance(told)).toBeLessThanOrEqual(distance(c) + 1e-9);
    }
  });

  it('ends at the ends of the grid', () => {
    const flat = grid(() => 0.05);
    expect(new ToldRule(flat).condition(0)).toBe(-2);
    expect(new ToldRule(flat).condition(Number.POSITIVE_INFINITY)).toBe(42);
    expect(new ToldRule(flat).condition(1e9)).toBe(42);
    expect(() => new ToldRule(flat).condition(Number.NaN)).toThrow(/NaN/);
    expect(() => toldScale(43, flat)).toThrow(/43 dB/);
  });
});
