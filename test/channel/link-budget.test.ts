import { describe, expect, it } from 'vitest';
import { dbFromRatio, ratioFromDb } from '../../src/channel/decibel.js';
import { createLinkBudget } from '../../src/channel/link-budget.js';
import { freeSpacePathLossDb, logDistance } from '../../src/channel/path-loss.js';

const decibels = (x: number): number => 10 * Math.log10(x);

describe('decibels', () => {
  it('agree with the engine’s logarithm', () => {
    for (const db of [-174, -3, 0, 0.1, 23, 100]) {
      expect(ratioFromDb(db) / 10 ** (db / 10)).toBeCloseTo(1, 12);
      expect(dbFromRatio(10 ** (db / 10))).toBeCloseTo(db, 10);
    }
    expect(dbFromRatio(0)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('path loss', () => {
  it('is free space at the reference distance', () => {
    // 32.45 + 20 log10(f/GHz) + 20 log10(d/m); 46.6777 dB at 5.15 GHz and 1 m is ns-3's default, with c = 3e8 m/s.
    expect(freeSpacePathLossDb(1, 5.15e9) - 2 * decibels(3e8 / 299_792_458)).toBeCloseTo(46.6777, 3);
    expect(freeSpacePathLossDb(100, 3.5e9)).toBeCloseTo(32.45 + decibels(3.5 ** 2) + 40, 1);
  });

  it('grows by 10 n dB a decade', () => {
    const parameters = { kind: 'log-distance', exponent: 3.2, referenceDistance: 1, referenceLoss: 40 } as const;
    expect(logDistance.pathLossDb(parameters, { distanceM: 100, carrierHz: 1 })).toBeCloseTo(104, 10);
    expect(() => logDistance.pathLossDb(parameters, { distanceM: 0.5, carrierHz: 1 })).toThrow(/0.5 m/);
  });
});

describe('link budget', () => {
  const parameters = {
    subcarrierSpacingHz: 30e3,
    maximumPowerDbm: 23,
    p0Dbm: -85,
    alpha: 0.8,
    antennaGainDb: 0,
    noiseFigureDb: 5,
    pathLossDb: 110,
  };
  const budget = createLinkBudget(parameters);

  it('follows the dB formula', () => {
    for (const blocks of [1, 3, 10, 51]) {
      const power = Math.min(23, -85 + decibels(blocks) + 0.8 * 110);
      expect(decibels(budget.transmitPowerW(blocks)) + 30).toBeCloseTo(power, 10);
      const noise = -174 + decibels(12 * 30e3 * blocks) + 5;
      expect(decibels(budget.noiseW(blocks)) + 30).toBeCloseTo(noise, 10);
      expect(decibels(budget.snr(0.5, blocks))).toBeCloseTo(power - 110 + decibels(0.5) - noise, 10);
    }
  });

  it('counts noise over the allocated, not over the whole cell’s bandwidth', () => {
    const overCell = budget.receivedPowerW(1, 1) / budget.noiseW(51);
    expect(Math.abs(decibels(budget.snr(1, 1)) - decibels(overCell))).toBeCloseTo(decibels(51), 10);
  });

  it('spreads a capped power over the blocks', () => {
    const capped = createLinkBudget({ ...parameters, p0Dbm: 0 });
    expect(capped.transmitPowerW(1)).toBeCloseTo(0.19953, 5);
    expect(capped.snr(1, 1) / capped.snr(1, 10)).toBeCloseTo(10, 10);
    expect(budget.snr(1, 1) / budget.snr(1, 10)).toBeCloseTo(1, 10);
  });

  it('adds interference in the allocated bandwidth', () => {
    expect(budget.snr(1, 2, budget.noiseW(2))).toBeCloseTo(budget.snr(1, 2) / 2, 12);
    expect(budget.snr(0, 2)).toBe(0);
  });

  it('refuses what has no meaning', () => {
    expect(() => createLinkBudget({ ...parameters, alpha: 1.2 })).toThrow(/1.2/);
    expect(() => createLinkBudget({ ...parameters, subcarrierSpacingHz: 0 })).toThrow(/0 Hz/);
    expect(() => createLinkBudget({ ...parameters, pathLossDb: Number.NaN })).toThrow(/NaN/);
  });
});
