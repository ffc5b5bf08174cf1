/**
 * Whether a run can carry its own numbers.
 *
 * - `overloaded`: more than 1 % of the measured requests were still in the system when the run ended, another T later or
 *   past every deadline, or the backlog grew by more than a tenth of the arrivals of the second half of the window;
 * - `backlogged`: the number in the system grew over the second half of the window by more than 1 % of the arrivals in it,
 *   and the 99.9 % interval over replications excludes no growth;
 * - `warming-up`: MSER-5 on mean latency over creation time, averaged over replications, cuts behind the stated warm-up
 *   by more than a tenth of the run, and what it cuts differs from the rest at the 0.1 % level;
 * - `too-short`: a replication has fewer than 100 samples beyond P99, so that P99 is refused.
 */
import { mser5 } from '../base/statistics/mser.js';
import { TAIL_SAMPLES_NEEDED } from '../base/statistics/quantile-interval.js';
import { tInterval } from '../base/statistics/t-interval.js';
import type { ReplicationSummary } from './replication-summary.js';
import type { Verdict } from './result.js';
import { latencySpans } from './row-fold.js';

export interface Finding {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

/** @param warmUpShare warm-up over run length, in [0, 1) */
export function judge(summaries: readonly ReplicationSummary[], warmUpShare: number): Finding {
  const findings = [overload(summaries), backlog(summaries), warmUp(summaries, warmUpShare), length(summaries)];
  const found = findings.filter((finding) => finding !== undefined);
  return {
    verdict: found[0]?.verdict ?? 'stable',
    reasons: found.map(({ reason }) => reason),
  };
}

interface Reason {
  readonly verdict: Verdict;
  readonly reason: string;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Growth of the number in the system over the second half of the window, as a share of the arrivals in it. */
function growth(summaries: readonly ReplicationSummary[]): { readonly shares: number[]; readonly mean: number } {
  const shares = summaries.map(
    ({ inSystemAtEnd, inSystemMidway, state }) => (inSystemAtEnd - inSystemMidway) / Math.max(1, state.measured / 2),
  );
  return { shares, mean: sum(shares) / shares.length };
}

function overload(summaries: readonly ReplicationSummary[]): Reason | undefined {
  const unresolved = sum(summaries.map((summary) => summary.unresolved));
  const measured = sum(summaries.map(({ state }) => state.measured));
  const { mean } = growth(summaries);
  if (mean > 0.1) {
    const percent = (100 * mean).toFixed(1);
    return { verdict: 'overloaded', reason: `the backlog grew by ${percent} % of the arrivals: load exceeds capacity` };
  }
  if (unresolved <= 0.01 * measured) return undefined;
  return {
    verdict: 'overloaded',
    reason: `${unresolved} of ${measured} measured requests had no answer when the run ended`,
  };
}

function backlog(summaries: readonly ReplicationSummary[]): Reason | undefined {
  const { shares, mean } = growth(summaries);
  if (shares.length < 2 || mean < 0.01) return undefined;
  const interval = tInterval(shares, 0.999);
  if (interval.low <= 0) return undefined;
  return {
    verdict: 'backlogged',
    reason: `the backlog grew by ${(100 * mean).toFixed(1)} % of the arrivals over the second half`,
  };
}

function warmUp(summaries: readonly ReplicationSummary[], warmUpShare: number): Reason | undefined {
  const means = Array.from({ length: latencySpans }, (_, span) => meanOf(summaries.map((s) => s.latencySeries[span]!)));
  const known = means.filter((value) => !Number.isNaN(value));
  if (known.length < latencySpans / 2 || summaries.length < 2) return undefined;
  const cut = Math.round((mser5(known).count / known.length) * latencySpans);
  const start = Math.round(warmUpShare * latencySpans);
  if (cut <= start + latencySpans / 10) return undefined;
  // MSER-5 also cuts in noise: what it would cut must differ from what it keeps.
  const differences = summaries
    .map(({ latencySeries }) => meanOf(latencySeries.subarray(start, cut)) - meanOf(latencySeries.subarray(cut)))
    .filter((difference) => !Number.isNaN(difference));
  const interval = tInterval(differences.length === 0 ? [0] : differences, 0.999);
  if (interval.low <= 0 && interval.high >= 0) return undefined;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  return {
    verdict: 'warming-up',
    reason: `MSER-5 cuts the first ${percent(cut / latencySpans)} of the run, the stated warm-up is ${percent(warmUpShare)}`,
  };
}

/** Mean of the numbers that are not NaN. */
function meanOf(values: ArrayLike<number>): number {
  let total = 0;
  let count = 0;
  for (let index = 0; index < values.length; index++) {
    if (Number.isNaN(values[index]!)) continue;
    total += values[index]!;
    count++;
  }
  return total / count;
}

function length(summaries: readonly ReplicationSummary[]): Reason | undefined {
  const fewest = Math.min(...summaries.map(({ state }) => state.measuredAnswered));
  if (fewest * 0.01 >= TAIL_SAMPLES_NEEDED) return undefined;
  return {
    verdict: 'too-short',
    reason: `a replication has ${fewest} answers, P99 needs ${TAIL_SAMPLES_NEEDED / 0.01}: lengthen duration`,
  };
}
