import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashNames } from '../../../src/base/random/name-hash.js';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { chiSquareScore } from './goodness-of-fit.js';

function head(streams: RandomStreams, name: string): number[] {
  const stream = streams.stream(name);
  return Array.from({ length: 8 }, () => stream.uint32());
}

describe('streams by name', () => {
  test('depend on seed, replication and name only', () => {
    const names = fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.nat(), fc.nat(100), names, fc.string(), (seed, replication, others, name) => {
        const alone = head(new RandomStreams({ seed, replication }), name);
        const streams = new RandomStreams({ seed, replication });
        for (const other of others) streams.stream(other).normal();
        expect(head(streams, name)).toEqual(alone);
      }),
    );
  });

  test('differ when any of the three differs', () => {
    const options = [
      { seed: 1, replication: 0 },
      { seed: 1, replication: 1 },
      { seed: 2, replication: 0 },
      { seed: 1 + 2 ** 32, replication: 0 },
      { seed: 2 ** 53 - 1, replication: 0 },
    ];
    const names = ['', 'a', 'b', 'aa', 'a\0', '\0', 'device/camera/1', 'device/camera/11'];
    const heads = options.flatMap((option) => names.map((name) => head(new RandomStreams(option), name).join()));
    expect(new Set(heads).size).toBe(options.length * names.length);
  });

  test('how names are cut matters: ("ab", "c") is not ("a", "bc")', () => {
    const lists = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc']];
    const hashes = lists.map((list) => hashNames({ seed: 0, replication: 0 }, list).join());
    expect(new Set(hashes).size).toBe(lists.length);
  });

  test('first draws of many similar names are uniform and uncorrelated', () => {
    const streams = new RandomStreams({ seed: 1, replication: 0 });
    const first = Float64Array.from({ length: 20_000 }, (_, i) =>
      streams.stream(`device/camera/${i}/arrival`).uniform(),
    );
    const counts = new Int32Array(100);
    for (const u of first) counts[Math.floor(u * 100)]!++;
    expect(Math.abs(chiSquareScore(counts))).toBeLessThan(4.5);
    let sum = 0;
    for (let i = 0; i + 1 < first.length; i++) sum += (first[i]! - 0.5) * (first[i + 1]! - 0.5) * 12;
    expect(Math.abs(sum / Math.sqrt(first.length))).toBeLessThan(4.5);
  });

  /** Correlation of every pair of streams, in standard errors, at lags -1, 0 and 1: the largest, and a score of all squares. */
  function correlations(streams: readonly (() => number)[]): { readonly largest: number; readonly score: number } {
    const draws = 10_000;
    const samples = streams.map((next) =>
      Float64Array.from({ length: draws + 2 }, () => (next() - 0.5) * Math.sqrt(12)),
    );
    let largest = 0;
    let squares = 0;
    let count = 0;
    for (const [i, a] of samples.entries()) {
      for (const b of samples.slice(0, i)) {
        for (const lag of [0, 1, 2]) {
          let sum = 0;
          for (let k = 0; k < draws; k++) sum += a[k + 1]! * b[k + lag]!;
          const z = sum / Math.sqrt(draws);
          largest = Math.max(largest, Math.abs(z));
          squares += z * z;
          count++;
        }
      }
    }
    return { largest, score: (squares - count) / Math.sqrt(2 * count) };
  }

  test('sixty streams of similar names, seeds and replications are uncorrelated, pair by pair', () => {
    const streams = Array.from({ length: 60 }, (_, i) => {
      const [seed, replication, device] = [1 + (i % 3), Math.floor(i / 3) % 4, Math.floor(i / 12)];
      const stream = new RandomStreams({ seed, replication }).stream(`device/camera/${device}/arrival`);
      return () => stream.uniform();
    });
    // The largest of 5,310 normals exceeds 5.5 with probability 2e-4.
    const { largest, score } = correlations(streams);
    expect(largest).toBeLessThan(5.5);
    expect(Math.abs(score)).toBeLessThan(4.5);
  });

  test('streams that start one draw after the other are found out', () => {
    const streams = Array.from({ length: 6 }, (_, skipped) => {
      const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('device/camera/0/arrival');
      for (let i = 0; i < skipped; i++) stream.uniform();
      return () => stream.uniform();
    });
    const { largest, score } = correlations(streams);
    expect(largest).toBeGreaterThan(5.5);
    expect(score).toBeGreaterThan(4.5);
  });

  test('refuses a seed or replication out of range', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => new RandomStreams({ seed, replication: 0 })).toThrow(`seed ${seed}`);
    }
    for (const replication of [-1, 0.5, Number.NaN, 2 ** 32]) {
      expect(() => new RandomStreams({ seed: 0, replication })).toThrow(`replication ${replication}`);
    }
  });
});
