/**
 * Automatic repeat request over independent tries, each lost with probability p.
 *
 *   at most M tries: E[tries] = (1 - p^M)/(1 - p), residual loss p^M;  M infinite: 1/(1 - p)
 *   geometric service in slots: E[S] = 1/(1-p), E[S^2] = (1+p)/(1-p)^2
 *
 * Source: S. Lin, D. J. Costello, "Error Control Coding", chapter 22. Limits: no soft combining; tries independent.
 */

/** Mean number of tries, at most `tries` (default: without limit). */
export function meanTries(lossProbability: number, tries = Number.POSITIVE_INFINITY): number {
  if (lossProbability === 1) return tries;
  return (1 - residualLoss(lossProbability, tries)) / (1 - lossProbability);
}

/** Probability that all tries fail. */
export function residualLoss(lossProbability: number, tries: number): number {
  return lossProbability ** tries;
}

/** First two moments of the number of slots until success. */
export function unlimitedArqService(lossProbability: number): { mean: number; secondMoment: number } {
  const success = 1 - lossProbability;
  return { mean: 1 / success, secondMoment: (1 + lossProbability) / (success * success) };
}
