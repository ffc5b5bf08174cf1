/** Noise and erasures on codes against closed forms, with wrong models that must fail. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyedDraws, type NoiseKey } from '../../src/base/random/keyed-draws.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { codeNoiseVariance, lmmseReceiver, noiseScale, type PowerMode } from '../../src/channel/code-mapping.js';
import { addAwgn, quantise } from '../../src/channel/impairment.js';
import { eraseBits } from './erase-bits.js';
import { estimateMean, kolmogorovLimit, kolmogorovStatistic, standardErrorsFrom } from './sample-statistics.js';

const draws = new KeyedDraws({ seed: 4, replication: 1 });
const key = (request: number): NoiseKey => draws.key('camera', 7, request, 'channel-noise');

/** Code values as a sigmoid makes them: in (0,1), not uniform. */
const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('code');
const code = Float64Array.from({ length: 20_000 }, () => 0.1 + 0.8 * stream.uniform() ** 2);
const mean = code.reduce((sum, x) => sum + x, 0) / code.length;
const variance = code.reduce((sum, x) => sum + (x - mean) ** 2, 0) / code.length;

describe('addAwgn', () => {
  const snr = 3.7;
  const squaredErrors = (sigma2: number) => {
    const out = new Float64Array(code.length);
    addAwgn(code, sigma2, key(0), draws, out);
    return out.map((y, j) => (y - code[j]!) ** 2);
  };

  it.each(['ac', 'dc', 'peak'] as const)('has variance scale/g in mode %s', (mode: PowerMode) => {
    const scale = noiseScale(mode, { mean, variance });
    expect(scale).toBeCloseTo({ ac: variance, dc: variance + mean ** 2, peak: 1 }[mode], 12);
    const sigma2 = codeNoiseVariance(snr, scale);
    expect(standardErrorsFrom(estimateMean(squaredErrors(sigma2)), scale / snr)).toBeLessThan(4);
    // The real/complex slip, and an offset that is not taken off before transmission.
    expect(standardErrorsFrom(estimateMean(squaredErrors(2 * sigma2)), scale / snr)).toBeGreaterThan(8);
    expect(standardErrorsFrom(estimateMean(squaredErrors(sigma2 / 2)), scale / snr)).toBeGreaterThan(8);
  });

  it('is Gaussian and fresh for every request', () => {
    const first = new Float64Array(code.length);
    const second = new Float64Array(code.length);
    addAwgn(code, 1, key(1), draws, first);
    addAwgn(code, 1, key(2), draws, second);
    const a = first.map((y, j) => y - code[j]!);
    const b = second.map((y, j) => y - code[j]!);
    expect(
      kolmogorovStatistic(
        a.map((z) => normalCdf(z)),
        (u) => u,
      ),
    ).toBeLessThan(kolmogorovLimit);
    expect(standardErrorsFrom(estimateMean(a.map((z, j) => z * b[j]!)), 0)).toBeLessThan(4);
  });

  it('gives a value its own variance, and the same noise whatever the length of the code', () => {
    const out = new Float64Array(4);
    addAwgn([0, 0, 0, 0], [0, 1, 4, 0], key(3), draws, out);
    const unit = new Float64Array(3);
    addAwgn([0, 0, 0], 1, key(3), draws, unit);
    expect([...out]).toEqual([0, unit[1], 2 * unit[2]!, 0]);
    expect(() => addAwgn([0], Number.POSITIVE_INFINITY, key(3), draws, out)).toThrow(/finite/);
  });
});

describe('lmmse receiver', () => {
  const squaredErrors = (snr: number, keepOffset: boolean) => {
    const statistics = { mean, variance };
    const sigma2 = codeNoiseVariance(snr, variance);
    const received = new Float64Array(code.length);
    addAwgn(code, sigma2, key(5), draws, received);
    const { gain, offset } = lmmseReceiver(sigma2, statistics);
    return estimateMean(received.map((y, j) => ((keepOffset ? offset : 0) + gain * y - code[j]!) ** 2));
  };

  it.each([0.1, 1, 30])('leaves the error V/(1+g) at g = %f', (snr) => {
    expect(standardErrorsFrom(squaredErrors(snr, true), variance / (1 + snr))).toBeLessThan(4);
  });

  it('rejects a receiver that forgets the offset, and a factor 2 in g', () => {
    expect(standardErrorsFrom(squaredErrors(1, false), variance / 2)).toBeGreaterThan(8);
    expect(standardErrorsFrom(squaredErrors(1, true), variance / (1 + 2))).toBeGreaterThan(8);
  });

  it('answers the mean when nothing arrived', () => {
    expect(lmmseReceiver(Number.POSITIVE_INFINITY, { mean: 0.3, variance: 0.1 })).toEqual({ gain: 0, offset: 0.3 });
  });
});

