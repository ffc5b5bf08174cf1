import fc from 'fast-check';
import { mean } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../../src/base/random/random-streams.js';
import { mser5 } from '../../../src/base/statistics/mser.js';
import { tInterval } from '../../../src/base/statistics/t-interval.js';

/** The definition, term by term. */
function direct(series: readonly number[]): number {
  const batches = Array.from({ length: Math.floor(series.length / 5) }, (_, j) => mean(series.slice(5 * j, 5 * j + 5)));
  const errors = Array.from({ length: Math.floor(batches.length / 2) + 1 }, (_, d) => {
    const rest = batches.slice(d);
    const average = mean(rest);
    return rest.reduce((sum, y) => sum + (y - average) ** 2, 0) / rest.length ** 2;
  });
  return errors.indexOf(Math.min(...errors)) * 5;
}

describe('MSER-5', () => {
  test('equals the definition', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 20, maxLength: 80 }), (list) => {
        // Distinct digits keep equal errors of different truncations apart.
        const series = list.map((value, i) => value + Math.sin(i * 12.9898) * 0.01);
        expect(mser5(series).count).toBe(direct(series));
      }),
    );
  });

  test('cuts a start that is off, and says when the first half does not show its end', () => {
    const step = Array.from({ length: 400 }, (_, i) => (i < 40 ? 100 : 0) + Math.sin(i));
    expect(mser5(step)).toEqual({ count: 40 });
    const ramp = Array.from({ length: 400 }, (_, i) => -i);
    expect(mser5(ramp)).toMatchObject({ count: 200, reason: expect.stringMatching('too short') });
    expect(() => mser5([1, 2, 3])).toThrow('warm-up of 3 values');
  });

  test('an M/M/1 queue started empty at load 0.9: the bias that is left is below the half-width', () => {
    const replications = 60;
    const customers = 5000;
    const runs = Array.from({ length: replications }, (_, replication) => {
      const stream = new RandomStreams({ seed: 3, replication }).stream('queue');
      let wait = 0;
      return Float64Array.from({ length: customers }, () => {
        const now = wait;
        wait = Math.max(0, wait + stream.exponential(1) - stream.exponential(1 / 0.9));
        return now;
      });
    });
    const average = Array.from({ length: customers }, (_, i) => mean(runs.map((run) => run[i]!)));
    const { count } = mser5(average);
    expect(count).toBeGreaterThan(0);
    const kept = tInterval(runs.map((run) => mean([...run.slice(count)])));
    expect(Math.abs(kept.estimate - 9)).toBeLessThan((kept.high - kept.low) / 2);
  });
});
