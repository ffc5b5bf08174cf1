import { describe, expect, it } from 'vitest';
import { accuracyLossInterval } from '../../src/base/statistics/accuracy-interval.js';
import { halfWidth } from '../../src/base/statistics/interval.js';
import { shareError, type TableUse } from '../../src/base/statistics/table-error.js';
import type { AccuracyCounts } from '../../src/metrics/replication-summary.js';
import { pairedAccuracyInterval } from '../../src/study/image-pairs.js';

/** One request per image and replication: first codec right on 90 %, second on 80 % of them, in the stated pattern. */
function answers(replications: number, images: number) {
  const right = (share: number, salt: number, r: number, image: number): number =>
    ((Math.imul(image + 1, 2654435761) ^ Math.imul(r + 1, 40503 * salt)) >>> 8) % 100 < share * 100 ? 1 : 0;
  const counts = (share: number, salt: number): AccuracyCounts[] =>
    Array.from({ length: replications }, (_, r) => ({
      countByImage: new Int32Array(images).fill(1),
      correctByImage: Int32Array.from({ length: images }, (_image, image) => right(share, salt, r, image)),
    }));
  return { first: counts(0.9, 1), second: counts(0.8, 3) };
}

describe('accuracies over the same requests', () => {
  const { first, second } = answers(6, 400);

  it.each(['population', 'fixedSet'] as const)('differ as the exact paired interval says (%s)', (mode) => {
    const paired = first.map(({ countByImage, correctByImage }, r) => {
      const other = second[r]!.correctByImage;
      return {
        countByImage,
        onlyFirstByImage: correctByImage.map((correct, image) => (correct > other[image]! ? 1 : 0)),
        onlySecondByImage: correctByImage.map((correct, image) => (correct < other[image]! ? 1 : 0)),
      };
    });
    const terms = [
      { factor: 1, replications: first },
      { factor: -1, replications: second },
    ];
    const exact = accuracyLossInterval(mode, paired, 0.95);
    const found = pairedAccuracyInterval(mode, terms, 0.95)!;
    expect(found.estimate).toBeCloseTo(exact.estimate, 12);
    expect(found.low).toBeCloseTo(exact.low, 12);
    expect(found.high).toBeCloseTo(exact.high, 12);
  });

  it('cannot be paired when they count different requests', () => {
    const fewer = second.map((counts) => ({
      ...counts,
      countByImage: counts.countByImage.map((n, i) => (i === 0 ? 0 : n)),
    }));
    expect(
      pairedAccuracyInterval(
        'population',
        [
          { factor: 1, replications: first },
          { factor: -1, replications: fewer },
        ],
        0.95,
      ),
    ).toBeUndefined();
  });

  it('that never differ still leave room for unseen disagreement', () => {
    const terms = [
      { factor: 1, replications: first },
      { factor: -1, replications: first },
    ];
    const { estimate, low, high } = pairedAccuracyInterval('population', terms, 0.95)!;
    expect(estimate).toBe(0);
    expect(high).toBeGreaterThan(0);
    expect(low).toBe(-high);
  });
});

describe('accuracies drawn from tables', () => {
  const { first, second } = answers(6, 400);
  const use = (id: string, accuracy: number): { tables: TableUse } => ({
    tables: {
      [id]: { accuracies: Float64Array.of(accuracy), images: Float64Array.of(900), weights: Float64Array.of(400) },
    },
  });
  const drawn = (counts: AccuracyCounts[], id: string, accuracy: number) =>
    counts.map((replication) => ({ ...replication, ...use(id, accuracy) }));
  const difference = (a: AccuracyCounts[], b: AccuracyCounts[]) =>
    pairedAccuracyInterval(
      'population',
      [
        { factor: 1, replications: a },
        { factor: -1, replications: b },
      ],
      0.95,
    );

  it('have the error of two tables in their difference, and none where both sides read one alike', () => {
    const without = halfWidth(difference(first, second)!);
    expect(halfWidth(difference(drawn(first, 'one', 0.9), drawn(second, 'one', 0.9))!)).toBeCloseTo(without, 12);
    const both = halfWidth(difference(drawn(first, 'one', 0.9), drawn(second, 'two', 0.8))!);
    const tables = Math.hypot(shareError(0.9, 900), shareError(0.8, 900));
    // The quantile of t for both lies between that of the tables, nearly normal, and that of the six replications.
    expect(both).toBeGreaterThan(Math.max(without, 1.96 * tables));
    expect(both).toBeLessThan(Math.hypot(without, 2.6 * tables));
  });

  it('are compared by replication where they count different requests', () => {
    const fewer = second.map((counts) => ({
      countByImage: counts.countByImage.map((n, image) => (image < 10 ? 0 : n)),
      correctByImage: counts.correctByImage.map((n, image) => (image < 10 ? 0 : n)),
    }));
    const share = (counts: AccuracyCounts[]) => {
      const total = (values: Int32Array) => values.reduce((sum, value) => sum + value, 0);
      const sum = (of: (one: AccuracyCounts) => Int32Array) => counts.reduce((all, one) => all + total(of(one)), 0);
      return sum((one) => one.correctByImage) / sum((one) => one.countByImage);
    };
    const found = difference(drawn(first, 'one', 0.9), drawn(fewer, 'two', 0.8))!;
    expect(found.estimate).toBeCloseTo(share(first) - share(fewer), 12);
    expect(halfWidth(found)).toBeGreaterThan(1.9 * Math.hypot(shareError(0.9, 900), shareError(0.8, 900)));
    expect(difference(first, fewer)).toBeUndefined();
  });
});
