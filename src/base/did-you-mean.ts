/**
 * The accepted name nearest to a mistyped one, for error messages.
 *
 * Distance: optimal string alignment (insertion, deletion, substitution, swap of neighbours each cost 1), ignoring
 * case. A name is offered when at most a third of its letters, but at least one, differ; the first of equals wins.
 */
export function nearestName(wrong: string, accepted: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of accepted) {
    const edits = editDistance(wrong.toLowerCase(), name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(name.length, wrong.length) / 3));
    if (edits <= allowed && edits < least) {
      nearest = name;
      least = edits;
    }
  }
  return nearest;
}

/** `; did you mean "x"?`, or nothing when no accepted name is near. */
export function didYouMean(wrong: string, accepted: Iterable<string>): string {
  const nearest = nearestName(wrong, accepted);
  return nearest === undefined ? '' : `; did you mean "${nearest}"?`;
}

/** Edits that turn one string into the other. */
export function editDistance(from: string, to: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) next[j] = Math.min(next[j]!, previous[j - 2]! + 1);
    }
    previous = row;
    row = next;
  }
  return row[to.length]!;
}
