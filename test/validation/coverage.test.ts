/** Do the intervals of a result cover as stated, and is the recursion behind the study the simulator? */
import { describe, expect, it } from 'vitest';
import { timeToSeconds } from '../../src/base/time.js';
import type { RunRecord } from '../../src/record/run-record.js';
import { simulate } from '../../src/simulate.js';
import { mm1RelaxationTime } from '../../src/theory/mm1.js';
import { runRepeat } from '../../src/validation/coverage/coverage-count.js';
import { coverageQuantities } from '../../src/validation/coverage/coverage-quantity.js';
import { coverageRowsOf } from '../../src/validation/coverage/coverage-row.js';
import { type CoverageRun, coverageRuns, repeatOf } from '../../src/validation/coverage/coverage-run.js';
import { coverageHolds, coverageRepeats, measureCoverage } from '../../src/validation/coverage/coverage-study.js';
import { runSingleQueue } from '../../src/validation/coverage/single-queue-recursion.js';

const byLoad = coverageRuns.filter(({ long }) => long).map((run) => [run.load, run] as const);

describe.each(byLoad)('M/M/1 at load %s', (_, run) => {
  it.each([0, 1, 2])('repeat %i: every request of the recursion has the times of the simulator', async (repeat) => {
    const scenario = { ...repeatOf(run, repeat), replications: 2, warmUp: 1e9, duration: 9e9 };
    const rows: RunRecord[][] = [[], []];
    await simulate(scenario, { onRecord: (replication) => ({ write: (record) => rows[replication]!.push(record) }) });
    for (const [replication, list] of rows.entries()) {
      const measured = list.filter(({ created }) => created >= scenario.warmUp && created < scenario.duration);
      const times: number[][] = [];
      const sums = runSingleQueue(scenario, { replication, visit: (...request) => times.push(request) });
      expect(times.length).toBeGreaterThan(3000);
      expect(measured.length).toBe(times.length);
      const answered = measured.filter(({ outcome }) => outcome.kind === 'answered');
      expect(answered.length).toBe(sums.answered);
      expect(answered.map(({ created, batchStart, batchEnd }) => [created, batchStart, batchEnd])).toEqual(
        times.slice(0, answered.length),
      );
    }
  });

  it('is as long as the rules ask: 500 samples beyond P99, 1,000 relaxation times, 20 of them as warm-up', () => {
    const { queue, scenario } = run;
    const window = timeToSeconds(scenario.duration - scenario.warmUp);
    // Four standard deviations of a Poisson count below its mean.
    const requests = queue.arrivalRate * window;
    expect(0.01 * (requests - 4 * Math.sqrt(requests))).toBeGreaterThan(500);
    expect(window / mm1RelaxationTime(queue)).toBeGreaterThan(1000);
    expect(timeToSeconds(scenario.warmUp) / mm1RelaxationTime(queue)).toBeGreaterThan(20);
    const deadline = timeToSeconds(scenario.devices.source!.deadline!);
    expect(deadline * (queue.serviceRate - queue.arrivalRate)).toBeCloseTo(3, 12);
  });
});

it('intervals cover as stated, naive ones do not, and the bounds are those of `simulate` to the bit', async () => {
  // The quickest of the runs: `validate --coverage` takes them all, and ten times the repeats.
  const result = await measureCoverage({ runs: [coverageRuns[0]!], repeats: coverageRepeats.quick, workers: 1 });
  expect(result.rows).toHaveLength(5);
  for (const row of result.rows) expect(row, row.quantity).toMatchObject({ pass: true, naive: { rejected: true } });
  expect(result.comparisons).toMatchObject([
    { metrics: ['latency.mean', 'latency.p95', 'latency.p99', 'deadline.missRatio'], equal: true },
  ]);
  expect(coverageHolds(result)).toBe(true);
}, 600_000);

it('replications counted twice, whose intervals are a third too narrow, are found out', () => {
  const run = coverageRuns[0]!;
  const repeats = 100;
  const covered = { once: coverageQuantities.map(() => 0), twice: coverageQuantities.map(() => 0) };
  for (let repeat = 0; repeat < repeats; repeat++) {
    const replications = runRepeat(run, repeat);
    for (const [index, quantity] of coverageQuantities.entries()) {
      const truth = quantity.truth(run);
      const holds = (sample: typeof replications): number => {
        const { low, high } = quantity.interval(sample, run.scenario.confidence);
        return low <= truth && truth <= high ? 1 : 0;
      };
      covered.once[index]! += holds(replications);
      covered.twice[index]! += holds([...replications, ...replications]);
    }
  }
  const passes = (counts: readonly number[]): boolean[] => {
    const intervals = counts.map((count) => ({ covered: count, below: repeats - count, above: 0, halfWidths: 1 }));
    return coverageRowsOf(
      run,
      repeats,
      intervals.map((count) => ({ intervals: count, naive: count })),
    ).map(({ pass }) => pass);
  };
  expect(passes(covered.once)).toEqual(coverageQuantities.map(() => true));
  // Student's t of 19 degrees in place of 9, and half the variance: 82 % for means and ratios. Quantiles have their sketch's error besides.
  const found = coverageQuantities.filter((_, index) => !passes(covered.twice)[index]).map(({ id }) => id);
  expect(found).toEqual(expect.arrayContaining(['latency.mean', 'deadline.missRatio', 'edgeWait / edgeService']));
}, 600_000);

it('threads change nothing', async () => {
  const short: CoverageRun = coverageRuns[0]!;
  const [alone, together] = await Promise.all(
    [1, 2].map((workers) => measureCoverage({ runs: [short], repeats: 11, workers })),
  );
  expect(together).toEqual(alone);
}, 600_000);

describe('judgement', () => {
  const run = coverageRuns[0]!;
  const judged = (covered: number) => {
    const count = { covered, below: 2000 - covered, above: 0, halfWidths: 1 };
    return coverageRowsOf(run, 2000, Array(5).fill({ intervals: count, naive: count }))[0]!;
  };

  it('takes what 95 % may give once in a hundred tables, and no more', () => {
    // Sidak over 15 rows: 0.00067 a row, 3.4 standard deviations of 9.7 counts.
    expect(judged(1900).threshold).toBeCloseTo(0.00067, 5);
    expect([1868, 1900, 1930].map((covered) => judged(covered).pass)).toEqual([true, true, true]);
    expect([1860, 1936].map((covered) => judged(covered).pass)).toEqual([false, false]);
  });

  it('refuses the normal quantile in place of Student’s at 10 replications, which covers 91.8 %', () => {
    expect(judged(Math.round(0.918 * 2000)).pass).toBe(false);
  });

  it('leaves the run that is too short alone', () => {
    const rows = [{ ...judged(1700), long: false }];
    expect(rows[0]).toMatchObject({ pass: false });
    expect(coverageHolds({ rows, comparisons: [] })).toBe(true);
    expect(coverageHolds({ rows, comparisons: [{ load: 0.9, requests: 1, metrics: [], equal: false }] })).toBe(false);
  });

  it('needs the naive intervals to fail', () => {
    const rows = [judged(1900)];
    expect(rows[0]!.naive.rejected).toBe(false);
    expect(coverageHolds({ rows, comparisons: [] })).toBe(false);
  });
});
