/**
 * The largest supported and the smallest refuted count, found with few probes.
 *
 * Doubles and halves from a starting count until a supported and a refuted one stand on both sides, then bisects twice:
 * between the supported counts and the rest, and between the refuted counts and the rest. Where no probe is undecided,
 * the second bisection has nothing to do.
 */

import type { Decision } from './decision.js';

export interface SearchRange {
  readonly low: number;
  readonly high: number;
  /** Where to begin; the cheapest good guess is the scenario's own count. */
  readonly start: number;
}

export interface SearchAnswer {
  /** Largest supported count, `null` if none is. */
  readonly supported: number | null;
  /** Smallest refuted count, `null` if none is. */
  readonly refuted: number | null;
}

export async function searchThreshold(
  { low, high, start }: SearchRange,
  probe: (count: number) => Promise<Decision>,
): Promise<SearchAnswer> {
  const decisions = new Map<number, Decision>();
  const ask = async (count: number): Promise<Decision> => {
    const known = decisions.get(count);
    if (known !== undefined) return known;
    const decision = await probe(count);
    decisions.set(count, decision);
    return decision;
  };
  const counts = (decision: Decision): number[] =>
    [...decisions].filter(([, found]) => found === decision).map(([count]) => count);
  const answer = (): SearchAnswer => ({
    supported: counts('supported').length === 0 ? null : Math.max(...counts('supported')),
    refuted: counts('refuted').length === 0 ? null : Math.min(...counts('refuted')),
  });

  const first = Math.min(high, Math.max(low, start));
  for (let count = first; (await ask(count)) !== 'refuted' && count < high; ) count = Math.min(high, 2 * count);
  for (let count = first; answer().supported === null && count > low; ) {
    count = Math.max(low, Math.floor(count / 2));
    await ask(count);
  }
  await bisect('supported');
  await bisect('refuted');
  return answer();

  /** Narrows the gap between the outermost count with this decision and the nearest count beyond it without. */
  async function bisect(decision: 'supported' | 'refuted'): Promise<void> {
    for (;;) {
      const { supported, refuted } = answer();
      if (supported !== null && refuted !== null && supported > refuted) return; // contradiction: not monotone
      const asked = [...decisions.keys()];
      const below =
        decision === 'supported'
          ? (supported ?? low - 1)
          : Math.max(low - 1, ...asked.filter((count) => count < (refuted ?? high + 1)));
      const above =
        decision === 'refuted'
          ? (refuted ?? high + 1)
          : Math.min(high + 1, ...asked.filter((count) => count > (supported ?? low - 1)));
      if (above - below <= 1) return;
      await ask(Math.floor((below + above) / 2));
    }
  }
}
