/**
 * Bursts of erased bits within a code: a two-state Markov chain that advances by one step per bit, Gilbert-Elliott.
 *
 * Sojourns are geometric with means m_g and m_b (bits, at least 1); a bit is erased with probability p_g or p_b given the state of
 * its step. Every code starts in equilibrium and independently of the others, so a burst ends with its code; an encoder is told
 * the mean erasure probability.
 *
 *   share of bits in the bad state  pi_b = m_b / (m_g + m_b)
 *   mean erasure probability        pi_b p_b + (1 - pi_b) p_g
 *   autocorrelation of the state    (1 - 1/m_g - 1/m_b)^k at k bits
 *
 * Source: E. N. Gilbert, Bell System Technical Journal 39, 1960; E. O. Elliott, ibid. 42, 1963.
 * Limits: no interleaver between code and channel; no memory from code to code (`gilbert-elliott` has only that).
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { log } from '../base/math/log.js';
import type { BitRun } from './bit-runs.js';
import type { ErasureModel } from './channel-process.js';
import { timeDraws } from './time-draws.js';

export interface BitBursts {
  /** m_g and m_b, bits. */
  readonly meanGood: number;
  readonly meanBad: number;
  /** p_g and p_b. */
  readonly goodErasure: number;
  readonly badErasure: number;
}

/**
 * Runs of `bits` bits of one code, from bit `firstBit` on.
 * @param uniform the code's draws in [0, 1), by index: the first for the state, then one per sojourn
 */
export function burstRuns(
  { meanGood, meanBad, goodErasure, badErasure }: BitBursts,
  uniform: (index: number) => number,
  firstBit: number,
  bits: number,
): BitRun[] {
  const runs: BitRun[] = [];
  const end = firstBit + bits;
  let bad = uniform(0) < meanBad / (meanGood + meanBad);
  let position = 0;
  for (let sojourn = 1; position < end; sojourn++) {
    const next = position + geometric(bad ? meanBad : meanGood, uniform(sojourn));
    const length = Math.min(next, end) - Math.max(position, firstBit);
    if (length > 0) runs.push({ bits: length, erasure: bad ? badErasure : goodErasure, flip: 0 });
    position = next;
    bad = !bad;
  }
  return runs;
}

/** A geometric number of at least 1 with the given mean: P(L > n) = (1 - 1/mean)^n. */
function geometric(mean: number, uniform: number): number {
  return mean === 1 ? 1 : 1 + Math.floor(log(1 - uniform) / log(1 - 1 / mean));
}

export interface GilbertElliottBitsParameters extends BitBursts {
  readonly kind: 'gilbert-elliott-bits';
}

const probability = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const sojourn = (description: string) => Type.Number({ minimum: 1, maximum: 1e9, description });

export const gilbertElliottBits: ErasureModel<GilbertElliottBitsParameters> = {
  name: 'gilbert-elliott-bits',
  summary: 'bursty bit erasures: good and bad state that advance bit by bit, anew for every code',
  schema: Type.Object(
    {
      kind: Type.Literal('gilbert-elliott-bits'),
      meanGood: sojourn('mean sojourn in the good state, bits'),
      meanBad: sojourn('mean sojourn in the bad state, bits'),
      goodErasure: probability('probability that a bit is erased in the good state'),
      badErasure: probability('probability that a bit is erased in the bad state'),
    },
    { additionalProperties: false, description: 'Bursts of erased bits within a code' },
  ),
  source: 'Gilbert 1960; Elliott 1963',
  payloads: ['erasure-tolerant'],
  create(chain, { stream }) {
    const { meanGood, meanBad, goodErasure, badErasure } = chain;
    if (!(meanGood >= 1 && meanBad >= 1)) {
      throw new ModelError(`mean sojourns must be of at least one bit, not ${meanGood} and ${meanBad}`);
    }
    const bad = meanBad / (meanGood + meanBad);
    const mean = bad * badErasure + (1 - bad) * goodErasure;
    const draw = timeDraws(stream);
    return {
      probability: () => mean,
      impair: ({ start, firstBit, bits }) => burstRuns(chain, (index) => draw(start, index), firstBit, bits),
    };
  },
};
