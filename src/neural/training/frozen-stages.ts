/** Stages of a trained backbone as layers that pass gradients through and never change: for training what stands before them. */
import { type BackboneShape, backboneStages, lastWidth } from '../backbone.js';
import type { TensorFile } from '../safetensors.js';
import type { FoldedConvolution } from '../stage.js';
import { Convolution } from './convolution.js';
import { type Layer, Sequence } from './layer.js';
import type { NativeOps } from './native-ops.js';
import { TrainingRandom } from './random.js';
import { Dense, MeanPool } from './simple-layers.js';
import { dtypeOf, stageLayers } from './stage-layers.js';

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
    const make = (part: FoldedConvolution) => {
      const spec = { ...part, bias: true, trainable, dtype: dtypeOf(ops, part, dtype) };
      const convolution = new Convolution(ops, spec, random);
      convolution.weight.load(data(`${part.name}.weight`));
      convolution.bias!.load(data(`${part.name}.bias`));
      return { convolution, norm: null };
    };
    layers.push(...stageLayers(ops, stage, make));
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
