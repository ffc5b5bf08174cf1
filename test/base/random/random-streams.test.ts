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

  test('refuses a seed or replication out of range', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => new RandomStreams({ seed, replication: 0 })).toThrow(`seed ${seed}`);
    }
    for (const replication of [-1, 0.5, Number.NaN, 2 ** 32]) {
      expect(() => new RandomStreams({ seed: 0, replication })).toThrow(`replication ${replication}`);
    }
  });
});
