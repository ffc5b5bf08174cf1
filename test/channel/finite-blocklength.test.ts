/**
 * Payloads of short blocks against published curves: the example of the SPECTRE toolbox (Polyanskiy, Durisi, Tal and others; manual,
 * "Code and resulting picture for AWGN bounds"), 10 dB, error 1e-3, real uses, read from the coordinates of its vector figure:
 * half a unit of them is 0.00023 bit per use.
 */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { bitsThatFit, conePacking, normalApproximation } from '../../src/channel/finite-blocklength.js';

const readingError = 0.0005;
const perRealUse = (bits: number, uses: number) => bits / (2 * uses);

describe('the normal approximation', () => {
  it.each([
    [20, 1.1359],
    [402, 1.5839],
  ])('of %d real uses is the published curve', (real, rate) => {
    expect(Math.abs(perRealUse(normalApproximation(real / 2, 10, 1e-3), real / 2) - rate)).toBeLessThan(readingError);
    // forgotten: the logarithm's term; half the uses
    const forgotten = normalApproximation(real / 2, 10, 1e-3) - 0.5 * Math.log2(real);
    expect(Math.abs(perRealUse(forgotten, real / 2) - rate)).toBeGreaterThan(8 * readingError);
  });
});

describe('cone packing', () => {
  it.each([
    [20, 1.2949],
    [40, 1.3827],
    [60, 1.4299],
    [80, 1.461],
    [100, 1.4835],
  ])('of %d real uses lies within a bit below the published converse', (real, rate) => {
    const below = rate * real - conePacking(real / 2, 10, 1e-3);
    expect(below).toBeGreaterThan(-real * readingError);
    expect(below).toBeLessThan(1);
  });

  it('of one use in the plane is a sector: by hand', () => {
    // far away, noise leaves a sector of half-angle theta with probability near 2 Q(sqrt(2 g) sin theta)
    const bits = conePacking(1, 1000, 2 * 0.0013498980316301);
    const angle = Math.asin(3 / Math.sqrt(2000));
    expect(bits).toBeCloseTo(Math.log2(Math.PI / angle), 3);
  });

  it('of two uses fails as often as it says: directions of noisy words in four dimensions, drawn', () => {
    const error = 0.01;
    const bits = conePacking(2, 10, error);
    const share = (angle: number) => (angle - Math.sin(angle) * Math.cos(angle)) / Math.PI;
    let [low, high] = [0, Math.PI];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (share(middle) < 2 ** -bits) low = middle;
      else high = middle;
    }
    const stream = new RandomStreams({ seed: 2, replication: 0 }).stream('noise');
    const draws = 200_000;
    const outside = (distance: number) => {
      let count = 0;
      for (let i = 0; i < draws; i++) {
        const along = distance + stream.normal();
        const across = Math.hypot(stream.normal(), stream.normal(), stream.normal());
        if (Math.atan2(across, along) > low) count++;
      }
      return count / draws;
    };
    const standardError = Math.sqrt((error * (1 - error)) / draws);
    expect(Math.abs(outside(Math.sqrt(4 * 10)) - error)).toBeLessThan(4 * standardError);
    // the energy of a complex use given to each real one
    expect(Math.abs(outside(Math.sqrt(8 * 10)) - error)).toBeGreaterThan(8 * standardError);
  });
});

describe('what fits', () => {
  it('grows with uses, SNR and error, and is nothing without signal', () => {
    const base = bitsThatFit(18, 10, 1e-2);
    expect(bitsThatFit(19, 10, 1e-2)).toBeGreaterThan(base);
    expect(bitsThatFit(18, 11, 1e-2)).toBeGreaterThan(base);
    expect(bitsThatFit(18, 10, 1e-3)).toBeLessThan(base);
    expect(bitsThatFit(18, 0, 1e-2)).toBe(0);
    expect(bitsThatFit(200, 1e-3, 1e-3)).toBeGreaterThan(0);
    expect(bitsThatFit(100_000, 1e-7, 1e-6)).toBeLessThan(9);
  });

  it('takes the approximation from 100 uses on, which lies below the converse', () => {
    expect(bitsThatFit(100, 1, 1e-3)).toBe(normalApproximation(100, 1, 1e-3));
    expect(bitsThatFit(99, 1, 1e-3)).toBe(conePacking(99, 1, 1e-3));
    expect(normalApproximation(99, 1, 1e-3)).toBeLessThan(conePacking(99, 1, 1e-3));
  });

  it.each([
    [1.5, 1, 0.1],
    [0, 1, 0.1],
    [10, -1, 0.1],
    [10, 1, 0.5],
  ])('refuses %d uses, SNR %d, error %d', (uses, snr, error) => {
    expect(() => bitsThatFit(uses, snr, error)).toThrow(
      `no payload for ${uses} uses at SNR ${snr} with error ${error}`,
    );
  });
});
