/** The capacity question put together: error budget, search, probes, the check of its assumption, the answer. */

import type { Constraint } from './constraint.js';
import { type ErrorBudget, errorBudget } from './error-budget.js';
import { contradictions } from './monotonicity.js';
import { type Probe, type ProbedSystem, probeCount } from './probe.js';
import { searchThreshold } from './search.js';
import type { VariedCount } from './vary.js';

export interface CapacityQuestion {
  readonly scenario: string;
  readonly vary: VariedCount;
  readonly constraints: readonly Constraint[];
  /** Probability that no decision of the answer is wrong. */
  readonly confidence: number;
  /** Where the search begins. */
  readonly start: number;
  /** Replications of a probe's first look. */
  readonly first: number;
  /** Most replications of one probe. */
  readonly budget: number;
  systemAt(count: number): Promise<ProbedSystem> | ProbedSystem;
  onProbe?(probe: Probe, error: ErrorBudget): void;
}

export interface CapacityAnswer {
  readonly format: 'bottlenet-sim/capacity@1';
  readonly scenario: string;
  readonly vary: VariedCount;
  readonly constraints: readonly string[];
  readonly confidence: number;
  readonly budget: number;
  readonly errorBudget: ErrorBudget;
  /** Largest count shown to meet every constraint. */
  readonly supported: number | null;
  /** Smallest count shown to break one. */
  readonly refuted: number | null;
  /** Counts between the two, about which nothing is said; `null` when there are none. */
  readonly undecided: { readonly from: number; readonly to: number } | null;
  /** The answer in one sentence. */
  readonly conclusion: string;
  /** More load is assumed never to make a constraint easier; these probes speak against it. */
  readonly monotonicity: { readonly assumed: true; readonly contradictions: readonly string[] };
  /** In the order of probing. */
  readonly probes: readonly Probe[];
}

export async function findCapacity(question: CapacityQuestion): Promise<CapacityAnswer> {
  const { vary, constraints, confidence, first, budget, start } = question;
  const error = errorBudget({ ...vary, confidence, constraints: constraints.length, first, most: budget });
  const probes: Probe[] = [];
  const { supported, refuted } = await searchThreshold({ ...vary, start }, async (count) => {
    const probe = await probeCount(count, await question.systemAt(count), constraints, error);
    probes.push(probe);
    question.onProbe?.(probe, error);
    return probe.decision;
  });
  const from = (supported ?? vary.low - 1) + 1;
  const to = (refuted ?? vary.high + 1) - 1;
  const undecided = from <= to ? { from, to } : null;
  const against = contradictions(probes, constraints);
  return {
    format: 'bottlenet-sim/capacity@1',
    scenario: question.scenario,
    vary,
    constraints: constraints.map(({ text }) => text),
    confidence,
    budget,
    errorBudget: error,
    supported,
    refuted,
    undecided,
    conclusion: conclude(vary, supported, refuted, undecided, against),
    monotonicity: { assumed: true, contradictions: against },
    probes,
  };
}

function conclude(
  { path, low, high }: VariedCount,
  supported: number | null,
  refuted: number | null,
  undecided: CapacityAnswer['undecided'],
  against: readonly string[],
): string {
  if (supported !== null && refuted !== null && supported > refuted) {
    return `no answer: ${against[0] ?? `${supported} is supported but ${refuted} is refuted`}, so the constraints are not monotone in ${path}`;
  }
  const upTo =
    supported === null
      ? `no ${path} in ${low}..${high} is shown to be supported`
      : `${path} up to ${supported} is supported`;
  const beyond =
    refuted === null
      ? supported === high
        ? 'the end of the range'
        : `none up to ${high} is refuted`
      : `${refuted} is refuted`;
  const between = undecided === null ? '' : `; ${spell(undecided)} undecided`;
  return `${upTo}; ${beyond}${between}`;
}

const spell = ({ from, to }: { from: number; to: number }): string =>
  from === to ? `${from} is` : `${from} to ${to} are`;
