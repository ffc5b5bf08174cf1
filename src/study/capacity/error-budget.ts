/**
 * How the error of a capacity answer is spent, so that looking often does not make it wrong often.
 *
 * The answer is wrong when any decision of any probe is wrong. There are at most `K` probes (a bound known beforehand
 * from the range), each is looked at after 1, 2, 4, ... times the first number of replications, at most `L` looks up to
 * the budget, and each look compares `C` constraints. Every comparison is one-sided at `alpha = (1 - confidence) / (K L C)`
 * (Bonferroni), so the whole answer errs with probability at most `1 - confidence`, whatever the dependence between
 * looks, probes and constraints; common random numbers make them dependent. It rests on monotonicity nowhere: that
 * assumption carries the conclusion from the probed counts to the others.
 */

import { InputError } from '../../base/errors.js';

export interface ErrorBudget {
  /** Probes the search can need at most. */
  readonly probes: number;
  /** Replications at each look of a probe. */
  readonly looks: readonly number[];
  /** One-sided error of one comparison. */
  readonly alpha: number;
  /** Two-sided level of the intervals that decide: `1 - 2 alpha`. */
  readonly level: number;
}

export interface BudgetQuestion {
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly constraints: number;
  /** Replications of the first look. */
  readonly first: number;
  /** Most replications of one probe. */
  readonly most: number;
}

export function errorBudget({ low, high, confidence, constraints, first, most }: BudgetQuestion): ErrorBudget {
  if (!(confidence > 0.5 && confidence < 1)) {
    throw new InputError(`--confidence ${confidence}: accepted is a number above 0.5 and below 1`);
  }
  if (!Number.isInteger(most) || most < 2) {
    throw new InputError(`--budget ${most}: accepted is a whole number of replications per probe, at least 2`);
  }
  const looks = lookSchedule(first, most);
  const probes = mostProbes(low, high);
  const alpha = (1 - confidence) / (probes * looks.length * constraints);
  return { probes, looks, alpha, level: 1 - 2 * alpha };
}

/** Doubling from the first look; the last one spends the whole budget. */
function lookSchedule(first: number, most: number): number[] {
  const looks: number[] = [];
  for (let count = Math.max(2, first); count < most; count *= 2) looks.push(count);
  return [...looks, most];
}

/** Doublings and halvings to bracket the threshold, then two bisections: of the supported and of the refuted end. */
function mostProbes(low: number, high: number): number {
  const bisection = Math.ceil(Math.log2(high - low + 2));
  return Math.min(high - low + 1, Math.ceil(Math.log2(high / low)) + 3 + 2 * bisection);
}
