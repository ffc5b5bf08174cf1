/** When the benchmark states a ratio, and which. */
import { describe, expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { disagreement, median, pooledOutputs, row, samePath } from './comparison.mjs';

const run = (seconds: number, estimate = 4, { work = 'mm1', standardError = 0.1, name = 'meanWait' } = {}) => ({
  work,
  events: 1000,
  seconds,
  outputs: { [name]: { estimate, standardError } },
});
const rowOf = (ours: object[], peer: object[] | null, more = {}) =>
  row({ work: 'M/M/1', ours, peer, peerName: 'peer', floor: 2, aim: 3, note: null, ...more });

describe('ratio', () => {
  test('is the median of the ratios within rounds, not the ratio of medians', () => {
    // the second round met a machine ten times slower
    const ours = [run(1), run(10), run(2)];
    const peer = [run(2), run(50), run(10)];
    const made = rowOf(ours, peer);
    expect(made.ratios).toEqual([2, 5, 5]);
    expect(made.ratio).toBe(5);
    expect([made.ours, made.peer]).toEqual([500, 100]);
    expect([made.floor, made.aim, made.note]).toEqual([2, 3, null]);
  });

  test('of a quantity that should be small is above 1 when ours is smaller', () => {
    const value = ({ seconds }: { seconds: number }) => seconds;
    expect(rowOf([run(1)], [run(4)], { value, unit: 's', better: 'less' }).ratio).toBe(4);
  });

  test('does not exist without the peer', () => {
    expect(rowOf([run(1)], null, { note: 'install it' })).toEqual({
      work: 'M/M/1',
      unit: 'events/s',
      ours: 1000,
      peerName: 'peer',
      peer: null,
      ratio: null,
      ratios: [],
      floor: 2,
      aim: 3,
      note: 'install it',
    });
  });

  test('does not exist when the outputs disagree, and the row says which', () => {
    const made = rowOf([run(1, 4)], [run(2, 4.6)]);
    expect(made.ratio).toBeNull();
    expect(made.ratios).toEqual([]);
    expect(made.peer).toBe(500);
    expect(made.note).toBe('not compared: meanWait 4.00000 (s.e. 0.10) against 4.60000 (s.e. 0.10)');
  });

  test('does not exist when something else is known against it', () => {
    expect(rowOf([run(1)], [run(2)], { note: 'another path' })).toMatchObject({
      ratio: null,
      note: 'not compared: another path',
    });
  });
});

describe('agreement', () => {
  test('is within four standard errors of the difference', () => {
    const at = (distance: number) => disagreement([run(1, 0)], [run(1, distance * Math.SQRT2 * 0.1)]);
    expect(at(3.99)).toBeNull();
    expect(at(-3.99)).toBeNull();
    expect(at(4.01)).toMatch(/^meanWait/);
    expect(at(-4.01)).toMatch(/^meanWait/);
  });

  test('asks for one work, the same outputs and a standard error', () => {
    expect(disagreement([run(1)], [run(1, 4, { work: 'hold-100' })])).toBe('different work: mm1, hold-100');
    expect(disagreement([run(1)], [run(1, 4, { name: 'meanResponse' })])).toMatch(/^different outputs/);
    expect(disagreement([run(1, 4, { standardError: 0 })], [run(1, 4, { standardError: 0 })])).toMatch(/^meanWait/);
    expect(disagreement([run(1, Number.NaN)], [run(1)])).toMatch(/^meanWait/);
  });

  test('gets sharper with rounds', () => {
    const rounds = (estimate: number) => Array.from({ length: 16 }, () => run(1, estimate));
    expect(disagreement([run(1, 4)], [run(1, 4.2)])).toBeNull();
    expect(disagreement(rounds(4), rounds(4.2))).toMatch(/^meanWait/);
    const pooled = pooledOutputs(rounds(4)).meanWait!;
    expect(pooled.estimate).toBe(4);
    expect(pooled.standardError).toBeCloseTo(0.1 / 4, 12);
  });

  test('passes equal means and refuses a planted shift of eight standard errors', () => {
    const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('agreement');
    let refused = 0;
    for (let i = 0; i < 2000; i++) {
      const ours = [run(1, 0.1 * stream.normal())];
      if (disagreement(ours, [run(1, 0.1 * stream.normal())]) !== null) refused++;
      // off by less than four of its standard deviations in the other direction with probability 3e-5
      expect(disagreement(ours, [run(1, 8 * Math.SQRT2 * 0.1 + 0.1 * stream.normal())])).not.toBeNull();
    }
    // expected 2000 * 6e-5 = 0.13
    expect(refused).toBeLessThanOrEqual(2);
  });
});

test('one path: equal but for rounding', () => {
  expect(samePath(run(1, 4), run(2, 4 + 1e-10))).toBe(true);
  expect(samePath(run(1, 4), run(2, 4 + 1e-6))).toBe(false);
});

test('median of an even and of an odd number of values', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});
