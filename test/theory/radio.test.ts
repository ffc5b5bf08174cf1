/** Closed forms of fading, erasures and retransmission against tables computed by independent programs. */
import { describe, expect, it } from 'vitest';
import { meanTries, residualLoss, unlimitedArqService } from '../../src/theory/arq.js';
import { rayleighMean } from '../../src/theory/fading-mean.js';
import {
  badShare,
  badTimeShare,
  burstExceeds,
  indexOfDispersion,
  lossCountVariance,
  stateMean,
  stepAutocorrelation,
  timeAutocorrelation,
} from '../../src/theory/gilbert-elliott.js';
import { mg1MeanWait } from '../../src/theory/mg1.js';
import {
  jakesAutocorrelation,
  levelCrossingRate,
  meanFadeDuration,
  rayleighOutage,
  rayleighPowerCdf,
} from '../../src/theory/rayleigh.js';

describe('Gilbert-Elliott with p = 0.01, r = 0.1', () => {
  const chain = { goodToBad: 0.01, badToGood: 0.1 };

  it('has the tabulated moments', () => {
    expect(badShare(chain)).toBeCloseTo(0.09091, 5);
    expect(burstExceeds(chain, 20)).toBeCloseTo(0.12158, 5);
    expect([1, 5, 20].map((lag) => stepAutocorrelation(chain, lag).toFixed(4))).toEqual(['0.8900', '0.5584', '0.0972']);
    expect(lossCountVariance(chain, 100)).toBeCloseTo(129.84, 2);
    expect(indexOfDispersion(chain)).toBeCloseTo(15.62, 2);
    expect(stateMean(badShare(chain), 0.01, 0.5)).toBeCloseTo(0.05455, 5);
  });

  it('in time is the limit of small steps', () => {
    expect(badTimeShare(10, 1)).toBeCloseTo(badShare(chain), 12);
    expect(timeAutocorrelation(100, 10, 5)).toBeCloseTo(Math.exp(-0.55), 12);
  });
});

describe('Rayleigh', () => {
  it('has the tabulated outage', () => {
    expect(rayleighPowerCdf(0.1)).toBeCloseTo(0.09516, 5);
    expect([0, 5, 10, 15, 20].map((db) => rayleighOutage(1, 10 ** (db / 10)).toFixed(5))).toEqual([
      '0.63212',
      '0.27111',
      '0.09516',
      '0.03113',
      '0.00995',
    ]);
  });

  it.each([
    [0.05, 0.97548],
    [0.1, 0.90371],
    [0.2, 0.64251],
    [0.3, 0.29056],
    [0.5, -0.30424],
    [0.38274, 0],
  ])('has the autocorrelation of Jakes at f_D tau = %f', (lag, value) => {
    expect(jakesAutocorrelation(1, lag)).toBeCloseTo(value, 4);
  });

  it.each([
    [0, 9.2214, 0.06855],
    [-5, 10.2743, 0.02639],
    [-10, 7.1723, 0.01327],
    [-20, 2.4817, 0.00401],
  ])('crosses the level %d dB', (levelDb, rate, fade) => {
    const rho = 10 ** (levelDb / 20);
    expect(levelCrossingRate(10, rho)).toBeCloseTo(rate, 4);
    expect(meanFadeDuration(10, rho)).toBeCloseTo(fade, 5);
    expect(levelCrossingRate(10, rho) * meanFadeDuration(10, rho)).toBeCloseTo(rayleighPowerCdf(rho * rho), 12);
  });
});

describe('mean over Rayleigh fading', () => {
  it('of a steep step is one minus the outage', () => {
    // A jumps from 0.1 to 0.9 at PSNR 10 dB: P(g > V 10).
    const table = { psnrDb: [10 - 1e-7, 10 + 1e-7], value: [0.1, 0.9] };
    const scale = 0.05;
    for (const g0 of [0.1, 1, 30]) {
      expect(rayleighMean(table, g0, scale)).toBeCloseTo(0.1 + 0.8 * Math.exp((-scale * 10) / g0), 6);
    }
  });

  it.each([
    [0, 0.8603],
    [10, 2.9065],
    [20, 5.884],
  ])('of the capacity is the ergodic capacity at %d dB', (db, capacity) => {
    const psnrDb = Array.from({ length: 2401 }, (_, i) => -60 + i * 0.05);
    const value = psnrDb.map((s) => Math.log2(1 + 10 ** (s / 10)));
    expect(rayleighMean({ psnrDb, value }, 10 ** (db / 10), 1)).toBeCloseTo(capacity, 3);
  });

  it('of a constant is the constant, of one point the point', () => {
    expect(rayleighMean({ psnrDb: [-2, 5, 42], value: [0.7, 0.7, 0.7] }, 4, 0.1)).toBe(0.7);
    expect(rayleighMean({ psnrDb: [3], value: [0.4] }, 4, 0.1)).toBe(0.4);
    expect(() => rayleighMean({ psnrDb: [3, 3], value: [0, 1] }, 4, 0.1)).toThrow(/ascend/);
    expect(() => rayleighMean({ psnrDb: [], value: [] }, 4, 0.1)).toThrow(/table/);
  });
});

describe('retransmission', () => {
  it.each([
    [0.1, 1.111, 0.0001],
    [0.3, 1.417, 0.0081],
    [0.5, 1.875, 0.0625],
  ])('with at most 4 tries at p = %f', (p, tries, residual) => {
    expect(meanTries(p, 4)).toBeCloseTo(tries, 3);
    expect(residualLoss(p, 4)).toBeCloseTo(residual, 10);
  });

  it('without limit makes the queue with geometric service', () => {
    expect(meanTries(0.2)).toBeCloseTo(1.25, 12);
    expect(meanTries(1, 4)).toBe(4);
    const { mean, secondMoment } = unlimitedArqService(0.2);
    expect(mg1MeanWait({ arrivalRate: 0.6, meanService: mean, serviceSecondMoment: secondMoment })).toBeCloseTo(
      2.25,
      10,
    );
  });
});
