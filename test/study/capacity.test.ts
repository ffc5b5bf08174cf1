import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { studentQuantile } from '../../src/base/statistics/student-t.js';
import type { SimulationResult, Verdict } from '../../src/metrics/result.js';
import { type Constraint, parseConstraint } from '../../src/study/capacity/constraint.js';
import type { Decision } from '../../src/study/capacity/decision.js';
import { type ErrorBudget, errorBudget } from '../../src/study/capacity/error-budget.js';
import { findCapacity } from '../../src/study/capacity/find-capacity.js';
import { type ProbedSystem, probeCount } from '../../src/study/capacity/probe.js';
import { searchThreshold } from '../../src/study/capacity/search.js';
import { parseVary } from '../../src/study/capacity/vary.js';

const metrics = [
  { name: 'latency.p99', unit: 's' },
  { name: 'accuracy.inTime', unit: '1' },
  { name: 'accuracy.base', unit: '1' },
  { name: 'energy.perRequest', unit: 'J' },
];

describe('constraints', () => {
  it('read units, shares and the base', () => {
    const limits = [
      'latency.p99 <= 100 ms',
      'accuracy.inTime >= 0.95 base',
      'accuracy.inTime>=90 %',
      'energy.perRequest <= 5 mJ',
    ];
    expect(limits.map((text) => parseConstraint(text, metrics))).toMatchObject([
      { metric: 'latency.p99', sense: 'atMost', limit: { value: 0.1 }, unit: 's' },
      { metric: 'accuracy.inTime', sense: 'atLeast', limit: { timesBase: 0.95 } },
      { limit: { value: 0.9 } },
      { limit: { value: 0.005 } },
    ]);
  });

  it.each([
    ['latency.p99', 'is not understood; accepted: METRIC <= VALUE'],
    ['latency.p99 <= 100', 'found "100", a number without a unit; accepted: a duration'],
    ['latency.p99 <= 100 MHz', 'found "100 MHz"; accepted: a duration'],
    ['latency.p98 <= 100 ms', 'unknown metric "latency.p98"; did you mean "latency.p99"?'],
    ['latency.p99 => 100 ms', 'found "=>"; accepted: <= or >='],
    ['latency.p99 < 100 ms', 'found "<"; accepted: <= or >='],
    ['accuracy.inTime >= most', 'found "most"; accepted: a share'],
    ['accuracy.inTime >= x base', 'found "x"; accepted: a number before "base"'],
    ['latency.p99 <= 2 base', '"base" is an accuracy'],
  ])('refuse %j', (text, message) => {
    expect(() => parseConstraint(text, metrics)).toThrow(InputError);
    expect(() => parseConstraint(text, metrics)).toThrow(message);
  });

  it('refuse a range that is none', () => {
    expect(parseVary('devices.camera.count=1..2000')).toEqual({ path: 'devices.camera.count', low: 1, high: 2000 });
    for (const text of ['devices.camera.count', 'a=5..2', 'a=0..3', 'a=1.5..3', 'a=1-3']) {
      expect(() => parseVary(text)).toThrow(InputError);
    }
  });
});

