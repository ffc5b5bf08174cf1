import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeyedDraws } from '../../../src/base/random/keyed-draws.js';
import { normalCdf } from '../../../src/base/statistics/normal-distribution.js';
import { chiSquareScore, kolmogorovSmirnov } from './goodness-of-fit.js';

const draws = new KeyedDraws({ seed: 3, replication: 2 });

function normals(source: KeyedDraws, length: number, ...key: Parameters<KeyedDraws['key']>): number[] {
  const out = new Float64Array(length);
  source.normalFill(source.key(...key), out);
  return [...out];
}

describe('a draw depends on its key only', () => {
  const identity = fc.tuple(fc.string({ maxLength: 8 }), fc.nat(1e6), fc.nat(1e6), fc.string({ maxLength: 8 }));

  test('never on what was drawn before', () => {
    fc.assert(
      fc.property(identity, fc.array(identity, { maxLength: 5 }), (key, others) => {
        const source = new KeyedDraws({ seed: 3, replication: 2 });
        for (const other of others) normals(source, 5, ...other);
        expect(normals(source, 7, ...key)).toEqual(normals(draws, 7, ...key));
      }),
    );
  });

  test('a longer fill begins with the shorter one; single draws are entries of the fill', () => {
    const key = draws.key('camera', 1, 2, 'noise');
    const uniforms = new Float64Array(9);
    draws.uniformFill(key, uniforms);
    const words = new Uint32Array(9);
    draws.bitsFill(key, words);
    for (let length = 0; length <= 9; length++) {
      expect(normals(draws, length, 'camera', 1, 2, 'noise')).toEqual(
        normals(draws, 9, 'camera', 1, 2, 'noise').slice(0, length),
      );
      const short = new Float64Array(length);
      draws.uniformFill(key, short);
      expect([...short]).toEqual([...uniforms.slice(0, length)]);
      const few = new Uint32Array(length);
      draws.bitsFill(key, few);
      expect([...few]).toEqual([...words.slice(0, length)]);
    }
    for (let i = 0; i < 9; i++) expect(draws.uniform(key, i)).toBe(uniforms[i]);
  });

  test('a key serves in any thread: it is plain numbers and needs no memory of the seed', () => {
    const key = structuredClone(draws.key('camera', 1, 2, 'noise'));
    const out = new Float32Array(4);
    new KeyedDraws({ seed: 99, replication: 0 }).normalFill(key, out);
    expect([...out]).toEqual(normals(draws, 4, 'camera', 1, 2, 'noise').map(Math.fround));
  });

  test('differs when any part of the key differs', () => {
    const other = new KeyedDraws({ seed: 4, replication: 2 });
    const later = new KeyedDraws({ seed: 3, replication: 3 });
    const heads = [
      normals(draws, 3, 'camera', 1, 2, 'noise'),
      normals(draws, 3, 'camera', 2, 1, 'noise'),
      normals(draws, 3, 'camera', 1, 3, 'noise'),
      normals(draws, 3, 'sensor', 1, 2, 'noise'),
      normals(draws, 3, 'camera', 1, 2, 'image'),
      normals(draws, 3, 'noise', 1, 2, 'camera'),
      normals(other, 3, 'camera', 1, 2, 'noise'),
      normals(later, 3, 'camera', 1, 2, 'noise'),
    ];
    expect(new Set(heads.map(String)).size).toBe(heads.length);
  });
});

describe('draws follow their distributions', () => {
  const REQUESTS = 400;
  const LENGTH = 501;

  function gather(fill: (request: number, out: Float64Array) => void): Float64Array {
    const all = new Float64Array(REQUESTS * LENGTH);
    for (let request = 0; request < REQUESTS; request++) {
      fill(request, all.subarray(request * LENGTH, (request + 1) * LENGTH));
    }
    return all;
  }

  const normal = gather((request, out) => draws.normalFill(draws.key('camera', 5, request, 'noise'), out));

  test('normals over many requests: distribution, tail, moments', () => {
    const n = normal.length;
    expect(kolmogorovSmirnov(normal, normalCdf)).toBeLessThan(2.6);
    const tail = normal.filter((z) => Math.abs(z) > 3.5).length;
    const expected = 2 * normalCdf(-3.5) * n;
    expect(Math.abs(tail - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    const squares = normal.reduce((sum, z) => sum + z * z, 0) / n;
    expect(Math.abs(squares - 1)).toBeLessThan(4.5 * Math.sqrt(2 / n));
  });

  test('normals: the two of a pair, and neighbouring requests, are uncorrelated', () => {
    for (const lag of [1, 2, LENGTH]) {
      let sum = 0;
      let squares = 0;
      const n = normal.length - lag;
      for (let i = 0; i < n; i++) {
        sum += normal[i]! * normal[i + lag]!;
        squares += (normal[i]! ** 2 - 1) * (normal[i + lag]! ** 2 - 1);
      }
      expect(Math.abs(sum / Math.sqrt(n))).toBeLessThan(4.5);
      expect(Math.abs(squares / (2 * Math.sqrt(n)))).toBeLessThan(4.5);
    }
  });

  test('uniforms', () => {
    const sample = gather((request, out) => draws.uniformFill(draws.key('camera', 5, request, 'image'), out));
    expect(kolmogorovSmirnov(sample, (u) => u)).toBeLessThan(2.6);
  });

  test('bits: every byte of every word', () => {
    const words = new Uint32Array(50_000);
    draws.bitsFill(draws.key('camera', 0, 0, 'erasure'), words);
    for (const shift of [0, 8, 16, 24]) {
      const counts = new Int32Array(256);
      for (const word of words) counts[(word >>> shift) & 255]!++;
      expect(Math.abs(chiSquareScore(counts))).toBeLessThan(4.5);
    }
  });

  test('uniforms, normals and bits of one key share nothing', () => {
    const key = draws.key('camera', 1, 1, 'noise');
    const uniforms = new Float64Array(2);
    draws.uniformFill(key, uniforms);
    const words = new Uint32Array(2);
    draws.bitsFill(key, words);
    const radius = Math.hypot(...normals(draws, 2, 'camera', 1, 1, 'noise'));
    expect(Math.floor(uniforms[0]! * 2 ** 32)).not.toBe(words[0]);
    expect(Math.abs(Math.exp(-radius * radius * 0.5) - (1 - uniforms[0]!))).toBeGreaterThan(1e-9);
  });
});

test('refuses a device index or request number that is no 32-bit count', () => {
  for (const wrong of [-1, 0.5, Number.NaN, 2 ** 32]) {
    expect(() => draws.key('camera', wrong, 0, 'noise')).toThrow(`device ${wrong}`);
    expect(() => draws.key('camera', 0, wrong, 'noise')).toThrow(`request ${wrong}`);
  }
  expect(() => draws.key('camera', 2 ** 32 - 1, 2 ** 32 - 1, 'noise')).not.toThrow();
});
