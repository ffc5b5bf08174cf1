import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { normalCdf } from '../../src/base/statistics/normal-distribution.js';
import { MAX_TIME } from '../../src/base/time.js';
import { arrivalModels } from '../../src/workload/index.js';
import { kolmogorovSmirnov } from '../base/random/goodness-of-fit.js';

const parameters: Readonly<Record<string, object>> = {
  poisson: { kind: 'poisson', rate: 250 },
  periodic: { kind: 'periodic', period: 4e6, jitter: 3e6 },
  gamma: { kind: 'gamma', rate: 250, scv: 0.5 },
  'closed-loop': { kind: 'closed-loop', think: 4e6, scv: 1 },
  lognormal: { kind: 'lognormal', rate: 250, scv: 0.5 },
  weibull: { kind: 'weibull', rate: 250, shape: 1.5 },
  pareto: { kind: 'pareto', rate: 250, shape: 3 },
};

const times = (name: string, seed: number, count: number, change: object = {}): number[] => {
  const model = arrivalModels.find((entry) => entry.name === name)!;
  const stream = new RandomStreams({ seed, replication: 0 }).stream('device/camera/0/arrival');
  const process = model.create({ ...parameters[name], ...change } as never, stream);
  const result: number[] = [];
  for (let previous = 0; result.length < count; ) {
    previous = process.next(previous);
    result.push(previous);
  }
  return result;
};

describe.each(arrivalModels.map(({ name }) => name))('arrivals %s', (name) => {
  it('never go back, in whole nanoseconds, the same for one seed', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const list = times(name, seed, 100);
        list.forEach((time, index) => {
          expect(Number.isSafeInteger(time)).toBe(true);
          if (index > 0) expect(time).toBeGreaterThanOrEqual(list[index - 1]!);
        });
        expect(times(name, seed, 100)).toEqual(list);
      }),
      { numRuns: 50 },
    );
  });

  // Of closed arrivals this is the rate of a system that answers at once.
  it('come at their stated mean rate of 250 a second', () => {
    const count = 100_000;
    const last = times(name, 7, count).at(-1)!;
    // Poisson is the most variable of these: standard error of the mean gap 1/sqrt(n) of it.
    expect(Math.abs(last / 1e9 / (count / 250) - 1)).toBeLessThan(4 / Math.sqrt(count));
  });
});

/** Squared coefficient of variation of the gaps. */
function scv(name: string, change: object = {}): number {
  const list = times(name, 3, 50_000, change);
  const gaps = list.slice(1).map((time, index) => time - list[index]!);
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return gaps.reduce((sum, gap) => sum + (gap / mean - 1) ** 2, 0) / gaps.length;
}

describe('Poisson arrivals', () => {
  it('have exponential gaps: squared coefficient of variation 1, which periodic ones fail', () => {
    // Standard error of the scv of an exponential sample: sqrt(8/n).
    const tolerance = 4 * Math.sqrt(8 / 50_000);
    expect(Math.abs(scv('poisson') - 1)).toBeLessThan(tolerance);
    expect(Math.abs(scv('periodic') - 1)).toBeGreaterThan(8 * tolerance);
  });
});

describe('gamma arrivals', () => {
  it.each([0.25, 1, 4])('have gaps of squared coefficient of variation %f', (wanted) => {
    // Var[(x/m - 1)^2] = scv^2 (2 + 6 scv), the mean being estimated makes it less.
    const tolerance = 4 * wanted * Math.sqrt((2 + 6 * wanted) / 50_000);
    expect(Math.abs(scv('gamma', { scv: wanted }) - wanted)).toBeLessThan(tolerance);
    expect(Math.abs(scv('gamma', { scv: 2 * wanted }) - wanted)).toBeGreaterThan(2 * tolerance);
  });
});

describe('periodic arrivals', () => {
  it('stay on the grid of their phase: jitter does not accumulate', () => {
    const list = times('periodic', 11, 5000);
    const phase = Math.min(...list.map((time, index) => time - index * 4e6));
    for (const [index, time] of list.entries()) {
      expect(time - index * 4e6 - phase).toBeGreaterThanOrEqual(0);
      expect(time - index * 4e6 - phase).toBeLessThan(3e6);
    }
  });

  it('start at a uniform phase', () => {
    const phases = Array.from({ length: 2000 }, (_, seed) => times('periodic', seed, 1, { jitter: 0 })[0]! / 4e6);
    const mean = phases.reduce((sum, phase) => sum + phase, 0) / phases.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / phases.length));
    expect(Math.max(...phases)).toBeLessThan(1);
  });
});

describe('renewal arrivals', () => {
  const gaps = (name: string, change: object): number[] => {
    const list = times(name, 5, 100_000, change);
    return list.map((time, index) => (time - (list[index - 1] ?? 0)) / 1e9);
  };
  /** P(gap <= t) at 250 a second. */
  const cdfs: Readonly<Record<string, (t: number) => number>> = {
    lognormal: (t) => normalCdf((Math.log(250 * t) + Math.log1p(2) / 2) / Math.sqrt(Math.log1p(2))),
    // Gamma(1 + 1/0.5) = 2.
    weibull: (t) => 1 - Math.exp(-Math.sqrt(500 * t)),
    pareto: (t) => Math.max(0, 1 - (750 * t) ** -1.5),
  };

  it.each([
    ['lognormal', { scv: 2 }, { scv: 2.2 }],
    ['weibull', { shape: 0.5 }, { shape: 0.52 }],
    ['pareto', { shape: 1.5 }, { shape: 1.55 }],
  ] as const)('%s: gaps have the law stated, which others fail', (name, change, wrong) => {
    // Passed by chance once in 400,000 times.
    expect(kolmogorovSmirnov(gaps(name, change), cdfs[name]!)).toBeLessThan(2.6);
    expect(kolmogorovSmirnov(gaps(name, wrong), cdfs[name]!)).toBeGreaterThan(2.6);
  });

  it('end where time ends', () => {
    // A mean gap of 1e9 s, where time has 9e6 s.
    expect(times('pareto', 1, 3, { rate: 1e-9 })).toEqual([MAX_TIME, MAX_TIME, MAX_TIME]);
  });
});