describe('the search', () => {
  const pattern = fc
    .record({
      low: fc.integer({ min: 1, max: 50 }),
      width: fc.integer({ min: 0, max: 300 }),
      start: fc.integer({ min: 1, max: 400 }),
    })
    .chain(({ low, width, start }) =>
      fc.record({
        low: fc.constant(low),
        high: fc.constant(low + width),
        start: fc.constant(start),
        lastSupported: fc.integer({ min: low - 1, max: low + width }),
        undecided: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20 })),
      }),
    );

  it('finds both ends exactly, within the number of probes that the error budget counts on', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, async ({ low, high, start, lastSupported, undecided }) => {
        let probes = 0;
        const answer = await searchThreshold({ low, high, start }, async (count): Promise<Decision> => {
          probes++;
          expect(count).toBeGreaterThanOrEqual(low);
          expect(count).toBeLessThanOrEqual(high);
          if (count <= lastSupported) return 'supported';
          return count <= lastSupported + undecided ? 'undecided' : 'refuted';
        });
        const firstRefuted = lastSupported + undecided + 1;
        expect(answer).toEqual({
          supported: lastSupported < low ? null : lastSupported,
          refuted: firstRefuted > high ? null : firstRefuted,
        });
        const { probes: most } = errorBudget({ low, high, confidence: 0.95, constraints: 1, first: 10, most: 40 });
        expect(probes).toBeLessThanOrEqual(most);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Mean latency of an M/M/1 queue with `count` units of load on a server of 100, one noisy value a replication. */
function queueAt(count: number, noise: number, draw: (count: number, replication: number) => number): ProbedSystem {
  const truth = count < 100 ? 1 / (100 - count) : 10;
  return {
    async replicate(first, more) {
      return Array.from({ length: more }, (_, index) => ({ value: truth * (1 + noise * draw(count, first + index)) }));
    },
    combine(summaries, level) {
      const values = summaries.map((summary) => (summary as { value: number }).value);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      const half = studentQuantile((1 + level) / 2, values.length - 1) * Math.sqrt(variance / values.length);
      return resultOf('stable', { estimate: mean, low: mean - half, high: mean + half });
    },
  };
}

function resultOf(
  verdict: Verdict,
  interval: { estimate: number | null; low: number | null; high: number | null },
): SimulationResult {
  return {
    format: 'bottlenet-sim/result@1',
    scenario: 'synthetic',
    verdict,
    verdictReasons: [],
    engine: 'none',
    fingerprint: { trajectory: '', answers: '' },
    replications: 1,
    simulatedSeconds: 1,
    wallSeconds: 0,
    imageSet: 'none',
    metrics: [{ name: 'latency.p99', unit: 's', level: 0.95, n: 1, ...interval }],
  };
}

/** Standard normal draws that depend on (seed, count, replication): independent, repeatable. */
function normalDraws(seed: number): (count: number, replication: number) => number {
  return (count, replication) => {
    const uniform = (purpose: number): number => {
      let mixed =
        Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
        Math.imul(count + 1, 0xc2b2ae35) ^
        Math.imul(replication + 1, 0x27d4eb2f);
      mixed = Math.imul(mixed ^ (mixed >>> 15) ^ Math.imul(purpose, 0x165667b1), 0x2c1b3c6d);
      mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
      return (((mixed ^ (mixed >>> 15)) >>> 0) + 0.5) / 4294967296;
    };
    return Math.sqrt(-2 * Math.log(uniform(1))) * Math.cos(2 * Math.PI * uniform(2));
  };
}

// 1/(100 - N) <= 1/39.5 holds up to 60; just beside the limit, so that deciding is hard
const limit: Constraint = parseConstraint('latency.p99 <= 100 ms', metrics);
const constraint: Constraint = { ...limit, limit: { value: 1 / 39.5 } };
const TRUTH = 60;

describe('a capacity question', () => {
  const ask = (seed: number, confidence: number, noise = 0.25) =>
    findCapacity({
      scenario: 'synthetic',
      vary: { path: 'devices.camera.count', low: 1, high: 200 },
      constraints: [constraint],
      confidence,
      start: 40,
      first: 5,
      budget: 40,
      systemAt: (count) => queueAt(count, noise, normalDraws(seed)),
    });

  it('errs no more often than stated, over 400 repeats, and is not empty', async () => {
    const confidence = 0.8;
    const answers = await Promise.all(Array.from({ length: 400 }, (_, seed) => ask(seed, confidence)));
    const wrong = answers.filter(({ supported, refuted }) => (supported ?? 0) > TRUTH || (refuted ?? 1000) <= TRUTH);
    const error = 1 - confidence;
    expect(wrong.length / 400).toBeLessThanOrEqual(error + 3 * Math.sqrt((error * (1 - error)) / 400));
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[200]!;
    expect(middle(answers.map(({ supported }) => supported ?? 0))).toBeGreaterThan(50);
    expect(middle(answers.map(({ refuted }) => refuted ?? 1000))).toBeLessThan(75);
    expect(answers.every(({ monotonicity }) => monotonicity.contradictions.length === 0)).toBe(true);
  });

  it('would err far more often if every look were taken at the stated level (planted wrong)', async () => {
    const spent = errorBudget({ low: 1, high: 200, confidence: 0.8, constraints: 1, first: 5, most: 40 });
    const naive: ErrorBudget = { ...spent, alpha: 0.2, level: 0.6 };
    let wrong = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { supported, refuted } = await searchThreshold({ low: 1, high: 200, start: 40 }, async (count) => {
        return (await probeCount(count, queueAt(count, 0.25, normalDraws(seed)), [constraint], naive)).decision;
      });
      if ((supported ?? 0) > TRUTH || (refuted ?? 1000) <= TRUTH) wrong++;
    }
    expect(wrong / 400).toBeGreaterThan(0.4);
  });

  it('says what stays undecided when the budget is spent', async () => {
    const answer = await ask(1, 0.95);
    expect(answer.undecided).not.toBeNull();
    expect(answer.undecided!.from).toBe(answer.supported! + 1);
    expect(answer.undecided!.to).toBe(answer.refuted! - 1);
    expect(answer.conclusion).toMatch(/^devices\.camera\.count up to \d+ is supported; \d+ is refuted; .*undecided$/);
    const undecided = answer.probes.filter(({ decision }) => decision === 'undecided');
    expect(undecided.length).toBeGreaterThan(0);
    expect(undecided.every(({ replications }) => replications === 40)).toBe(true);
    expect(answer.probes.length).toBeLessThanOrEqual(answer.errorBudget.probes);
  });

  it('without noise finds the threshold itself', async () => {
    expect(await ask(1, 0.95, 1e-9)).toMatchObject({ supported: TRUTH, refuted: TRUTH + 1, undecided: null });
  });

  it('reports probes that contradict monotonicity', async () => {
    const answer = await findCapacity({
      scenario: 'synthetic',
      vary: { path: 'count', low: 1, high: 64 },
      constraints: [constraint],
      confidence: 0.95,
      start: 8,
      first: 5,
      budget: 10,
      // latency falls with load up to 50: a batch that fills faster
      systemAt: (count) => queueAt(count < 50 ? 58 - count : 90, 1e-6, normalDraws(1)),
    });
    expect(answer.monotonicity.contradictions.join()).toContain('latency.p99 is better at');
  });
});

describe('a probe', () => {
  const budget = errorBudget({ low: 1, high: 100, confidence: 0.95, constraints: 1, first: 2, most: 8 });
  const decide = async (result: SimulationResult): Promise<string> => {
    const system: ProbedSystem = {
      replicate: async (_first, count) => new Array<object>(count).fill({}),
      combine: () => result,
    };
    const { decision, replications, readings } = await probeCount(5, system, [limit], budget);
    return `${decision} ${replications} ${readings[0]!.note ?? ''}`.trim();
  };

  it('refutes a latency limit when overloaded, whatever the interval says', async () => {
    expect(await decide(resultOf('overloaded', { estimate: 0.05, low: 0.04, high: 0.06 }))).toBe(
      'refuted 2 overloaded: the latency has no bound',
    );
  });

  it('decides nothing without an interval, and supports nothing while warming up', async () => {
    expect(await decide(resultOf('stable', { estimate: 0.05, low: null, high: null }))).toBe(
      'undecided 8 the run supports no interval',
    );
    expect(await decide(resultOf('warming-up', { estimate: 0.05, low: 0.04, high: 0.06 }))).toContain('undecided 8');
    // a run starts empty: a latency that is too long already only grows
    expect(await decide(resultOf('warming-up', { estimate: 0.3, low: 0.2, high: 0.4 }))).toBe('refuted 2');
  });

  it('does not support a backlogged system, but can refute it', async () => {
    expect(await decide(resultOf('backlogged', { estimate: 0.05, low: 0.04, high: 0.06 }))).toContain('undecided 8');
    expect(await decide(resultOf('backlogged', { estimate: 0.3, low: 0.2, high: 0.4 }))).toBe('refuted 2');
  });
});
