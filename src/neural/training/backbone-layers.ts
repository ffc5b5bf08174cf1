/** A backbone as trainable layers, and its weights with the norms folded into the convolutions. */
import { type BackboneShape, backboneStages, lastWidth } from '../backbone.js';
import type { NamedTensor } from '../safetensors.js';
import type { FoldedConvolution } from '../stage.js';
import { BatchNorm, batchNormEpsilon } from './batch-norm.js';
import { Convolution } from './convolution.js';
import { Fixed, type Layer, Sequence } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';
import { TrainingRandom } from './random.js';
import { Dense, MeanPool } from './simple-layers.js';
import { dtypeOf, stageLayers } from './stage-layers.js';

interface NormedConvolution {
  readonly name: string;
  readonly convolution: Convolution;
  readonly norm: BatchNorm | null;
}

export interface BackboneLayers {
  readonly network: Sequence;
  readonly convolutions: readonly NormedConvolution[];
  readonly dense: Dense;
}

/** @param filters those of the fixed stage, where there is one */
export function makeBackbone(
  ops: NativeOps,
  shape: BackboneShape,
  filters: Float32Array | null,
  seed: number,
  dtype: number,
): BackboneLayers {
  const random = new TrainingRandom(seed, 'initial-weights');
  const layers: Layer[] = [];
  const convolutions: NormedConvolution[] = [];
  const stages = backboneStages(shape);
  stages.forEach((stage, index) => {
    const fixed = stage.kind === 'convolution' && stage.fixed;
    // No gradient is needed below the first trained convolution.
    const lowest = stages.slice(0, index).every((below) => below.kind === 'convolution' && below.fixed);
    const make = (part: FoldedConvolution) => {
      const options = { ...part, dtype: dtypeOf(ops, part, dtype), lowest, trainable: !fixed };
      const convolution = new Convolution(ops, options, random);
      const normed = stage.kind === 'residual' || stage.norm;
      const gain = stage.kind === 'convolution' && stage.poolsFirst ? 'one' : 'trained';
      const norm = normed ? new BatchNorm(ops, `${part.name}.norm`, part.outputs, { gain }) : null;
      const made = { name: part.name, convolution, norm };
      convolutions.push(made);
      return made;
    };
    const made = stageLayers(ops, stage, make);
    if (fixed && filters !== null) convolutions.at(-1)!.convolution.weight.load(filters);
    layers.push(...(fixed ? [new Fixed(new Sequence(made))] : made));
  });
  const dense = new Dense(ops, 'dense', lastWidth(shape), shape.classCount, random);
  return { network: new Sequence([...layers, new MeanPool(ops, dtype), dense]), convolutions, dense };
}

/** uint8 NHWC images as normalised float32. */
export function normalisedImages(
  ops: NativeOps,
  shape: BackboneShape,
  images: Uint8Array,
  count: number,
): NativeTensor {
  const raw = ops.tensor(images, [count, 32, 32, 3]);
  const floats = ops.into(raw, ops.float32);
  const mean = ops.tensor(
    Float32Array.from(shape.mean, (value) => value * 255),
    [3],
  );
  const factor = ops.tensor(
    Float32Array.from(shape.deviation, (value) => 1 / (255 * value)),
    [3],
  );
  const centred = ops.binary('Sub', floats, mean);
  const normalised = ops.binary('Mul', centred, factor);
  ops.free(floats, mean, factor, centred);
  return normalised;
}

/**
 * Weights for inference: w' = w / sqrt(variance + epsilon), b' = shift - mean / sqrt(variance + epsilon) per channel.
 * @param read gives a tensor's values by its name; the running average of the weights has its own
 */
export function foldedWeights(
  backbone: BackboneLayers,
  read: (name: string) => Float32Array,
): Map<string, NamedTensor> {
  const weights = new Map<string, NamedTensor>();
  for (const { name, convolution, norm } of backbone.convolutions) {
    const outputs = convolution.weight.shape[3]!;
    const weight = read(`${name}.weight`).slice();
    const bias = new Float32Array(outputs);
    if (norm !== null) {
      const [gain, shift] = [read(`${name}.norm.gain`), read(`${name}.norm.shift`)];
      const [mean, variance] = [read(`${name}.norm.mean`), read(`${name}.norm.variance`)];
      const factor = variance.map((value, channel) => gain[channel]! / Math.sqrt(value + batchNormEpsilon));
      for (let i = 0; i < weight.length; i++) weight[i]! *= factor[i % outputs]!;
      for (let channel = 0; channel < outputs; channel++)
        bias[channel] = shift[channel]! - mean[channel]! * factor[channel]!;
    }
    weights.set(`${name}.weight`, { shape: convolution.weight.shape, data: weight });
    weights.set(`${name}.bias`, { shape: [outputs], data: bias });
  }
  weights.set('dense.weight', { shape: backbone.dense.weight.shape, data: read('dense.weight') });
  weights.set('dense.bias', { shape: backbone.dense.bias.shape, data: read('dense.bias') });
  return weights;
}
