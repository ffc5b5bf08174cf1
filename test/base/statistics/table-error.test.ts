/** The error of measured tables: its formula, and whether intervals with it cover the truth behind the table. */
import { describe, expect, test } from 'vitest';
import type { RandomStream } from '../../../src/base/random/random-stream.js';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { accuracyInterval, type ImageAnswers } from '../../../src/base/statistics/accuracy-interval.js';
import {
  noSystematicError,
  shareError,
  systematicError,
  type TableUse,
  TableUseSum,
  tableReading,
  withSystematicError,
} from '../../../src/base/statistics/table-error.js';

const table = { id: 'table', accuracies: [0.9, 0.5, 0.7], images: [100, 400, 400] };

function useOf(weights: readonly number[], from = table): TableUse {
  const sum = new TableUseSum();
  const cells = weights.map((_, cell) => cell);
  sum.add(tableReading(from, cells, weights));
  return sum.result()!;
}

describe('systematic error', () => {
  test('one cell has the standard error of its share', () => {
    expect(shareError(0.5, 396)).toBeCloseTo(0.025, 12);
    const { variance, degrees } = systematicError([{ factor: 1, use: useOf([0, 1, 0]) }]);
    expect(Math.sqrt(variance)).toBeCloseTo(shareError(0.5, 400), 12);
    expect(degrees).toBe(399);
  });

  test('cells of one sign err together as far as they can, cells of opposite sign add in squares', () => {
    const [a, b] = [shareError(0.9, 100), shareError(0.5, 400)];
    const mean = systematicError([{ factor: 1, use: useOf([0.25, 0.75, 0]) }]);
    const [q, p] = [92 / 104, 202 / 404];
    const covariance = (p - q * p) / Math.sqrt(104 * 404);
    expect(mean.variance).toBeCloseTo((0.25 * a) ** 2 + (0.75 * b) ** 2 + 2 * 0.25 * 0.75 * covariance, 14);
    expect(mean.degrees).toBe(99);
    // Cells of equal accuracy may err as one.
    const equal = { id: 'equal', accuracies: [0.8, 0.8], images: [50, 50] };
    expect(Math.sqrt(systematicError([{ factor: 1, use: useOf([0.3, 0.7], equal) }]).variance)).toBeCloseTo(
      shareError(0.8, 50),
      12,
    );
    const parts = [
      { factor: 1, use: useOf([1, 0, 0]) },
      { factor: -1, use: useOf([0, 1, 0]) },
    ];
    expect(systematicError(parts).variance).toBeCloseTo(a * a + b * b, 12);
  });

  test('what both sides of a difference use alike drops out, of the same table only', () => {
    const same = [
      { factor: 1, use: useOf([0.5, 0.5, 0]) },
      { factor: -1, use: useOf([0.5, 0.5, 0]) },
    ];
    expect(systematicError(same)).toEqual({ variance: 0, degrees: Number.POSITIVE_INFINITY });
    const other = [same[0]!, { factor: -1, use: useOf([0.5, 0.5, 0], { ...table, id: 'other' }) }];
    expect(systematicError(other).variance).toBeGreaterThan(0);
  });

  test('without tables there is none, and a share of 1 has some', () => {
    expect(systematicError([{ factor: 1, use: undefined }]).variance).toBe(0);
    expect(withSystematicError({ variance: 4, degrees: 3 }, noSystematicError)).toEqual({ variance: 4, degrees: 3 });
    expect(withSystematicError({ variance: 4, degrees: 3 }, { variance: 4, degrees: 3 })).toEqual({
      variance: 8,
      degrees: 6,
    });
    expect(shareError(1, 100)).toBeGreaterThan(0);
  });
});

const streams = new RandomStreams({ seed: 12, replication: 0 });
/** True accuracies of three cells and how often requests meet them. */
const truth = [0.93, 0.85, 0.6];
const shares = [0.6, 0.3, 0.1];
const trueMean = truth.reduce((sum, accuracy, cell) => sum + accuracy * shares[cell]!, 0);

type Measure = (stream: RandomStream, images: number) => number[];

/** Every cell on images of its own. */
const apart: Measure = (stream, images) => truth.map((accuracy) => countBelow(stream, images, accuracy) / images);

/** All cells on the same images, each image with one difficulty: as dependent as cells can be. */
const together: Measure = (stream, images) => {
  const right = truth.map(() => 0);
  for (let image = 0; image < images; image++) {
    const difficulty = stream.uniform();
    truth.forEach((accuracy, cell) => {
      if (difficulty < accuracy) right[cell]!++;
    });
  }
  return right.map((count) => count / images);
};

function countBelow(stream: RandomStream, trials: number, probability: number): number {
  let count = 0;
  for (let trial = 0; trial < trials; trial++) if (stream.uniform() < probability) count++;
  return count;
}

/** Measures a table, simulates requests that read it, and says whether the interval covers what was measured. */
function coverage(measure: Measure, images: number, requests: number, withTable: boolean, repeats: number): number {
  const stream = streams.stream(`${measure.name} ${images} ${requests} ${withTable}`);
  const virtual = 500;
  let covered = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const accuracies = measure(stream, images);
    const measured = { id: 'table', accuracies, images: truth.map(() => images) };
    const uses: TableUse[] = [];
    const replications = Array.from({ length: 5 }, (): ImageAnswers => {
      const countByImage = new Int32Array(virtual);
      const correctByImage = new Int32Array(virtual);
      const use = new TableUseSum();
      for (let request = 0; request < requests; request++) {
        const u = stream.uniform();
        const cell = u < shares[0]! ? 0 : u < shares[0]! + shares[1]! ? 1 : 2;
        const image = stream.integer(virtual);
        countByImage[image]!++;
        if (stream.uniform() < accuracies[cell]!) correctByImage[image]!++;
        use.add(tableReading(measured, [cell], [1]));
      }
      uses.push(use.result()!);
      return { countByImage, correctByImage };
    });
    const error = systematicError(uses.map((use) => ({ factor: 1 / (5 * requests), use })));
    const { low, high } = accuracyInterval('population', replications, 0.95, withTable ? error : undefined);
    if (low <= trueMean && trueMean <= high) covered++;
  }
  return covered / repeats;
}

describe('coverage of what the table was measured from', () => {
  const repeats = 300;
  const slack = 4 * Math.sqrt((0.95 * 0.05) / repeats);

  test('cells measured on the same images: as stated, never less', () => {
    const share = coverage(together, 400, 1000, true, repeats);
    expect(share).toBeGreaterThan(0.95 - slack);
    expect(share).toBeLessThan(0.995);
  });

  test('cells measured apart: not less than stated', () => {
    expect(coverage(apart, 400, 1000, true, repeats)).toBeGreaterThan(0.95 - slack);
  });

  test('a small table, a few requests', () => {
    expect(coverage(together, 60, 100, true, repeats)).toBeGreaterThan(0.95 - slack);
  });

  test('left out, it is missed', () => {
    expect(coverage(together, 400, 1000, false, repeats)).toBeLessThan(0.95 - 2 * slack);
  });
});
