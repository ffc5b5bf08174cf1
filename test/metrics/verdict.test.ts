import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import type { ReplicationSummary } from '../../src/metrics/replication-summary.js';
import { latencySpans } from '../../src/metrics/row-fold.js';
import { judge } from '../../src/metrics/verdict.js';

interface Shape {
  readonly unresolved?: number;
  readonly midway?: number;
  readonly end?: number;
  readonly answered?: number;
  readonly latency?: (share: number) => number;
}

/** Ten replications of 20,000 requests with some noise on everything. */
function replications({ unresolved = 0, midway = 50, end = 50, answered = 20_000, latency = () => 1 }: Shape = {}) {
  return Array.from({ length: 10 }, (_, replication): ReplicationSummary => {
    const stream = new RandomStreams({ seed: 5, replication }).stream('verdict');
    return {
      unresolved,
      inSystemMidway: midway + stream.integer(20),
      inSystemAtEnd: end + stream.integer(20),
      latencySeries: Float64Array.from(
        { length: latencySpans },
        (_, i) => latency(i / latencySpans) + 0.1 * stream.normal(),
      ),
      state: { measured: 20_000, measuredAnswered: answered },
    } as unknown as ReplicationSummary;
  });
}

describe('verdict', () => {
  it('is stable for a steady run', () => {
    expect(judge(replications(), 0.1)).toEqual({ verdict: 'stable', reasons: [] });
  });

  it.each([
    ['overloaded', { end: 4500 }, /grew by 4\d\.\d % of the arrivals/],
    ['overloaded', { unresolved: 500 }, /5000 of 200000 measured requests had no answer/],
    ['backlogged', { end: 400 }, /grew by 3\.\d %/],
    ['warming-up', { latency: (share: number) => (share < 0.35 ? 2 : 1) }, /MSER-5 cuts the first 3\d %/],
    ['too-short', { answered: 5000 }, /5000 answers, P99 needs 10000/],
  ] as const)('is %s for %o', (verdict, shape, reason) => {
    const finding = judge(replications(shape), 0.1);
    expect(finding.verdict).toBe(verdict);
    expect(finding.reasons.join(' ')).toMatch(reason);
  });

  it('accepts a transient that the stated warm-up covers', () => {
    expect(judge(replications({ latency: (share) => (share < 0.2 ? 2 : 1) }), 0.25).verdict).toBe('stable');
  });
});
