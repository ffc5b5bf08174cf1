/** Laws that every channel model keeps, whatever it models. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import type { SimTime } from '../../src/base/time.js';
import { meanErasure } from '../../src/channel/bit-runs.js';
import { erasureModels, fadingModels } from '../../src/channel/index.js';

const parameters: Readonly<Record<string, object>> = {
  static: {},
  'rayleigh-jakes': { speed: 1.5, sinusoids: 16 },
  'rayleigh-block': { blockDuration: 5_000_000 },
  none: {},
  'bit-bec': { erasureProbability: 0.1 },
  'gilbert-elliott': { meanGood: 20_000_000, meanBad: 10_000_000, goodErasure: 0.001, badErasure: 0.4 },
  'gilbert-elliott-bits': { meanGood: 20, meanBad: 10, goodErasure: 0.001, badErasure: 0.9 },
  'soft-demapper': { threshold: 0.4 },
  'tb-erasure': { lossProbability: 0.3 },
};

type Sampler = (time: SimTime) => number;

interface Subject {
  readonly name: string;
  readonly random: boolean;
  build(seed: number, replication: number, stream: string): Sampler;
}

const subjects: readonly Subject[] = [
  ...fadingModels.map((model) => ({
    name: model.name,
    random: model.name !== 'static',
    build: (seed: number, replication: number, name: string): Sampler => {
      const stream = new RandomStreams({ seed, replication }).stream(name);
      const process = model.create(parameters[model.name] as never, { stream, carrierHz: 3.5e9 });
      return (time) => process.sampleGain(time);
    },
  })),
  ...erasureModels.map((model) => ({
    name: model.name,
    random: ['gilbert-elliott', 'gilbert-elliott-bits', 'tb-erasure'].includes(model.name),
    build: (seed: number, replication: number, name: string): Sampler => {
      const stream = new RandomStreams({ seed, replication }).stream(name);
      const process = model.create(parameters[model.name] as never, { stream });
      const grant = { firstBit: 0, bits: 64, snr: 3, bitsPerUse: 1 };
      // What becomes of a code of 64 bits sent at that time.
      return (time) =>
        process.impair === undefined
          ? process.probability(time, grant.snr)
          : meanErasure(process.impair({ ...grant, start: time, time }));
    },
  })),
];

const times = fc.array(fc.integer({ min: 0, max: 50_000_000_000 }), { minLength: 1, maxLength: 40 });

describe.each(subjects)('$name', ({ build, random }) => {
  it('gives the same path for the same seed, replication and name', () => {
    fc.assert(
      fc.property(fc.nat(), times, (seed, at) => {
        const first = build(seed, 3, 'device/a/0');
        const second = build(seed, 3, 'device/a/0');
        expect(at.map(first)).toEqual(at.map(second));
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same state when asked again at one time', () => {
    fc.assert(
      fc.property(times, (at) => {
        const sample = build(1, 0, 'x');
        for (const time of at) expect(sample(time)).toBe(sample(time));
      }),
      { numRuns: 30 },
    );
  });

  it('agrees on A whether sampled at A or at A and B, in any order', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const alone = build(2, 0, 'x');
        const both = build(2, 0, 'x');
        const expected = a.map(alone);
        const seen = new Map([...b, ...a].map((time) => [time, both(time)]));
        expect(a.map((time) => seen.get(time))).toEqual(expected);
        expect(a.map(both)).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('stays in range', () => {
    const sample = build(5, 0, 'x');
    for (let slot = 0; slot < 2000; slot++) {
      const value = sample(slot * 500_000);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(Number.isFinite(value)).toBe(true);
    }
  });

  it('refuses times before the start', () => {
    const sample = build(5, 0, 'x');
    if (random) expect(() => sample(-1)).toThrow(/-1 ns/);
  });

  it('differs, without correlation, between streams, seeds and replications', () => {
    const links = 2000;
    for (const other of ['name', 'seed', 'replication'] as const) {
      let products = 0;
      let squares = 0;
      let sum = 0;
      for (let i = 0; i < links; i++) {
        const x = build(1, 0, `link/${i}`)(7_000_000);
        const y = build(
          other === 'seed' ? 2 : 1,
          other === 'replication' ? 1 : 0,
          `link/${other === 'name' ? links + i : i}`,
        )(7_000_000);
        products += x * y;
        squares += (x * x + y * y) / 2;
        sum += (x + y) / 2;
      }
      const mean = sum / links;
      const variance = squares / links - mean * mean;
      if (!random) {
        expect(variance).toBeCloseTo(0, 12);
        continue;
      }
      expect(variance).toBeGreaterThan(0.01);
      // Under independence the correlation has standard error 1/sqrt(n).
      expect(Math.abs(products / links - mean * mean) / variance).toBeLessThan(4 / Math.sqrt(links));
    }
  });
});

describe('gilbert-elliott memory', () => {
  it('refuses a time that is forgotten, and answers within the look-back as if nothing had been', () => {
    const build = subjects.find((subject) => subject.name === 'gilbert-elliott')!.build;
    const short = build(9, 0, 'x');
    const long = build(9, 0, 'x');
    const expected = Array.from({ length: 100 }, (_, i) => short(200_000_000_000 + i * 7_000_000));
    long(230_000_000_000);
    expect(Array.from({ length: 100 }, (_, i) => long(200_000_000_000 + i * 7_000_000))).toEqual(expected);
    expect(() => long(0)).toThrow(/forgotten/);
  });
});
