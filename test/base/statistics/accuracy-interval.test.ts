import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  accuracyInterval,
  accuracyLossInterval,
  accuracyLossUpperBound,
} from '../../../src/base/statistics/accuracy-interval.js';
import { halfWidth } from '../../../src/base/statistics/interval.js';
import { studentQuantile } from '../../../src/base/statistics/student-t.js';
import { wilsonInterval } from '../../../src/base/statistics/wilson-interval.js';

interface Request {
  readonly replication: number;
  readonly image: number;
  /** Answer of the first and the second codec. */
  readonly correct: boolean;
  readonly correctToo: boolean;
}

const IMAGES = 6;
const REPLICATIONS = 4;

const requests: fc.Arbitrary<Request[]> = fc.array(
  fc.record({
    replication: fc.nat(REPLICATIONS - 1),
    image: fc.nat(IMAGES - 1),
    correct: fc.boolean(),
    correctToo: fc.boolean(),
  }),
  { minLength: 3, maxLength: 60 },
);

function tally(list: readonly Request[], counts: (request: Request) => boolean, images = IMAGES): Int32Array[] {
  return Array.from({ length: REPLICATIONS }, (_, r) => {
    const byImage = new Int32Array(images);
    for (const request of list) if (request.replication === r && counts(request)) byImage[request.image]!++;
    return byImage;
  });
}

function answers(list: readonly Request[]) {
  const count = tally(list, () => true);
  const correct = tally(list, (request) => request.correct);
  return count.map((countByImage, r) => ({ countByImage, correctByImage: correct[r]! }));
}

function pairs(list: readonly Request[]) {
  const count = tally(list, () => true);
  const first = tally(list, (request) => request.correct && !request.correctToo);
  const second = tally(list, (request) => !request.correct && request.correctToo);
  return count.map((countByImage, r) => ({
    countByImage,
    onlyFirstByImage: first[r]!,
    onlySecondByImage: second[r]!,
  }));
}

/** Mean, V and nu from the list of requests, term by term as in the definition. */
function direct(list: readonly Request[], value: (request: Request) => number, mode: 'population' | 'fixedSet') {
  const n = list.length;
  const mean = list.reduce((sum, request) => sum + value(request), 0) / n;
  const clusters = (key: (request: Request) => number) => {
    const sums = new Map<number, number>();
    for (const request of list) sums.set(key(request), (sums.get(key(request)) ?? 0) + value(request) - mean);
    return [...sums.values()].reduce((sum, e) => sum + e * e, 0) / n ** 2;
  };
  const m = new Set(list.map((request) => request.image)).size;
  const r = REPLICATIONS;
  const byImage = (m / (m - 1)) * clusters((request) => request.image);
  const byRep = (r / (r - 1)) * clusters((request) => request.replication);
  const byRequest = list.reduce((sum, request) => sum + (value(request) - mean) ** 2, 0) / n ** 2;
  if (mode === 'fixedSet') return { mean, images: m, variance: byRep, degrees: r - 1 };
  const variance = Math.max(byImage, byRep, byImage + byRep - byRequest);
  return { mean, images: m, variance, degrees: variance ** 2 / (byImage ** 2 / (m - 1) + byRep ** 2 / (r - 1)) };
}

