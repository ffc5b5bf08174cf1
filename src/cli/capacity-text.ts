/** A capacity answer as text: the probes in order, how error was spent, the conclusion, what it assumes. */
import Table from 'cli-table3';
import type { ConstraintReading } from '../study/capacity/decision.js';
import type { CapacityAnswer } from '../study/capacity/find-capacity.js';
import type { Probe } from '../study/capacity/probe.js';
import { decimalsFor, scaleOf } from './quantity-text.js';

export function capacityText(answer: CapacityAnswer): string {
  const { vary, constraints, confidence, errorBudget, budget, probes, conclusion, monotonicity } = answer;
  const table = new Table({
    head: [vary.path, 'replications', ...constraints, 'verdict', 'decision'],
    colAligns: ['right', 'right', ...constraints.map(() => 'right' as const), 'left', 'left'],
    style: { head: [], border: [], compact: true },
  });
  for (const { count, replications, readings, verdict, decision } of probes) {
    table.push([count, replications, ...readings.map(readingText), verdict, decision]);
  }
  const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;
  const against =
    monotonicity.contradictions.length === 0
      ? 'the probes do not contradict it'
      : `CONTRADICTED by the probes: ${monotonicity.contradictions.join('; ')}`;
  const missing = readingNotes(probes);
  return [
    table.toString(),
    `${conclusion}.`,
    `Wrong with probability at most ${percent(1 - confidence)}: at most ${errorBudget.probes} probes, looks after ` +
      `${errorBudget.looks.join(', ')} replications (budget ${budget}), ${constraints.length} constraint(s); intervals at ${percent(errorBudget.level)}.`,
    `Assumes that more load never makes a constraint easier; ${against}.`,
    ...missing,
  ].join('\n');
}

/** One probe on one line, on stderr while the search goes on. */
export function probeLine({ count, replications, readings, decision }: Probe): string {
  return `${count}: ${decision} after ${replications} replications; ${readings.map((reading) => `${reading.metric} ${readingText(reading)}`).join('; ')}`;
}

const shares = /^(accuracy\.|deadline\.missRatio$|bandwidth\.utilisation$)/;

function readingText({ metric, unit, estimate, low, high }: ConstraintReading): string {
  if (estimate === null) return '-';
  const scale = scaleOf(estimate, unit, shares.test(metric));
  const half = low === null || high === null ? null : (high - low) / 2 / scale.factor;
  const places = decimalsFor(estimate / scale.factor, half);
  const text = (value: number): string => (value / scale.factor).toFixed(places);
  const interval = low === null || high === null ? '' : ` [${text(low)}, ${text(high)}]`;
  return `${text(estimate)}${interval} ${scale.unit}`.trimEnd();
}

/** Why readings have no interval, each reason once. */
function readingNotes(probes: readonly Probe[]): string[] {
  const notes = probes.flatMap(({ count, readings }) =>
    readings.flatMap(({ metric, note }) => (note === undefined ? [] : [`${metric} at ${count}: ${note}`])),
  );
  return [...new Set(notes)];
}
