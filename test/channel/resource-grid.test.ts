import { describe, expect, it } from 'vitest';
import {
  resourceBlockCount,
  resourceBlockSlots,
  resourceElementsPerBlock,
  slotDuration,
} from '../../src/channel/resource-grid.js';

describe('resource grid', () => {
  it('has slots of 1 ms / 2^mu', () => {
    expect([15e3, 30e3, 60e3, 120e3, 240e3].map(slotDuration)).toEqual([1_000_000, 500_000, 250_000, 125_000, 62_500]);
    expect(() => slotDuration(20e3)).toThrow(/20000 Hz/);
  });

  it('has 144 data elements in a block with two pilot symbols', () => {
    expect(resourceElementsPerBlock(2)).toBe(144);
    expect(resourceElementsPerBlock(0)).toBe(168);
    expect(() => resourceElementsPerBlock(14)).toThrow(/14/);
  });

  it('counts blocks as the standard does', () => {
    expect(resourceBlockCount(20e6, 30e3)).toBe(51);
    expect(resourceBlockCount(20e6, 15e3)).toBe(106);
    expect(resourceBlockCount(100e6, 30e3)).toBe(273);
    expect(resourceBlockCount(400e6, 120e3)).toBe(264);
    expect(() => resourceBlockCount(5e6, 60e3)).toThrow(/10, 15, 20/);
    expect(() => resourceBlockCount(5e6, 45e3)).toThrow(/45 kHz/);
  });

  it('charges a 512-value code and its header three blocks, a 10,000-use image seventy-one', () => {
    expect(resourceBlockSlots(256 + 112, 144)).toBe(3);
    expect(resourceBlockSlots(10_000 + 112, 144)).toBe(71);
    expect(resourceBlockSlots(144, 144)).toBe(1);
  });
});
