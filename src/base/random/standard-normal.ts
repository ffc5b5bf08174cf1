/**
 * Standard normal draws by the ziggurat: two words in 98.8 % of the draws, and no logarithm.
 *
 * Layer and sign are the lower 9 bits of the first word, the place in the layer 53 other bits. Beyond r = 3.654: G. Marsaglia,
 * "Generating a variable from the tail of the normal distribution", Technometrics 6 (1964). `RandomStream.normal` (Box-Muller) stays
 * beside it: seeded results and their documents hold its draws.
 */
import { erfc } from '../math/erfc.js';
import { exp } from '../math/exp.js';
import { log } from '../math/log.js';
import type { RandomStream } from './random-stream.js';
import { makeZiggurat, uniformOf } from './ziggurat.js';

const TAIL = 3.6541528853610088;
const SQRT_HALF_PI = 1.2533141373155003;
const density = (x: number): number => exp(-0.5 * x * x);

/** For the tests: the layers close, and have equal areas. */
export const normalZiggurat = makeZiggurat({
  value: density,
  inverse: (y) => Math.sqrt(-2 * log(y)),
  tail: TAIL,
  area: TAIL * density(TAIL) + SQRT_HALF_PI * erfc(TAIL * Math.SQRT1_2),
});
const { edges, heights } = normalZiggurat;

export function standardNormal(stream: RandomStream): number {
  for (;;) {
    const word = stream.uint32();
    const u = uniformOf(word, stream.uint32());
    const layer = word & 255;
    const x = u * edges[layer]!;
    const inside = x < edges[layer + 1]! || underDensity(layer, x, stream);
    if (inside) return (word & 256) === 0 ? x : -x;
    if (layer === 0) {
      const far = beyondTail(stream);
      return (word & 256) === 0 ? far : -far;
    }
  }
}

function underDensity(layer: number, x: number, stream: RandomStream): boolean {
  if (layer === 0) return false;
  const low = heights[layer]!;
  return low + stream.uniform() * (heights[layer + 1]! - low) < density(x);
}

function beyondTail(stream: RandomStream): number {
  for (;;) {
    const x = -log(1 - stream.uniform()) / TAIL;
    const y = -log(1 - stream.uniform());
    if (2 * y > x * x) return TAIL + x;
  }
}
