/** Gilbert-Elliott against its closed forms, with wrong models that must fail. */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { GilbertElliottProcess } from '../../src/channel/gilbert-elliott.js';
import { badShare, badTimeShare, timeAutocorrelation } from '../../src/theory/gilbert-elliott.js';
import { estimateMean, standardErrorsFrom } from './sample-statistics.js';

const meanGood = 100_000_000;
const meanBad = 10_000_000;
const streams = new RandomStreams({ seed: 8, replication: 0 });
const build = (index: number, good = meanGood, bad = meanBad) =>
  new GilbertElliottProcess(
    { kind: 'gilbert-elliott', meanGood: good, meanBad: bad, goodErasure: 0.01, badErasure: 0.5 },
    streams.stream(`${index}`),
  );

const processes = 20_000;
/** State at 1 s of independent processes, and the centred product with the state `lag` later. */
const occupancy = (good: number, bad: number) =>
  estimateMean(Float64Array.from({ length: processes }, (_, i) => build(i, good, bad).stateAt(1_000_000_000)));
const covariance = (lag: number, good: number, bad: number) => {
  const share = badTimeShare(meanGood, meanBad);
  return estimateMean(
    Float64Array.from({ length: processes }, (_, i) => {
      const process = build(i, good, bad);
      return (process.stateAt(1_000_000_000) - share) * (process.stateAt(1_000_000_000 + lag) - share);
    }),
  );
};
/** Lengths of the runs of bad states of one long path, sampled every `step`. */
const bursts = (step: number, samples: number, good: number, bad: number) => {
  const process = build(-1, good, bad);
  const lengths: number[] = [];
  let run = 0;
  for (let k = 0; k < samples; k++) {
    if (process.stateAt(k * step) === 1) run++;
    else if (run > 0) {
      lengths.push(run);
      run = 0;
    }
  }
  return estimateMean(lengths);
};

describe('gilbert-elliott', () => {
  it('is bad for the share T_b/(T_g + T_b) of the time', () => {
    const share = badTimeShare(meanGood, meanBad);
    expect(share).toBeCloseTo(1 / 11, 12);
    expect(standardErrorsFrom(occupancy(meanGood, meanBad), share)).toBeLessThan(4);
    expect(standardErrorsFrom(occupancy(meanBad, meanGood), share)).toBeGreaterThan(8);
  });

  it('forgets its state at the rate 1/T_g + 1/T_b', () => {
    const share = badTimeShare(meanGood, meanBad);
    for (const lag of [1_000_000, 5_000_000, 20_000_000]) {
      const reference = share * (1 - share) * timeAutocorrelation(meanGood, meanBad, lag);
      expect(standardErrorsFrom(covariance(lag, meanGood, meanBad), reference)).toBeLessThan(4);
    }
    // Sojourns four times as long keep the occupancy but not the memory.
    const reference = share * (1 - share) * timeAutocorrelation(meanGood, meanBad, 20_000_000);
    expect(standardErrorsFrom(covariance(20_000_000, 4 * meanGood, 4 * meanBad), reference)).toBeGreaterThan(8);
  });

  it('has geometric bursts when sampled in steps, mean 1/r', () => {
    const step = 1_000_000;
    // Transition probabilities of the sampled chain, exact for any step.
    const share = badTimeShare(meanGood, meanBad);
    const memory = timeAutocorrelation(meanGood, meanBad, step);
    const chain = { goodToBad: share * (1 - memory), badToGood: (1 - share) * (1 - memory) };
    expect(badShare(chain)).toBeCloseTo(share, 12);
    expect(standardErrorsFrom(bursts(step, 300_000, meanGood, meanBad), 1 / chain.badToGood)).toBeLessThan(4);
    expect(standardErrorsFrom(bursts(step, 300_000, 2 * meanGood, 2 * meanBad), 1 / chain.badToGood)).toBeGreaterThan(
      8,
    );
  });

  it('answers with the erasure probability of its state', () => {
    const process = build(3);
    for (let k = 0; k < 200; k++) {
      expect(process.probability(k * 3_000_000)).toBe(process.stateAt(k * 3_000_000) === 1 ? 0.5 : 0.01);
    }
  });

  it('refuses what has no meaning', () => {
    expect(() => build(0, 0, 1)).toThrow(/positive/);
  });
});
