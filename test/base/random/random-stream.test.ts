import { describe, expect, test } from 'vitest';
import { lgamma } from '../../../src/base/math/lgamma.js';
import { RandomStream } from '../../../src/base/random/random-stream.js';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { normalCdf } from '../../../src/base/statistics/normal-distribution.js';
import { chiSquareScore, kolmogorovSmirnov } from './goodness-of-fit.js';

const DRAWS = 200_000;

function fresh(name: string): RandomStream {
  return new RandomStreams({ seed: 7, replication: 1 }).stream(name);
}

function draw(n: number, f: () => number): Float64Array {
  return Float64Array.from({ length: n }, f);
}

/** P(X <= x) of a gamma law by the series of the lower incomplete gamma function. */
function gammaCdf(shape: number, scale: number): (x: number) => number {
  return (x) => {
    const z = x / scale;
    if (z <= 0) return 0;
    let term = Math.exp(shape * Math.log(z) - z - lgamma(shape + 1));
    let sum = 0;
    for (let n = 1; term > 1e-17 * sum; n++) {
      sum += term;
      term *= z / (shape + n);
    }
    return Math.min(1, sum);
  };
}

/**
 * Output of the authors' xoshiro128plusplus.c (https://prng.di.unimi.it/xoshiro128plusplus.c, version 1.0), compiled with gcc: a
 * state, the first ten words from it, the millionth word, and the first million words under exclusive or. The ten words from 1, 2, 3, 4
 * stand in the tests of the crate rand_xoshiro too.
 */
const KNOWN_ANSWERS = [
  '00000001 00000002 00000003 00000004 : 00000281 00180387 c0183387 d1ae3b02 31e2310a fd275ab0 e67f7cec 50d07f0f 1d896e9b 2506d3c4 : 832336d4 afbe90f7',
  'ffffffff ffffffff ffffffff ffffffff : ffffff7e fffffffe ffffffff 07fd017f f007f83f 81c1feef 07f783dd e43315fa 0f75c530 1620f4a4 : 09f0cdf4 546932de',
  '243f6a88 85a308d3 13198a2e 03707344 : fc2e509b 0752bbbe b7649887 df56805c 9041c6f9 a679e4c5 8ffe5e54 183916d9 6968c3cf 138a8f0e : 10321133 f011ed1a',
];

test.each(KNOWN_ANSWERS)('xoshiro128++ known answer %s', (line) => {
  const [state, first, rest] = line
    .split(' : ')
    .map((part) => part.split(' ').map((word) => Number.parseInt(word, 16)));
  const words = new Uint32Array(1_000_000);
  const stream = new RandomStream(state!);
  for (let i = 0; i < words.length; i++) words[i] = stream.uint32();
  expect([...words.subarray(0, 10)]).toEqual(first);
  expect([words.at(-1), words.reduce((all, word) => all ^ word, 0) >>> 0]).toEqual(rest);
});

