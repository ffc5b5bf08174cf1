import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestTransportBlock,
  smallestTransportBlock,
  transportBlockSize,
} from '../../src/channel/transport-block.js';

/** All sizes the rule can give up to about 60,000 bits, by walking through N_info. */
const sizesAt = (codeRate: number): number[] => {
  const sizes = new Set<number>();
  for (let bits = 1; bits < 60_000; bits++) sizes.add(transportBlockSize(bits, codeRate));
  return [...sizes].sort((a, b) => a - b);
};

describe('transportBlockSize', () => {
  it('gives the standard’s sizes', () => {
    // Four layers of 16QAM on 52 blocks of 120 elements at rate 0.48; the largest of all, 273 blocks of 256QAM.
    expect(transportBlockSize(52 * 120 * 0.48 * 4 * 4, 0.48)).toBe(48_168);
    expect(transportBlockSize(273 * 156 * (948 / 1024) * 8 * 4, 948 / 1024)).toBe(1_277_992);
    expect(transportBlockSize(1)).toBe(24);
    expect(transportBlockSize(3824)).toBe(3824);
    expect(transportBlockSize(3825)).toBe(3840);
  });

  it('has 93 entries in the table, all multiples of 8, and grows with the information bits', () => {
    const sizes = sizesAt(1 / 3);
    expect(sizes.filter((size) => size <= 3824)).toHaveLength(93);
    expect(sizes.every((size) => size % 8 === 0)).toBe(true);
    let last = 0;
    for (let bits = 1; bits < 20_000; bits++) {
      const size = transportBlockSize(bits);
      expect(size >= last).toBe(true);
      last = size;
    }
  });
});

describe.each([1 / 3, 1 / 5])('at code rate %f', (codeRate) => {
  const sizes = sizesAt(codeRate);
  const bits = fc.integer({ min: 1, max: 50_000 });

  it('the smallest block that holds the bits is the smallest of the standard’s sizes', () => {
    fc.assert(
      fc.property(bits, (n) => {
        expect(smallestTransportBlock(n, codeRate)).toBe(sizes.find((size) => size >= n));
      }),
      { numRuns: 500 },
    );
  });

  it('the largest block that fits is the largest of the standard’s sizes', () => {
    fc.assert(
      fc.property(bits, (n) => {
        expect(largestTransportBlock(n, codeRate)).toBe(sizes.findLast((size) => size <= n) ?? 0);
      }),
      { numRuns: 500 },
    );
  });

  it('sizes are their own smallest and largest', () => {
    for (const size of sizes.filter((entry) => entry < 50_000)) {
      expect(smallestTransportBlock(size, codeRate)).toBe(size);
      expect(largestTransportBlock(size, codeRate)).toBe(size);
    }
  });
});
