/** Transforms of gaps and GI/M/1 against SciPy: `reference/make-gap-transforms.py` writes the numbers. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type GapTransform,
  lognormalTransform,
  paretoTransform,
  weibullTransform,
} from '../../src/theory/gap-transform.js';
import { gim1MeanWait, gim1WaitShare } from '../../src/theory/gim1.js';
import { mm1MeanWait } from '../../src/theory/mm1.js';

interface Reference {
  readonly law: 'lognormal' | 'weibull' | 'pareto';
  readonly rate: number;
  readonly parameter: number;
  readonly transforms: readonly (readonly [s: number, value: number])[];
  readonly waitShare: number;
  readonly meanWait: number;
}

const references: Reference[] = JSON.parse(
  readFileSync(new URL('./reference/gap-transforms.json', import.meta.url), 'utf8'),
);
const transformOf: Record<Reference['law'], (rate: number, parameter: number) => GapTransform> = {
  lognormal: lognormalTransform,
  weibull: weibullTransform,
  pareto: paretoTransform,
};

describe.each(references)('$law gaps, $parameter', ({ law, rate, parameter, transforms, waitShare, meanWait }) => {
  const transform = transformOf[law](rate, parameter);

  it('have the transform of quadrature', () => {
    for (const [s, value] of transforms) expect(Math.abs(transform(s) - value)).toBeLessThan(1e-11);
    expect(transform(0)).toBeCloseTo(1, 12);
  });

  it('make a queue of the same wait', () => {
    const queue = { arrivalRate: rate, transform, serviceRate: 1 };
    expect(gim1WaitShare(queue) / waitShare).toBeCloseTo(1, 9);
    expect(gim1MeanWait(queue) / meanWait).toBeCloseTo(1, 9);
  });
});

it('Weibull gaps of shape 1 make M/M/1; an unstable queue is refused', () => {
  const queue = { arrivalRate: 3, serviceRate: 4 };
  expect(gim1MeanWait({ ...queue, transform: weibullTransform(3, 1) })).toBeCloseTo(mm1MeanWait(queue), 9);
  expect(() => gim1MeanWait({ arrivalRate: 2, serviceRate: 2, transform: weibullTransform(2, 1) })).toThrow('2 and 2');
});
