/**
 * nD/D/1: N periodic sources of one period at independent uniform phases, one server, constant service; period = D services.
 *
 *   P(V > x) = sum_{x < n <= N} C(N, n) p^n (1 - p)^(N-n) (D - N + x)/(D - n + x),   p = (n - x)/D
 *
 * V: work in the server at any time, in services; it is also what a request finds that comes from one more such source, so
 * with N + 1 sources it is the wait of a request. N < D.
 *
 * Source: J. Roberts, U. Mocci, J. Virtamo (eds.), "Broadband Network Teletraffic", LNCS 1155, 1996, part III.
 * Errors: N >= D is refused.
 */
import { ModelError } from '../base/errors.js';

export function ndd1WorkExceeds(sources: number, period: number, x: number): number {
  if (!(sources < period))
    throw new ModelError(`nD/D/1 needs fewer sources than services in a period, not ${sources} and ${period}`);
  let sum = 0;
  let binomial = 1;
  for (let n = 1; n <= sources; n++) {
    binomial *= (sources - n + 1) / n;
    if (n <= x) continue;
    const share = (n - x) / period;
    sum += (binomial * share ** n * (1 - share) ** (sources - n) * (period - sources + x)) / (period - n + x);
  }
  return sum;
}
