/**
 * Moments of the Gilbert-Elliott erasure model.
 *
 * In steps: p = P(good to bad), r = P(bad to good) per step, erasure probability e_B, e_G in the states.
 *   pi_B = p/(p+r);  loss = pi_B e_B + (1 - pi_B) e_G;  state autocorrelation at lag k: (1-p-r)^k
 *   for e_B = 1, e_G = 0: burst geometric with mean 1/r, P(burst > k) = (1-r)^k, gap mean 1/p,
 *   variance of losses in n: n pi (1-pi) + 2 pi (1-pi) sum_{k<n} (n-k)(1-p-r)^k
 * In time: exponential sojourns with means T_g, T_b; pi_B = T_b/(T_g+T_b); autocorrelation exp(-(1/T_g + 1/T_b) tau).
 *
 * Source: Gilbert 1960; Elliott 1963; G. Hasslinger, O. Hohlfeld, MMB 2008.
 */

export interface GilbertElliottSteps {
  /** p */
  readonly goodToBad: number;
  /** r */
  readonly badToGood: number;
}

/** pi_B of the chain in steps. */
export function badShare({ goodToBad, badToGood }: GilbertElliottSteps): number {
  return goodToBad / (goodToBad + badToGood);
}

/** Mean of a quantity that is `good` in the good state and `bad` in the bad one, for example sum_s pi_s A(p_s). */
export function stateMean(shareBad: number, good: number, bad: number): number {
  return shareBad * bad + (1 - shareBad) * good;
}

/** Autocorrelation coefficient of the state at lag k. */
export function stepAutocorrelation({ goodToBad, badToGood }: GilbertElliottSteps, lag: number): number {
  return (1 - goodToBad - badToGood) ** lag;
}

/** P(burst > k) = (1-r)^k. */
export function burstExceeds({ badToGood }: GilbertElliottSteps, length: number): number {
  return (1 - badToGood) ** length;
}

/** Variance of the number of losses among n consecutive steps, for e_B = 1 and e_G = 0. */
export function lossCountVariance(chain: GilbertElliottSteps, n: number): number {
  const share = badShare(chain);
  const memory = 1 - chain.goodToBad - chain.badToGood;
  let sum = 0;
  let power = 1;
  for (let lag = 1; lag < n; lag++) {
    power *= memory;
    sum += (n - lag) * power;
  }
  return share * (1 - share) * (n + 2 * sum);
}

/** Limit of variance over mean of the number of losses: (1 - pi_B)(1 + 2 c/(1-c)), c = 1-p-r. */
export function indexOfDispersion(chain: GilbertElliottSteps): number {
  const memory = 1 - chain.goodToBad - chain.badToGood;
  return (1 - badShare(chain)) * (1 + (2 * memory) / (1 - memory));
}

/** Share of time bad, from the mean sojourns. */
export function badTimeShare(meanGood: number, meanBad: number): number {
  return meanBad / (meanGood + meanBad);
}

/** Autocorrelation coefficient of the state at a time lag. */
export function timeAutocorrelation(meanGood: number, meanBad: number, lag: number): number {
  return Math.exp(-(1 / meanGood + 1 / meanBad) * lag);
}
