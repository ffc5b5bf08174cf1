/**
 * Rayleigh block fading: |h|^2 is constant over blocks of stated length, and an independent Exp(1) in each.
 *
 *   |h(t)|^2 = -ln(1 - u_k),   k = floor(t / T_block),   u_k uniform, a function of the link's key and of k alone
 *
 * Blocks start at t = 0 on every link. A pure function of time: the draw of block k is Philox at counter k.
 * P(|h|^2 <= x) = 1 - e^-x; autocorrelation of the power max(0, 1 - |tau|/T_block) over a random origin.
 * Limits: a report from one block says nothing about the next, so channel knowledge is either perfect or worthless.
 *
 * Source: L. H. Ozarow, S. Shamai, A. D. Wyner, IEEE Trans. Vehicular Technology 43(2), 1994; generator: Salmon et
 * al., SC 2011.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { log } from '../base/math/log.js';
import { philox4x32 } from '../base/random/philox.js';
import type { SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import type { FadingModel } from './channel-process.js';

export interface RayleighBlockParameters {
  readonly kind: 'rayleigh-block';
  /** T_block. */
  readonly blockDuration: SimTime;
}

export const rayleighBlock: FadingModel<RayleighBlockParameters> = {
  name: 'rayleigh-block',
  summary: 'Rayleigh fading, constant over blocks and independent between them',
  schema: Type.Object(
    {
      kind: Type.Literal('rayleigh-block'),
      blockDuration: quantity('duration', { exclusiveMinimum: 0, description: 'length of a block of constant gain' }),
    },
    { additionalProperties: false, description: 'Rayleigh fading, independent from block to block' },
  ),
  source: 'Ozarow, Shamai and Wyner, IEEE Trans. Vehicular Technology 43(2), 1994',
  create({ blockDuration }, { stream }) {
    if (!(blockDuration >= 1)) throw new ModelError(`a fading block must last at least 1 ns, not ${blockDuration}`);
    const key0 = stream.uint32();
    const key1 = stream.uint32();
    const words = new Uint32Array(4);
    let lastIndex = -1;
    let lastGain = 0;
    return {
      sampleGain(time) {
        if (!(time >= 0)) throw new ModelError(`fading is defined from time 0 on, not at ${time} ns`);
        const index = Math.floor(time / blockDuration);
        if (index === lastIndex) return lastGain;
        philox4x32(index, Math.floor(index / 2 ** 32), 0, 0, key0, key1, words);
        const uniform = ((words[0]! >>> 5) * 2 ** 26 + (words[1]! >>> 6)) * 2 ** -53;
        lastIndex = index;
        lastGain = -log(1 - uniform);
        return lastGain;
      },
    };
  },
};
