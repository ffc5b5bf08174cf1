/**
 * Uniform draws of one link that belong to a moment: a pure function of the link's key, the time and an index, so asking changes
 * nothing. Philox4x32-10 at the counter (index, 0, time). Source: Salmon et al., SC 2011.
 */
import { ModelError } from '../base/errors.js';
import { philox4x32 } from '../base/random/philox.js';
import type { RandomStream } from '../base/random/random-stream.js';
import type { SimTime } from '../base/time.js';

/** In [0, 1), multiples of 2^-53. @param stream read here only @throws ModelError for a time before 0 */
export function timeDraws(stream: RandomStream): (time: SimTime, index: number) => number {
  const key0 = stream.uint32();
  const key1 = stream.uint32();
  const words = new Uint32Array(4);
  return (time, index) => {
    if (!(time >= 0)) throw new ModelError(`draws belong to times from 0 on, not to ${time} ns`);
    philox4x32(index, 0, time >>> 0, Math.floor(time / 2 ** 32), key0, key1, words);
    return ((words[0]! >>> 5) * 2 ** 26 + (words[1]! >>> 6)) * 2 ** -53;
  };
}
