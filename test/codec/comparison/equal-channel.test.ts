/** Codecs against what fits into their place, on made-up shares and payloads worked out beside. */
import { describe, expect, it } from 'vitest';
import { bitsThatFit } from '../../../src/channel/finite-blocklength.js';
import { compareOnChannel, meanSnr, verdictOf } from '../../../src/codec/comparison/equal-channel.js';
import { erased, madeUp, noisy } from './made-up.js';

describe('the mean SNR', () => {
  it('is V, or the mean power of what is sent, over the noise', () => {
    expect(meanSnr(noisy, 20)).toBeCloseTo(10, 12);
    expect(meanSnr({ ...noisy, powerMode: 'dc' }, 20)).toBeCloseTo(35, 12);
    // power counted at the peak: the mean power is E[x^2] of it
    expect(meanSnr({ ...noisy, powerMode: 'peak' }, 20)).toBeCloseTo(35, 12);
  });
});

describe('noise', () => {
  const [low, high] = compareOnChannel(madeUp, noisy);

  it('lets others send what 18 uses carry at that SNR', () => {
    expect(low).toMatchObject({ uses: 18, deviceMacs: 110e6 });
    expect(low!.snrDb).toBeCloseTo(0, 9);
    expect(high!.snrDb).toBeCloseTo(10, 9);
    const bits = (snr: number, error: number) => Math.floor(bitsThatFit(18, snr, error));
    expect(high!.fits).toEqual([
      { blockError: 1e-2, bits: bits(10, 1e-2) },
      { blockError: 1e-3, bits: bits(10, 1e-3) },
    ]);
    // 18 log2(11) = 62: the code at 1 bit per value fits, at 4 it does not; at 0 dB not even that
    expect(high!.separate).toMatchObject({ row: { bits: 36 }, blockError: 1e-3 });
    expect(high!.separate!.percent).toBeCloseTo(0.999 * 87, 9);
    expect(low!.separate).toBeUndefined();
  });

  it('lets the answer itself win where it fits, and nothing as cheap', () => {
    expect(low!.best).toMatchObject({ row: { rival: 'local' } });
    expect(verdictOf(low!, low!.best)).toBe('other');
    expect(low!.bestAsCheap).toBeUndefined();
    expect(verdictOf(low!, low!.bestAsCheap)).toBe('codec');
    // 89.5 against 0.999 x 90 = 89.91 at errors of 0.1 and 0.2: within 1.96 x 0.22
    expect(verdictOf(high!, high!.best)).toBe('level');
    expect(verdictOf(high!, high!.separate)).toBe('codec');
  });
});

describe('erasures', () => {
  it('leave others the share of the bits that arrives', () => {
    const [clear, one] = compareOnChannel(madeUp, erased);
    expect(clear).toMatchObject({ uses: null, fits: [{ blockError: 0, bits: 400 }], deviceMacs: 60e6 });
    expect(one!.fits).toEqual([{ blockError: 0, bits: 396 }]);
    expect(one!.bestAsCheap).toMatchObject({ row: { rival: 'jpeg' }, percent: 70 });
    expect(one!.best).toMatchObject({ row: { rival: 'local' } });
    const tenth = {
      ...erased,
      accuracy: { ...erased.accuracy!, rows: [{ ...erased.accuracy!.rows[0]!, condition: 0.1 }] },
    };
    expect(compareOnChannel(madeUp, tenth)[0]!.bestAsCheap).toBeUndefined();
  });
});