describe('the binary erasure channel', () => {
  const values = 64;
  const ones = new Float64Array(values).fill(1);
  /** Mask of kept bits: for q = 255, 255 y = (255 + kept) / 2. */
  const keptMasks = (request: number, p: number, blockwise = false): number[] => {
    const out = new Float64Array(values);
    eraseBits(ones, p, key(request), draws, out);
    return [...out].map((y) => {
      const kept = Math.round(2 * 255 * y - 255);
      // Wrong model: the fate of the lowest bit decides over the whole value.
      return blockwise ? ((kept & 1) === 1 ? 255 : 0) : kept;
    });
  };
  const bitCount = (mask: number): number => mask.toString(2).replaceAll('0', '').length;
  const erasedCounts = (p: number, blockwise = false) =>
    Array.from({ length: 800 }, (_, r) =>
      keptMasks(r, p, blockwise).reduce((erased, mask) => erased + 8 - bitCount(mask), 0),
    );

  it.each([0.01, 0.2, 0.7])('erases Binomial(n, %f) of n bits', (p) => {
    const n = 8 * values;
    const counts = erasedCounts(p);
    expect(standardErrorsFrom(estimateMean(counts), n * p)).toBeLessThan(4);
    const squares = counts.map((count) => (count - n * p) ** 2);
    expect(standardErrorsFrom(estimateMean(squares), n * p * (1 - p))).toBeLessThan(4);
    const wrong = erasedCounts(p, true).map((count) => (count - n * p) ** 2);
    expect(standardErrorsFrom(estimateMean(wrong), n * p * (1 - p))).toBeGreaterThan(8);
  });

  it.each([1, 2, 4])('erases each of %i bits of a value with probability p', (bits) => {
    const largest = 2 ** bits - 1;
    const p = 0.3;
    const kept = Array.from({ length: 400 }, (_, r) => {
      const out = new Float64Array(values);
      eraseBits(ones, p, key(r), draws, out, bits);
      return [...out].map((y) => Math.round(2 * largest * y - largest));
    }).flat();
    for (let bit = 0; bit < bits; bit++) {
      const erased = kept.map((mask) => 1 - ((mask >> bit) & 1));
      expect(standardErrorsFrom(estimateMean(erased), p)).toBeLessThan(4);
      expect(standardErrorsFrom(estimateMean(erased), p / 2)).toBeGreaterThan(8);
    }
    expect(kept.every((mask) => mask >= 0 && mask <= largest)).toBe(true);
    expect(quantise(1, bits)).toBe(largest);
  });

  it('erases every place value equally often', () => {
    const masks = Array.from({ length: 400 }, (_, r) => keptMasks(r, 0.3)).flat();
    for (let bit = 0; bit < 8; bit++) {
      const erased = masks.map((mask) => 1 - ((mask >> bit) & 1));
      expect(standardErrorsFrom(estimateMean(erased), 0.3)).toBeLessThan(4);
    }
  });

  it('is the quantised value at p = 0 and one half at p = 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }), (x) => {
        const out = new Float64Array(x.length);
        eraseBits(x, 0, key(1), draws, out);
        expect([...out]).toEqual(x.map((value) => quantise(value) / 255));
        eraseBits(x, 1, key(1), draws, out);
        expect([...out]).toEqual(x.map(() => 0.5));
      }),
    );
  });

  it('lets an erased bit count half its weight', () => {
    // q = 128 + 1; the result is one of 2^8 sums of kept bits and halves, never 256 wrapped to 0.
    const out = new Float64Array(1);
    const possible = new Set(
      Array.from({ length: 256 }, (_, kept) => {
        let sum = 0;
        for (let bit = 0; bit < 8; bit++) sum += (kept >> bit) & 1 ? 129 & (1 << bit) : 2 ** bit / 2;
        return sum / 255;
      }),
    );
    for (let r = 0; r < 200; r++) {
      eraseBits([129 / 255], 0.5, key(r), draws, out);
      expect(possible.has(out[0]!)).toBe(true);
    }
    expect(quantise(1)).toBe(255);
    expect(quantise(0.9999)).toBe(255);
  });

  it('erases more bits, never others, at a larger p', () => {
    for (let r = 0; r < 20; r++) {
      const few = keptMasks(r, 0.1);
      const many = keptMasks(r, 0.4);
      for (const [j, mask] of many.entries()) expect(mask & few[j]!).toBe(mask);
    }
  });
});

/** Standard normal distribution function to 1e-7 by Simpson's rule on the density. */
function normalCdf(z: number): number {
  const steps = 200;
  const h = z / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * h) ** 2) / 2);
  }
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}
