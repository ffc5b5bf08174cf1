import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jainIndex } from '../../../src/base/statistics/jain-index.js';

const shares = fc.array(fc.double({ min: 0, max: 1e150, noNaN: true }), { minLength: 1, maxLength: 20 });

test('lies between 1/n and 1 and does not depend on the unit', () => {
  fc.assert(
    fc.property(shares, fc.constantFrom(2 ** -40, 1, 2 ** 40), (list, unit) => {
      fc.pre(list.some((share) => share > 1e-250));
      const index = jainIndex(list);
      expect(index).toBeGreaterThanOrEqual((1 / list.length) * (1 - 1e-12));
      expect(index).toBeLessThanOrEqual(1 + 1e-12);
      expect(jainIndex(list.map((share) => share * unit))).toBe(index);
    }),
  );
});

test('k equal shares among n are worth k/n', () => {
  expect(jainIndex([3, 3, 3])).toBe(1);
  expect(jainIndex([0, 5, 0, 5])).toBe(0.5);
  expect(jainIndex([7, 0, 0, 0])).toBe(0.25);
});

test('nothing to share has no fairness; a negative share is refused', () => {
  expect(jainIndex([0, 0])).toBeNaN();
  expect(() => jainIndex([])).toThrow('no shares');
  expect(() => jainIndex([1, -2])).toThrow('share -2 of 1');
});
