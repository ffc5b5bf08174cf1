/** Rayleigh fading against its closed forms, each check with a wrong model that it must reject. */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import type { FadingProcess } from '../../src/channel/channel-process.js';
import { rayleighBlock } from '../../src/channel/rayleigh-block.js';
import { createJakesField, defaultSinusoids, dopplerHz } from '../../src/channel/rayleigh-jakes.js';
import { jakesAutocorrelation, levelCrossingRate, rayleighPowerCdf } from '../../src/theory/rayleigh.js';
import { estimateMean, kolmogorovLimit, kolmogorovStatistic, standardErrorsFrom } from './sample-statistics.js';

const streams = new RandomStreams({ seed: 20, replication: 0 });
const carrierHz = 3e9;
/** Speed for a Doppler frequency of 10 Hz. */
const speed = 10 / dopplerHz(1, carrierHz);

const jakesLink = (index: number) =>
  createJakesField(
    { kind: 'rayleigh-jakes', speed, sinusoids: defaultSinusoids },
    { stream: streams.stream(`jakes/${index}`), carrierHz },
  );
const blockLink = (index: number) =>
  rayleighBlock.create(
    { kind: 'rayleigh-block', blockDuration: 5_000_000 },
    { stream: streams.stream(`block/${index}`), carrierHz },
  );

/** The INET-type slip: the amplitude taken for the power, scaled to mean 1. */
const amplitudeForPower = (link: FadingProcess): FadingProcess => ({
  sampleGain: (time) => Math.sqrt(link.sampleGain(time)) / (Math.sqrt(Math.PI) / 2),
});
/** Only the real part fades: mean 1, but chi-square with one degree of freedom. */
const realPartOnly = (index: number): FadingProcess => {
  const link = jakesLink(index);
  const field = new Float64Array(2);
  return {
    sampleGain: (time) => {
      link.sampleField(time, field);
      return 2 * field[0]! ** 2;
    },
  };
};

describe('power of independent links', () => {
  const links = 10_000;
  const statistic = (build: (index: number) => FadingProcess): number =>
    kolmogorovStatistic(
      Float64Array.from({ length: links }, (_, i) => build(i).sampleGain(123_456_789)),
      rayleighPowerCdf,
    );

  it('is Exp(1)', () => {
    expect(statistic(blockLink)).toBeLessThan(kolmogorovLimit);
    // The finite sum's own distance from Exp(1), 3/(8M) * 0.2306, comes on top.
    const modelError = ((3 / 8) * 0.2306) / defaultSinusoids;
    expect(statistic(jakesLink)).toBeLessThan(kolmogorovLimit + modelError * Math.sqrt(links));
  });

  it('rejects an amplitude taken for a power, and a real field', () => {
    expect(statistic((i) => amplitudeForPower(jakesLink(i)))).toBeGreaterThan(4 * kolmogorovLimit);
    expect(statistic(realPartOnly)).toBeGreaterThan(4 * kolmogorovLimit);
  });

  it('has mean 1 and, for the sum of M sines, second moment 2 - 3/(4M)', () => {
    const gains = Float64Array.from({ length: links }, (_, i) => jakesLink(i).sampleGain(5_000_000_000));
    expect(standardErrorsFrom(estimateMean(gains), 1)).toBeLessThan(4);
    expect(standardErrorsFrom(estimateMean(gains.map((g) => g * g)), 2 - 3 / (4 * defaultSinusoids))).toBeLessThan(4);
  });
});

describe('blocks of one link', () => {
  const gains = (link: FadingProcess, step: number) =>
    Float64Array.from({ length: 20_000 }, (_, k) => link.sampleGain(k * step));

  it('are independent Exp(1)', () => {
    const path = gains(blockLink(0), 5_000_000);
    expect(kolmogorovStatistic(path, rayleighPowerCdf)).toBeLessThan(kolmogorovLimit);
    const products = path.subarray(1).map((g, k) => (g - 1) * (path[k]! - 1));
    expect(standardErrorsFrom(estimateMean(products), 0)).toBeLessThan(4);
  });

  it('hold their gain from start to end', () => {
    const link = blockLink(1);
    expect(link.sampleGain(5_000_000)).toBe(link.sampleGain(9_999_999));
    expect(link.sampleGain(10_000_000)).not.toBe(link.sampleGain(9_999_999));
  });
});

