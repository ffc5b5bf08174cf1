import { describe, expect, it } from 'vitest';
import { countTests, sumCounts } from '../../src/set-up/test-count.mjs';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((outcome) => ({ status: outcome })),
});

describe('the count of npm test', () => {
  it('adds passed and failed tests', () => {
    const report = { testResults: [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed', 'failed')] };
    expect(countTests(report, 1, false)).toEqual({ passed: 3, failed: 2 });
  });

  it('counts a file that does not load, and a run that failed outside every test', () => {
    expect(countTests({ testResults: [file('failed')] }, 1, false)).toEqual({ passed: 0, failed: 1 });
    expect(countTests({ testResults: [file('passed', 'passed')] }, 1, false)).toEqual({ passed: 1, failed: 1 });
    expect(countTests(undefined, 1, false)).toEqual({ passed: 0, failed: 1 });
  });

  it('a skipped test is a failure only where nothing may be skipped', () => {
    const report = { testResults: [file('passed', 'passed', 'skipped', 'pending', 'todo')] };
    expect(countTests(report, 0, false)).toEqual({ passed: 1, failed: 0 });
    expect(countTests(report, 0, true)).toEqual({ passed: 1, failed: 3 });
  });

  it('sums over suites', () => {
    expect(
      sumCounts([
        { passed: 1, failed: 0 },
        { passed: 2, failed: 3 },
      ]),
    ).toEqual({ passed: 3, failed: 3 });
  });
});
