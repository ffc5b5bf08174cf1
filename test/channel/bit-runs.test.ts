/** Bits erased and flipped against closed forms, with wrong models that must fail. */
import { describe, expect, it } from 'vitest';
import { KeyedDraws, type NoiseKey } from '../../src/base/random/keyed-draws.js';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import {
  appendRuns,
  type BitRun,
  bitState,
  bitStates,
  meanErasure,
  meanFlip,
  receiveBits,
} from '../../src/channel/bit-runs.js';
import { burstRuns } from '../../src/channel/gilbert-elliott-bits.js';
import { quantise } from '../../src/channel/impairment.js';
import { demappedBit } from '../../src/channel/soft-demapper.js';
import { badShare, stepAutocorrelation } from '../../src/theory/gilbert-elliott.js';
import { estimateMean, standardErrorsFrom } from './sample-statistics.js';

const draws = new KeyedDraws({ seed: 11, replication: 0 });
const key = (request: number): NoiseKey => draws.key('camera', 0, request, 'bits');
const stream = new RandomStreams({ seed: 2, replication: 0 }).stream('code');
const code = Float64Array.from({ length: 5000 }, () => stream.uniform());
const bits = 8 * code.length;

/** 1 where a bit is in a state, by bit. */
const indicator = (runs: readonly BitRun[], state: number, length = bits, request = 0) =>
  Float64Array.from(bitStates(runs, length, key(request), draws), (found) => (found === state ? 1 : 0));

/** The paper's channel once more: y = ((q & kept) + (M - kept)/2) / M. */
function eraseOneByOne(p: number, perValue: number, out: Float64Array): void {
  const words = new Uint32Array(perValue * code.length);
  draws.bitsFill(key(1), words);
  const largest = 2 ** perValue - 1;
  code.forEach((value, j) => {
    const kept = [...words.subarray(perValue * j, perValue * (j + 1))].reduce(
      (mask, word, bit) => (word / 2 ** 32 < p ? mask : mask | (1 << bit)),
      0,
    );
    out[j] = ((quantise(value, perValue) & kept) + (largest - kept) / 2) / largest;
  });
}

describe('receiveBits', () => {
  it('without flips is the binary erasure channel, bit for bit, at any number of bits per value', () => {
    for (const perValue of [8, 4, 1]) {
      for (const p of [0, 0.03, 0.7, 1]) {
        const [ours, theirs] = [new Float64Array(code.length), new Float64Array(code.length)];
        receiveBits(code, [{ bits: perValue * code.length, erasure: p, flip: 0 }], key(1), draws, ours, perValue);
        eraseOneByOne(p, perValue, theirs);
        expect(ours).toEqual(theirs);
      }
    }
  });

  it('turns every bit over at flip probability 1: M - q', () => {
    const out = new Float64Array(2);
    receiveBits([0, 200 / 255], [{ bits: 16, erasure: 0, flip: 1 }], key(2), draws, out);
    expect([...out]).toEqual([1, 55 / 255]);
  });

  it('has the error of its closed form: E(y - q)^2 = sum 4^k (p_e/4 + p_f) for single bits of weight 2^k', () => {
    // One bit per value: the error is 1/2 if erased, 1 if flipped.
    const runs = [{ bits: code.length, erasure: 0.3, flip: 0.1 }];
    const squares = (error: readonly BitRun[]) => {
      const out = new Float64Array(code.length);
      const zeros = new Float64Array(code.length);
      receiveBits(zeros, error, key(3), draws, out, 1);
      return estimateMean(out.map((y) => y * y));
    };
    expect(standardErrorsFrom(squares(runs), 0.3 / 4 + 0.1)).toBeLessThan(4);
    const forgotten = [{ bits: code.length, erasure: 0.3, flip: 0 }];
    expect(standardErrorsFrom(squares(forgotten), 0.3 / 4 + 0.1)).toBeGreaterThan(8);
  });

  it('gives every run its own probabilities, whatever the grants that carried it', () => {
    const half = bits / 2;
    const runs: BitRun[] = [];
    appendRuns(runs, [{ bits: half / 2, erasure: 0.2, flip: 0.01 }]);
    appendRuns(runs, [{ bits: half / 2, erasure: 0.2, flip: 0.01 }]);
    appendRuns(runs, [{ bits: half, erasure: 0.6, flip: 0.2 }]);
    expect(runs).toEqual([
      { bits: half, erasure: 0.2, flip: 0.01 },
      { bits: half, erasure: 0.6, flip: 0.2 },
    ]);
    expect([meanErasure(runs), meanFlip(runs)]).toEqual([0.4, 0.105]);
    const erased = indicator(runs, bitState.erased);
    const flipped = indicator(runs, bitState.flipped);
    expect(standardErrorsFrom(estimateMean(erased.subarray(0, half)), 0.2)).toBeLessThan(4);
    expect(standardErrorsFrom(estimateMean(erased.subarray(half)), 0.6)).toBeLessThan(4);
    expect(standardErrorsFrom(estimateMean(flipped.subarray(0, half)), 0.01)).toBeLessThan(4);
    expect(standardErrorsFrom(estimateMean(flipped.subarray(half)), 0.2)).toBeLessThan(4);
    expect(standardErrorsFrom(estimateMean(erased.subarray(half)), 0.2)).toBeGreaterThan(8);
  });

  it('refuses what does not cover the code, and what are no probabilities', () => {
    const out = new Float64Array(1);
    const send = (run: BitRun) => () => receiveBits([0.5], [run], key(4), draws, out);
    expect(send({ bits: 7, erasure: 0.1, flip: 0 })).toThrow('covers 7 bits of a code of 8');
    expect(send({ bits: 8, erasure: 0.7, flip: 0.4 })).toThrow('no probabilities');
    expect(send({ bits: 8, erasure: -0.1, flip: 0 })).toThrow('no probabilities');
  });
});