describe.each(['population', 'fixedSet'] as const)('%s', (mode) => {
  test('accuracy equals the direct computation', () => {
    fc.assert(
      fc.property(requests, (list) => {
        const expected = direct(list, ({ correct }) => Number(correct), mode);
        fc.pre(expected.images > 1 && expected.mean > 0 && expected.mean < 1 && expected.variance > 1e-9);
        const width = studentQuantile(0.975, expected.degrees) * Math.sqrt(expected.variance);
        const interval = accuracyInterval(mode, answers(list));
        expect(interval.estimate).toBeCloseTo(expected.mean, 12);
        expect(interval.low).toBeCloseTo(Math.max(0, expected.mean - width), 9);
        expect(interval.high).toBeCloseTo(Math.min(1, expected.mean + width), 9);
      }),
    );
  });

  test('loss equals the direct computation, and so does its one-sided bound', () => {
    fc.assert(
      fc.property(requests, (list) => {
        const expected = direct(list, ({ correct, correctToo }) => Number(correct) - Number(correctToo), mode);
        fc.pre(expected.images > 1 && expected.variance > 1e-9);
        const error = Math.sqrt(expected.variance);
        const interval = accuracyLossInterval(mode, pairs(list));
        const bound = accuracyLossUpperBound(mode, pairs(list));
        expect(interval.estimate).toBeCloseTo(expected.mean, 12);
        const high = expected.mean + studentQuantile(0.975, expected.degrees) * error;
        expect(interval.high).toBeCloseTo(Math.min(1, high), 9);
        expect(bound).toBeCloseTo(Math.min(1, expected.mean + studentQuantile(0.95, expected.degrees) * error), 9);
      }),
    );
  });
});

describe('what the clustered variance cannot tell', () => {
  const some = (correct: number) => ({
    countByImage: Int32Array.of(3, 0, 4, 1),
    correctByImage: Int32Array.of(3 * correct, 0, 4 * correct, correct),
  });

  test('every answer correct: Wilson on images, or on requests', () => {
    const population = accuracyInterval('population', [some(1), some(1)]);
    expect(population).toEqual({
      ...wilsonInterval(3, 3),
      reason: 'every answer is correct: Wilson interval on 3 images',
    });
    expect(accuracyInterval('fixedSet', [some(1), some(1)]).low).toBe(wilsonInterval(16, 16).low);
    expect(accuracyInterval('population', [some(0), some(0)]).high).toBe(wilsonInterval(0, 3).high);
  });

  test('codecs that never disagree keep a width', () => {
    const agree = {
      countByImage: Int32Array.of(5, 5),
      onlyFirstByImage: new Int32Array(2),
      onlySecondByImage: new Int32Array(2),
    };
    const interval = accuracyLossInterval('population', [agree, agree]);
    expect(interval.estimate).toBe(0);
    expect(halfWidth(interval)).toBe(wilsonInterval(0, 2).high);
    expect(interval.reason).toMatch('never disagree');
    expect(accuracyLossUpperBound('population', [agree, agree])).toBe(wilsonInterval(0, 2, 0.9).high);
  });

  test('one replication, one image, no request', () => {
    const one = { countByImage: Int32Array.of(4, 0), correctByImage: Int32Array.of(1, 0) };
    const none = { countByImage: Int32Array.of(0, 0), correctByImage: Int32Array.of(0, 0) };
    expect(accuracyInterval('population', [some(0)])).toMatchObject({ low: -Infinity, reason: 'one replication' });
    expect(accuracyInterval('population', [one, one])).toMatchObject({
      estimate: 0.25,
      high: Infinity,
      reason: 'one image',
    });
    expect(accuracyInterval('population', [none, none])).toMatchObject({ estimate: Number.NaN, reason: 'no requests' });
    const pair = {
      countByImage: Int32Array.of(1),
      onlyFirstByImage: Int32Array.of(1),
      onlySecondByImage: Int32Array.of(0),
    };
    expect(accuracyLossUpperBound('population', [pair])).toBe(Infinity);
  });

  test('refuses more answers than requests and image sets of different size', () => {
    const wrong = { countByImage: Int32Array.of(1), correctByImage: Int32Array.of(2) };
    expect(() => accuracyInterval('population', [wrong])).toThrow('2 answers of 1 requests on image 0');
    expect(() => accuracyInterval('population', [])).toThrow('no replications');
    const smaller = { countByImage: Int32Array.of(1), correctByImage: Int32Array.of(1) };
    expect(() => accuracyInterval('fixedSet', [some(1), smaller])).toThrow('accepted are 4 in every replication');
  });
});
