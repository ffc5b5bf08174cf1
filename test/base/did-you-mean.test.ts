import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, editDistance, nearestName } from '../../src/base/did-you-mean.js';

describe('edit distance', () => {
  test.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['bottelnet', 'bottlenet', 1],
    ['ca', 'abc', 3],
  ])('%s to %s is %i', (from, to, edits) => {
    expect(editDistance(from, to)).toBe(edits);
  });

  test('is symmetric, zero for equal strings only, at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
        const edits = editDistance(a, b);
        expect(edits).toBe(editDistance(b, a));
        expect(edits === 0).toBe(a === b);
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe('nearest name', () => {
  const accepted = ['round-robin', 'proportional-fair', 'max-rate'];

  test('finds a slip, whatever its case', () => {
    expect(nearestName('Round-Robbin', accepted)).toBe('round-robin');
    expect(didYouMean('max-raet', accepted)).toBe('; did you mean "max-rate"?');
  });

  test('offers nothing for a name unlike any', () => {
    expect(nearestName('fifo', accepted)).toBeUndefined();
    expect(didYouMean('fifo', accepted)).toBe('');
  });
});
