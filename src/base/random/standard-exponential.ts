/**
 * Exponential draws of mean 1 by the ziggurat: two words in 98.9 % of the draws, and no logarithm.
 *
 * The layer is the lower 8 bits of the first word, the place in it 53 other bits; beyond r = 7.697 the law begins anew.
 * `RandomStream.exponential` (inversion) stays beside it: seeded results and their documents hold its draws.
 */
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import type { RandomStream } from './random-stream.js';
import { makeZiggurat, uniformOf } from './ziggurat.js';

const TAIL = 7.69711747013105;
const density = (x: number): number => exp(-x);

/** For the tests: the layers close, and have equal areas. */
export const exponentialZiggurat = makeZiggurat({
  value: density,
  inverse: (y) => -log(y),
  tail: TAIL,
  area: (TAIL + 1) * density(TAIL),
});
const { edges, heights } = exponentialZiggurat;

export function standardExponential(stream: RandomStream): number {
  for (let beyond = 0; ; ) {
    const word = stream.uint32();
    const u = uniformOf(word, stream.uint32());
    const layer = word & 255;
    const x = u * edges[layer]!;
    if (x < edges[layer + 1]!) return beyond + x;
    if (layer === 0) {
      beyond += TAIL;
      continue;
    }
    const low = heights[layer]!;
    if (low + stream.uniform() * (heights[layer + 1]! - low) < density(x)) return beyond + x;
  }
}
