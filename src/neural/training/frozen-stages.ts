/** Stages of a trained backbone as layers that pass gradients through and never change: for training what stands before them. */
import { type BackboneShape, backboneStages, lastWidth } from '../backbone.js';
import type { TensorFile } from '../safetensors.js';
import { Convolution } from './convolution.js';
import { type Layer, Sequence } from './layer.js';
import type { NativeOps } from './native-ops.js';
import { TrainingRandom } from './random.js';
import { Dense, MaxPool, MeanPool, Relu } from './simple-layers.js';

/**
 * Stages `first` .. `end`-1; with `head`, mean pool and dense layer follow.
 * @param trainable lets the layers learn: for fine-tuning a private copy
 */
export function frozenStages(
  ops: NativeOps,
  shape: BackboneShape,
  weights: TensorFile,
  options: { first: number; end: number; head: boolean; dtype: number; trainable?: boolean },
): Sequence {
  const { dtype, trainable = false } = options;
  const random = new TrainingRandom(0, 'overwritten');
  const data = (name: string) => weights.tensors.get(name)!.data;
  const layers: Layer[] = [];
  for (const stage of backboneStages(shape).slice(options.first, options.end)) {
    const { name, kernel, inputs, outputs, padding, pool } = stage;
    const spec = { name, kernel, inputs, outputs, padding, bias: true, trainable, dtype };
    const convolution = new Convolution(ops, spec, random);
    convolution.weight.load(data(`${name}.weight`));
    convolution.bias!.load(data(`${name}.bias`));
    layers.push(convolution, ...(pool ? [new MaxPool(ops)] : []), new Relu(ops));
  }
  if (options.head) {
    const dense = new Dense(ops, 'dense', lastWidth(shape), shape.classCount, random);
    dense.weight.load(data('dense.weight'));
    dense.bias.load(data('dense.bias'));
    for (const parameter of dense.parameters) parameter.trainable = trainable;
    layers.push(new MeanPool(ops, dtype), dense);
  }
  return new Sequence(layers);
}