describe('variates follow their distributions', () => {
  test('uniform: distribution, range, and pairs of neighbours', () => {
    const stream = fresh('uniform');
    const sample = draw(DRAWS, () => stream.uniform());
    expect(kolmogorovSmirnov(sample, (u) => u)).toBeLessThan(2.6);
    expect(sample.every((u) => u >= 0 && u < 1)).toBe(true);
    const pairs = new Int32Array(32 * 32);
    for (let i = 0; i + 1 < DRAWS; i += 2) pairs[Math.floor(sample[i]! * 32) * 32 + Math.floor(sample[i + 1]! * 32)]!++;
    expect(Math.abs(chiSquareScore(pairs))).toBeLessThan(4.5);
  });

  test('uniform uses all 53 bits', () => {
    const stream = fresh('bits');
    const ones = new Int32Array(53);
    for (let i = 0; i < 20_000; i++) {
      let bits = BigInt(stream.uniform() * 2 ** 53);
      for (let bit = 0; bit < 53; bit++, bits >>= 1n) ones[bit]! += Number(bits & 1n);
    }
    // Each count is binomial with standard deviation 70.7.
    for (const count of ones) expect(Math.abs(count - 10_000)).toBeLessThan(5 * 70.7);
  });

  test('exponential with its mean', () => {
    const stream = fresh('exponential');
    expect(
      kolmogorovSmirnov(
        draw(DRAWS, () => stream.exponential(3)),
        (x) => 1 - Math.exp(-x / 3),
      ),
    ).toBeLessThan(2.6);
  });

  test.each([0.04, 0.25, 1, 2, 4])(
    'gamma of squared coefficient of variation %f: distribution, mean and tail',
    (scv) => {
      const stream = fresh(`gamma ${scv}`);
      const sample = draw(DRAWS, () => stream.gamma(3, scv));
      const cdf = gammaCdf(1 / scv, 3 * scv);
      expect(kolmogorovSmirnov(sample, cdf)).toBeLessThan(2.6);
      const mean = sample.reduce((sum, x) => sum + x, 0) / DRAWS;
      expect(Math.abs(mean / 3 - 1)).toBeLessThan(4.5 * Math.sqrt(scv / DRAWS));
      const far = 3 * (1 + 5 * Math.sqrt(scv));
      const expected = DRAWS * (1 - cdf(far));
      expect(Math.abs(sample.filter((x) => x > far).length - expected)).toBeLessThan(4.5 * Math.sqrt(expected) + 4.5);
      // The neighbouring law is told apart.
      expect(kolmogorovSmirnov(sample, gammaCdf(1.1 / scv, (3 * scv) / 1.1))).toBeGreaterThan(2.6);
    },
  );

  test('gamma without variation is its mean', () => expect(fresh('constant').gamma(3, 0)).toBe(3));

  test('normal: distribution, tail, and no correlation between neighbours', () => {
    const stream = fresh('normal');
    const sample = draw(DRAWS, () => stream.normal());
    expect(kolmogorovSmirnov(sample, normalCdf)).toBeLessThan(2.6);
    const tail = sample.filter((z) => Math.abs(z) > 3).length;
    const expected = 2 * normalCdf(-3) * DRAWS;
    expect(Math.abs(tail - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    for (const lag of [1, 2]) {
      let sum = 0;
      for (let i = 0; i + lag < DRAWS; i++) sum += sample[i]! * sample[i + lag]!;
      expect(Math.abs(sum / Math.sqrt(DRAWS))).toBeLessThan(4.5);
    }
  });

  test.each([2, 7, 1000])('integer below %i is uniform', (n) => {
    const stream = fresh(`integer ${n}`);
    const counts = new Int32Array(n);
    for (let i = 0; i < DRAWS; i++) counts[stream.integer(n)]!++;
    expect(Math.abs(chiSquareScore(counts))).toBeLessThan(4.5);
  });

  test('integer below 3 * 2^30 has no bias, which taking the remainder alone would have', () => {
    const stream = fresh('large');
    let low = 0;
    for (let i = 0; i < DRAWS; i++) if (stream.integer(3 * 2 ** 30) < 2 ** 30) low++;
    // A third; the plain remainder would give a half.
    expect(Math.abs(low - DRAWS / 3)).toBeLessThan(4.5 * Math.sqrt((DRAWS * 2) / 9));
    expect(new Set(draw(50, () => stream.integer(1)))).toEqual(new Set([0]));
    expect(Math.max(...draw(1000, () => stream.integer(2 ** 32)))).toBeGreaterThan(2 ** 31);
  });
});

test('refusals', () => {
  const stream = fresh('refusals');
  for (const n of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) expect(() => stream.integer(n)).toThrow(`integer(${n})`);
  for (const [mean, scv] of [
    [-1, 1],
    [1, -1],
    [Number.NaN, 1],
  ] as const) {
    expect(() => stream.gamma(mean, scv)).toThrow(`gamma(${mean}, ${scv})`);
  }
  expect(() => new RandomStream([0, 0, 0, 0])).toThrow('four zero words');
});