describe('time correlation', () => {
  const links = 10_000;
  const field = new Float64Array(2);
  const later = new Float64Array(2);
  /** E[Re h(t) h*(t + lag)] over links, at t = 1000 s: the path has no age. */
  const autocorrelation = (dopplerLag: number, stretch: number) => {
    const lag = Math.round((dopplerLag / 10) * 1e9 * stretch);
    return estimateMean(
      Float64Array.from({ length: links }, (_, i) => {
        const link = jakesLink(i);
        link.sampleField(1e12, field);
        link.sampleField(1e12 + lag, later);
        return field[0]! * later[0]! + field[1]! * later[1]!;
      }),
    );
  };

  it.each([0.05, 0.1, 0.2, 0.3, 0.5])('is J0 at f_D tau = %f', (dopplerLag) => {
    const reference = jakesAutocorrelation(10, dopplerLag / 10);
    expect(standardErrorsFrom(autocorrelation(dopplerLag, 1), reference)).toBeLessThan(4);
  });

  it('rejects a Doppler frequency that is off by a factor 2', () => {
    expect(standardErrorsFrom(autocorrelation(0.2, 2), jakesAutocorrelation(10, 0.02))).toBeGreaterThan(8);
  });
});

describe('level crossings at a Doppler frequency of 10 Hz', () => {
  const links = 150;
  const seconds = 8;
  const samplesPerSecond = 1000;
  const paths = Array.from({ length: links }, (_, i) => {
    const link = jakesLink(50_000 + i);
    return Float64Array.from({ length: seconds * samplesPerSecond }, (_, k) =>
      link.sampleGain((k * 1e9) / samplesPerSecond),
    );
  });
  const crossingRate = (levelDb: number, transform: (gain: number) => number) => {
    const level = 10 ** (levelDb / 10);
    return estimateMean(
      paths.map((path) => {
        let crossings = 0;
        for (let k = 1; k < path.length; k++) {
          if (transform(path[k - 1]!) < level && transform(path[k]!) >= level) crossings++;
        }
        return crossings / seconds;
      }),
    );
  };

  it.each([
    [0, 9.2214],
    [-5, 10.2743],
    [-10, 7.1723],
  ])('come at the rate of Rice at %d dB', (levelDb, rate) => {
    const rho = 10 ** (levelDb / 20);
    expect(levelCrossingRate(10, rho)).toBeCloseTo(rate, 3);
    expect(
      standardErrorsFrom(
        crossingRate(levelDb, (g) => g),
        rate,
      ),
    ).toBeLessThan(4);
  });

  it('rejects an amplitude taken for a power', () => {
    expect(standardErrorsFrom(crossingRate(-10, Math.sqrt), 7.1723)).toBeGreaterThan(8);
  });
});

describe('parameters', () => {
  it('Doppler frequency of 3 km/h at 3.5 GHz is 9.7 Hz', () => {
    expect(dopplerHz(3 / 3.6, 3.5e9)).toBeCloseTo(9.73, 2);
  });

  it('refuses what has no meaning', () => {
    const context = { stream: streams.stream('x'), carrierHz };
    expect(() => createJakesField({ kind: 'rayleigh-jakes', speed: -1, sinusoids: 8 }, context)).toThrow(/speed/);
    expect(() => createJakesField({ kind: 'rayleigh-jakes', speed: 1, sinusoids: 0 }, context)).toThrow(/sinusoids/);
    expect(() => rayleighBlock.create({ kind: 'rayleigh-block', blockDuration: 0 }, context)).toThrow(/1 ns/);
  });
});
