/**
 * Batch normalisation per channel, y = gain (x - mean) / sqrt(variance + 1e-3) + shift, over all images and positions.
 *
 * Running statistics follow with weight 0.1 per step (variance unbiased, as TensorFlow's fused kernel gives it). The gain can
 * be held at one: then the layer folds exactly into a convolution that stands *before* a max pool, since the factor is positive.
 * Source: Ioffe and Szegedy, ICML 2015.
 */

import type { Attribute } from './addon.js';
import { type Layer, Parameter, type Statistic } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';

export const batchNormEpsilon = 1e-3;
const runningWeight = 0.1;

export class BatchNorm implements Layer {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  readonly gain: Parameter;
  readonly shift: Parameter;
  readonly mean: Statistic;
  readonly variance: Statistic;
  readonly #ops: NativeOps;
  #saved: readonly NativeTensor[] | null = null;

  constructor(ops: NativeOps, name: string, channels: number, options: { readonly gain: 'trained' | 'one' }) {
    this.#ops = ops;
    this.gain = new Parameter(ops, `${name}.gain`, new Float32Array(channels).fill(1), [channels], false);
    this.gain.trainable = options.gain === 'trained';
    this.shift = new Parameter(ops, `${name}.shift`, new Float32Array(channels), [channels], false);
    this.parameters = [this.gain, this.shift];
    this.mean = { name: `${name}.mean`, value: ops.tensor(new Float32Array(channels), [channels]) };
    this.variance = { name: `${name}.variance`, value: ops.tensor(new Float32Array(channels).fill(1), [channels]) };
    this.statistics = [this.mean, this.variance];
  }

  #attributes(dtype: number, training: boolean): Attribute[] {
    const ops = this.#ops;
    return [
      ops.type('T', dtype),
      ops.type('U', ops.float32),
      ops.string('data_format', 'NHWC'),
      ops.float('epsilon', batchNormEpsilon),
      ops.boolean('is_training', training),
    ];
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const ops = this.#ops;
    const attributes = [
      ...this.#attributes(x.dtype, training),
      ops.float('exponential_avg_factor', training ? runningWeight : 1),
    ];
    const inputs = [x, this.gain.value, this.shift.value, this.mean.value, this.variance.value];
    const [y, mean, variance, ...reserves] = ops.run('FusedBatchNormV3', attributes, inputs, 6) as [
      NativeTensor,
      NativeTensor,
      NativeTensor,
      ...NativeTensor[],
    ];
    if (!training) {
      ops.free(x, mean, variance, ...reserves);
      return y;
    }
    ops.free(this.mean.value, this.variance.value);
    this.mean.value = mean;
    this.variance.value = variance;
    this.#saved = [x, ...reserves];
    return y;
  }

  backward(outputGradient: NativeTensor): NativeTensor {
    const ops = this.#ops;
    const [x, ...reserves] = this.#saved as [NativeTensor, NativeTensor, NativeTensor, NativeTensor];
    this.#saved = null;
    const gradient = ops.into(outputGradient, x.dtype);
    const inputs = [gradient, x, this.gain.value, ...reserves];
    const results = ops.run('FusedBatchNormGradV3', this.#attributes(x.dtype, true), inputs, 5);
    const [below, gain, shift, ...unused] = results as [NativeTensor, NativeTensor, NativeTensor, ...NativeTensor[]];
    if (this.gain.trainable) this.gain.accumulate(gain);
    else ops.free(gain);
    this.shift.accumulate(shift);
    ops.free(gradient, x, ...reserves, ...unused);
    return below;
  }
}
