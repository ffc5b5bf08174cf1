/** One probed count: replications are added, look by look, until the intervals clear the limits or the budget is spent. */

import type { Interval } from '../../base/statistics/interval.js';
import type { SimulationResult, Verdict } from '../../metrics/result.js';
import type { Summary } from '../replication.js';
import type { Constraint } from './constraint.js';
import { type ConstraintReading, type Decision, decide, readConstraints } from './decision.js';
import type { ErrorBudget } from './error-budget.js';

export interface Probe {
  readonly count: number;
  readonly replications: number;
  readonly verdict: Verdict;
  readonly readings: readonly ConstraintReading[];
  readonly decision: Decision;
}

/** The system under question at one count. */
export interface ProbedSystem {
  /** Replications `first` to `first + count - 1`. */
  replicate(first: number, count: number): Promise<readonly Summary[]>;
  /** Pools replications into intervals of a two-sided level. */
  combine(summaries: readonly Summary[], level: number): SimulationResult;
  /** Interval of `metric - factor x base` request by request, where the system can pair them. */
  distanceToBase?(summaries: readonly Summary[], metric: string, factor: number, level: number): Interval | undefined;
}

export async function probeCount(
  count: number,
  system: ProbedSystem,
  constraints: readonly Constraint[],
  { looks, level }: ErrorBudget,
): Promise<Probe> {
  const summaries: Summary[] = [];
  for (const [index, replications] of looks.entries()) {
    summaries.push(...(await system.replicate(summaries.length, replications - summaries.length)));
    const result = system.combine(summaries, level);
    const readings = readConstraints(result, constraints, (metric, factor) =>
      system.distanceToBase?.(summaries, metric, factor, level),
    );
    const decision = decide(readings);
    if (decision !== 'undecided' || index === looks.length - 1) {
      return { count, replications, verdict: result.verdict, readings, decision };
    }
  }
  throw new RangeError('a probe needs at least one look');
}
