/**
 * Signs against the assumption behind a capacity answer: that more load never makes a constraint easier.
 *
 * It cannot be proved from probes; it can be contradicted by them: a supported count above a refuted one, or a constraint
 * whose interval at a larger count lies wholly on the better side of its interval at a smaller one.
 */

import type { Constraint } from './constraint.js';
import type { Probe } from './probe.js';

export function contradictions(probes: readonly Probe[], constraints: readonly Constraint[]): string[] {
  const ordered = [...probes].sort((a, b) => a.count - b.count);
  return ordered.flatMap((larger, index) =>
    ordered.slice(0, index).flatMap((smaller) => {
      const found = constraints.filter((_, which) => improves(smaller, larger, constraints, which));
      const lines = found.map(({ metric }) => `${metric} is better at ${larger.count} than at ${smaller.count}`);
      const opposite = smaller.decision === 'refuted' && larger.decision === 'supported';
      return opposite ? [`${larger.count} is supported but ${smaller.count} is refuted`, ...lines] : lines;
    }),
  );
}

function improves(smaller: Probe, larger: Probe, constraints: readonly Constraint[], which: number): boolean {
  const [before, after] = [smaller.readings[which]!, larger.readings[which]!];
  if (before.low === null || before.high === null || after.low === null || after.high === null) return false;
  return constraints[which]!.sense === 'atMost' ? after.high < before.low : after.low > before.high;
}
