import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { arrivalModels } from '../../src/workload/index.js';

const parameters: Readonly<Record<string, object>> = {
  poisson: { kind: 'poisson', rate: 250 },
  periodic: { kind: 'periodic', period: 4e6, jitter: 3e6 },
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

  it('come at their stated mean rate of 250 a second', () => {
    const count = 100_000;
    const last = times(name, 7, count).at(-1)!;
    // Poisson is the most variable: standard error of the mean gap 1/sqrt(n) of it.
    expect(Math.abs(last / 1e9 / (count / 250) - 1)).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe('Poisson arrivals', () => {
  it('have exponential gaps: squared coefficient of variation 1, which periodic ones fail', () => {
    const scv = (name: string): number => {
      const list = times(name, 3, 50_000);
      const gaps = list.slice(1).map((time, index) => time - list[index]!);
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      return gaps.reduce((sum, gap) => sum + (gap / mean - 1) ** 2, 0) / gaps.length;
    };
    // Standard error of the scv of an exponential sample: sqrt(8/n).
    const tolerance = 4 * Math.sqrt(8 / 50_000);
    expect(Math.abs(scv('poisson') - 1)).toBeLessThan(tolerance);
    expect(Math.abs(scv('periodic') - 1)).toBeGreaterThan(8 * tolerance);
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