describe('the soft demapper', () => {
  const samples = 200_000;
  const normals = new Float64Array(samples);
  draws.normalFill(key(5), normals);
  /** Statistic of bit +1 at SNR per bit g_b. */
  const decided = (perBit: number, threshold: number) => {
    const r = normals.map((z) => 1 + z / Math.sqrt(2 * perBit));
    return {
      erasure: estimateMean(r.map((value) => (Math.abs(value) < threshold ? 1 : 0))),
      flip: estimateMean(r.map((value) => (value <= -threshold ? 1 : 0))),
    };
  };

  it.each([
    [0.5, 0.3],
    [2, 0.25],
    [3, 1.2],
    [4, 0.6],
  ])('erases and flips as its statistic does at SNR %f, threshold %f', (snr, threshold) => {
    const { erasure, flip } = demappedBit(snr, threshold);
    const right = decided(snr / 2, threshold);
    expect(standardErrorsFrom(right.erasure, erasure)).toBeLessThan(4);
    expect(standardErrorsFrom(right.flip, flip)).toBeLessThan(4);
    // the SNR of a channel use taken for that of a bit
    const wrong = decided(snr, threshold);
    expect(standardErrorsFrom(wrong.flip, flip)).toBeGreaterThan(8);
    expect(standardErrorsFrom(wrong.erasure, erasure)).toBeGreaterThan(8);
  });

  it('at threshold 0 is hard QPSK: Q(sqrt(2 g_b)); without a signal it guesses', () => {
    // Q(sqrt 2) and Q(3), Abramowitz and Stegun, table 26.1
    expect(demappedBit(2, 0).erasure).toBe(0);
    expect(demappedBit(2, 0).flip).toBeCloseTo(0.0786496, 6);
    expect(demappedBit(9, 0).flip).toBeCloseTo(0.0013499, 6);
    expect(demappedBit(0, 0.5)).toEqual({ erasure: 0, flip: 0.5 });
    expect(() => demappedBit(-1, 0.5)).toThrow('SNR -1');
  });
});

describe('bursts by bit', () => {
  const codeBits = 400;
  const codes = 4000;
  const uniformOf = (code: number) => {
    const own = draws.key('camera', 1, code, 'bursts');
    return (index: number) => draws.uniform(own, index);
  };
  const states = (meanGood: number, meanBad: number) =>
    Array.from({ length: codes }, (_, code) => {
      const chain = { meanGood, meanBad, goodErasure: 0, badErasure: 1 };
      return burstRuns(chain, uniformOf(code), 0, codeBits).flatMap((run) =>
        new Array<number>(run.bits).fill(run.erasure),
      );
    });
  const byCode = (paths: number[][], value: (path: number[]) => number) => estimateMean(paths.map(value));
  const share = badShare({ goodToBad: 1 / 27, badToGood: 1 / 3 });
  const paths = states(27, 3);

  it('erase the share m_b/(m_g + m_b) of the bits, at the first and at the last', () => {
    expect(share).toBeCloseTo(0.1, 12);
    for (const at of [0, codeBits - 1]) {
      expect(
        standardErrorsFrom(
          byCode(paths, (path) => path[at]!),
          share,
        ),
      ).toBeLessThan(4);
    }
    const mean = (path: number[]) => path.reduce((sum, erased) => sum + erased, 0) / codeBits;
    expect(standardErrorsFrom(byCode(paths, mean), share)).toBeLessThan(4);
    expect(standardErrorsFrom(byCode(states(3, 27), mean), share)).toBeGreaterThan(8);
  });

  it('forget at the rate (1 - 1/m_g - 1/m_b) per bit', () => {
    const product = (lag: number) => (path: number[]) =>
      path.slice(lag).reduce((sum, erased, i) => sum + (erased - share) * (path[i]! - share), 0) / (codeBits - lag);
    for (const lag of [1, 2, 6]) {
      const chain = { goodToBad: 1 / 27, badToGood: 1 / 3 };
      const reference = share * (1 - share) * stepAutocorrelation(chain, lag);
      expect(standardErrorsFrom(byCode(paths, product(lag)), reference)).toBeLessThan(4);
      // bursts of half the length at the same share
      expect(standardErrorsFrom(byCode(states(13.5, 1.5), product(lag)), reference)).toBeGreaterThan(8);
    }
  });

  it('are the same when a code is asked for in pieces', () => {
    const chain = { meanGood: 27, meanBad: 3, goodErasure: 0.01, badErasure: 0.8 };
    const runs: BitRun[] = [];
    for (const [first, length] of [
      [0, 130],
      [130, 7],
      [137, 263],
    ] as const) {
      appendRuns(runs, burstRuns(chain, uniformOf(3), first, length));
    }
    expect(runs).toEqual(burstRuns(chain, uniformOf(3), 0, codeBits));
  });
});
