/** A backbone as trainable layers, and its weights with the norms folded into the convolutions. */
import { type BackboneShape, backboneStages, lastWidth } from '../backbone.js';
import type { NamedTensor } from '../safetensors.js';
import { BatchNorm, batchNormEpsilon } from './batch-norm.js';
import { Convolution } from './convolution.js';
import { Fixed, type Layer, Sequence } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';
import { TrainingRandom } from './random.js';
import { Dense, MaxPool, MeanPool, Relu } from './simple-layers.js';

interface StageLayers {
  readonly name: string;
  readonly convolution: Convolution;
  readonly norm: BatchNorm | null;
}

export interface BackboneLayers {
  readonly network: Sequence;
  readonly stages: readonly StageLayers[];
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
  const stages = backboneStages(shape).map((stage, index, list) => {
    const { name, kernel, inputs, outputs, padding, pool, poolsFirst, fixed } = stage;
    // No gradient is needed below the first trained convolution.
    const lowest = list.slice(0, index).every((below) => below.fixed);
    const options = { name, kernel, inputs, outputs, padding, dtype, lowest, trainable: !fixed };
    const convolution = new Convolution(ops, options, random);
    if (fixed && filters !== null) convolution.weight.load(filters);
    const gain = poolsFirst ? 'one' : 'trained';
    const norm = stage.norm ? new BatchNorm(ops, `${name}.norm`, outputs, { gain }) : null;
    const stageLayers = [
      convolution,
      ...(pool && poolsFirst ? [new MaxPool(ops)] : []),
      ...(norm === null ? [] : [norm]),
      new Relu(ops),
      ...(pool && !poolsFirst ? [new MaxPool(ops)] : []),
    ];
    layers.push(...(fixed ? [new Fixed(new Sequence(stageLayers))] : stageLayers));
    return { name, convolution, norm };
  });
  const dense = new Dense(ops, 'dense', lastWidth(shape), shape.classCount, random);
  return { network: new Sequence([...layers, new MeanPool(ops, dtype), dense]), stages, dense };
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
  for (const { name, convolution, norm } of backbone.stages) {
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
