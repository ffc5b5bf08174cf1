import { describe, expect, it } from 'vitest';
import {
  blockFails,
  capacityBitsPerUse,
  digitalBitsPerUse,
  headerLost,
  reportedSnrDb,
} from '../../src/channel/digital-rate.js';

describe('digital rate rule', () => {
  it('takes three quarters of the reported capacity, at most 6 bit per use, and waits below -5 dB', () => {
    expect(digitalBitsPerUse(10)).toBeCloseTo(0.75 * Math.log2(11), 12);
    expect(digitalBitsPerUse(40)).toBe(6);
    expect(digitalBitsPerUse(-5)).toBeCloseTo(0.75 * Math.log2(1 + 10 ** -0.5), 12);
    expect(digitalBitsPerUse(-6)).toBe(0);
    expect(digitalBitsPerUse(Number.NEGATIVE_INFINITY)).toBe(0);
  });

  it('reports whole decibels, halves up, error before rounding', () => {
    expect(reportedSnrDb(1, 0.5)).toBe(1);
    expect(reportedSnrDb(1, -0.5)).toBe(0);
    expect(reportedSnrDb(1, -0.6)).toBe(-1);
    expect(reportedSnrDb(100)).toBe(20);
    expect(reportedSnrDb(0)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('fails a block when the capacity lies below its rate', () => {
    expect(capacityBitsPerUse(1)).toBeCloseTo(1, 14);
    expect(blockFails(1, 1)).toBe(false);
    expect(blockFails(1, 0.999)).toBe(true);
  });

  it('loses the header where the capacity lies below half a bit', () => {
    expect(headerLost(Math.SQRT2 - 1)).toBe(false);
    for (const g of [0, 0.1, 0.41, 0.42, 1]) expect(headerLost(g)).toBe(Math.log2(1 + g) < 0.5);
  });
});
