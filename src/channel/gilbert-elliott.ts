/**
 * Bursty bit erasures: a two-state Markov chain in continuous time, Gilbert-Elliott.
 *
 * The state is good or bad and advances in time, never by bits or blocks; sojourns are exponential with means T_g and T_b (s). Bits
 * are erased independently with probability p_g or p_b given the state; the state at the start of a transmission holds for
 * the whole code. Bursts within a code: `gilbert-elliott-bits`.
 *
 *   share of time bad        pi_b = T_b / (T_g + T_b)
 *   autocorrelation of state exp(-(1/T_g + 1/T_b) tau)
 *   mean erasure probability pi_b p_b + (1 - pi_b) p_g
 *
 * The chain starts in equilibrium. Its transitions are drawn once, in order, as far as they are asked for; the path
 * does not depend on the times asked. Transitions more than 60 s before the latest time asked are forgotten, so
 * memory stays bounded in long runs.
 * Errors: a time before what is remembered is refused, never answered by a fresh draw.
 *
 * Source: E. N. Gilbert, Bell System Technical Journal 39, 1960; E. O. Elliott, ibid. 42, 1963.
 * Limits: geometric bursts; indoor 802.11 shows heavier tails.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { RandomStream } from '../base/random/random-stream.js';
import { SECOND, type SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { ErasureModel, ErasureProcess } from './channel-process.js';

export interface GilbertElliottParameters {
  readonly kind: 'gilbert-elliott';
  /** T_g. */
  readonly meanGood: SimTime;
  /** T_b. */
  readonly meanBad: SimTime;
  /** p_g. */
  readonly goodErasure: number;
  /** p_b. */
  readonly badErasure: number;
}

/** How far behind the latest query a query may reach. */
export const gilbertElliottLookBack: SimTime = 60 * SECOND;

/** Short lists are not worth pruning. */
const smallestHalf = 128;

export class GilbertElliottProcess implements ErasureProcess {
  readonly #stream: RandomStream;
  readonly #probabilities: readonly [number, number];
  readonly #meanSojourns: readonly [number, number];
  /** Times at which the state changes, ascending; `#state` (0 good, 1 bad) holds before the first. */
  #transitions: number[] = [];
  #state: number;
  #rememberedFrom = 0;
  #latest = 0;

  constructor(parameters: GilbertElliottParameters, stream: RandomStream) {
    const { meanGood, meanBad, goodErasure, badErasure } = parameters;
    if (!(meanGood > 0 && meanBad > 0)) {
      throw new ModelError(`mean sojourns must be positive, not ${meanGood} ns and ${meanBad} ns`);
    }
    for (const p of [goodErasure, badErasure]) {
      if (!(p >= 0 && p <= 1)) throw new ModelError(`erasure probability must lie in [0, 1], not ${p}`);
    }
    this.#stream = stream;
    this.#probabilities = [goodErasure, badErasure];
    this.#meanSojourns = [meanGood, meanBad];
    this.#state = stream.uniform() < meanBad / (meanGood + meanBad) ? 1 : 0;
    // Exponential sojourns have no memory: the residual one at time 0 has the law of a whole one.
    this.#transitions.push(stream.exponential(this.#meanSojourns[this.#state]!));
  }

  probability(time: SimTime): number {
    return this.#probabilities[this.stateAt(time)]!;
  }

  /** 0 in the good state, 1 in the bad one. */
  stateAt(time: SimTime): 0 | 1 {
    if (!(time >= this.#rememberedFrom)) {
      throw new ModelError(
        `the erasure state at ${time} ns is forgotten: only times from ${this.#rememberedFrom} ns on are kept`,
      );
    }
    if (time > this.#latest) {
      this.#latest = time;
      this.#extend(time);
    }
    return ((this.#state + countUpTo(this.#transitions, time)) & 1) as 0 | 1;
  }

  #extend(time: SimTime): void {
    let last = this.#transitions[this.#transitions.length - 1]!;
    while (last <= time) {
      const state = (this.#state + this.#transitions.length) & 1;
      last += this.#stream.exponential(this.#meanSojourns[state]!);
      this.#transitions.push(last);
      this.#forget(time - gilbertElliottLookBack);
    }
  }

  /** Drops transitions up to the horizon once they are half of the list: amortised O(1), memory twice the look-back. */
  #forget(horizon: number): void {
    const half = this.#transitions.length >> 1;
    if (half < smallestHalf || this.#transitions[half]! > horizon) return;
    const forgotten = countUpTo(this.#transitions, horizon);
    this.#rememberedFrom = Math.ceil(this.#transitions[forgotten - 1]!);
    this.#state = (this.#state + forgotten) & 1;
    this.#transitions = this.#transitions.slice(forgotten);
  }
}

/** Number of entries <= time in an ascending list. */
function countUpTo(ascending: readonly number[], time: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

const probability = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

export const gilbertElliott: ErasureModel<GilbertElliottParameters> = {
  name: 'gilbert-elliott',
  summary: 'bursty bit erasures: good and bad state that advance in time, exponential sojourns, one state per code',
  schema: Type.Object(
    {
      kind: Type.Literal('gilbert-elliott'),
      meanGood: quantity('duration', { exclusiveMinimum: 0, description: 'mean sojourn in the good state' }),
      meanBad: quantity('duration', { exclusiveMinimum: 0, description: 'mean sojourn in the bad state' }),
      goodErasure: probability('probability that a bit is erased in the good state'),
      badErasure: probability('probability that a bit is erased in the bad state'),
    },
    { additionalProperties: false, description: 'Bursty bit erasures: a good and a bad state' },
  ),
  source: 'Gilbert 1960; Elliott 1963',
  create: (parameters, { stream }) => new GilbertElliottProcess(parameters, stream),
};
