/**
 * Phase 1: trains a backbone on labels.
 *
 * Cross-entropy with label smoothing e, targets (1-e) onehot + e/classes; Nesterov with a one-cycle rate: linear from a tenth
 * of the peak to the peak over the warm-up share of the steps, then linear to zero. Convolutions run in bfloat16 where that is faster; master weights are float32.
 * Limits: one process, native engine; a resumed run continues bit for bit only on the same machine and thread count.
 */
import { createHash } from 'node:crypto';
import type { BackboneShape } from '../backbone.js';
import type { Engine } from '../engine.js';
import { checkClasses, type ImageSet } from '../image-set.js';
import { imageBytes } from '../image-sheet.js';
import type { NamedTensor } from '../safetensors.js';
import { augmentedBatch } from './augment.js';
import { type BackboneLayers, foldedWeights, makeBackbone, normalisedImages } from './backbone-layers.js';
import { loadValues } from './layer.js';
import { NativeOps, type NativeTensor } from './native-ops.js';
import { Nesterov } from './optimiser.js';
import { chooseDtype, type Precision } from './precision.js';
import { TrainingRandom } from './random.js';
import { type LoopControl, runTraining } from './training-loop.js';
import { WeightAverage } from './weight-average.js';
import { whiteningFilters } from './whitening.js';

export interface BackboneRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly peakRate: number;
  /** Share of the steps in which the rate rises. */
  readonly warmUp: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly labelSmoothing: number;
  readonly shift: number;
  readonly cutout: number;
  /** Decay of the weights' moving average per `averageEvery` steps. */
  readonly averageDecay: number;
  readonly averageEvery: number;
  readonly precision: Precision;
}

export interface BackboneTrainingOptions extends LoopControl {
  readonly engine: Engine;
  readonly shape: BackboneShape;
  readonly recipe: BackboneRecipe;
  readonly seed: number;
  readonly training: ImageSet;
  readonly validation: ImageSet;
}

export interface BackboneTrainingResult {
  /** Folded weights; of the moving average if that did better on the validation images. */
  readonly weights: ReadonlyMap<string, NamedTensor>;
  readonly steps: number;
  readonly precision: 'bfloat16' | 'float32';
  readonly finalLoss: number;
  readonly validationLast: number;
  readonly validationAverage: number;
  readonly chosen: 'last' | 'average';
  readonly wallSeconds: number;
}

/** The one-cycle rate at `step` of `steps`. */
export function oneCycleRate(recipe: { peakRate: number; warmUp: number }, step: number, steps: number): number {
  const done = step / steps;
  if (done < recipe.warmUp) return recipe.peakRate * (0.1 + (0.9 * done) / recipe.warmUp);
  return (recipe.peakRate * (1 - done)) / (1 - recipe.warmUp);
}

/** @throws InputError for images with other classes than `shape` has, or a checkpoint of another training */
export async function trainBackbone(options: BackboneTrainingOptions): Promise<BackboneTrainingResult> {
  const { shape } = options;
  for (const images of [options.training, options.validation]) {
    checkClasses({ name: shape.architecture, classCount: shape.classCount }, images);
  }
  const ops = new NativeOps(options.engine);
  try {
    return await trainWith(ops, options);
  } finally {
    ops.dispose();
  }
}

async function trainWith(ops: NativeOps, options: BackboneTrainingOptions): Promise<BackboneTrainingResult> {
  const { shape, recipe, seed, training, validation } = options;
  const dtype = chooseDtype(ops, recipe.precision);
  const { mean, deviation } = shape;
  const filters =
    shape.architecture === 'compact'
      ? whiteningFilters(training.images, Math.min(5000, training.count), shape.whiteningKernel, mean, deviation)
      : null;
  const backbone = makeBackbone(ops, shape, filters, seed, dtype);
  const { network } = backbone;
  const average = new WeightAverage(ops, network, recipe.averageDecay);
  const { parameters, statistics } = network;
  const upright = new TrainingRandom(seed, 'first-mirror').permutation(training.count);
  const fill = shape.mean.map((value) => Math.round(value * 255)) as [number, number, number];
  const outcome = await runTraining({
    ...options,
    ...recipe,
    ops,
    state: { parameters, statistics, optimiser: new Nesterov(ops, parameters, recipe), more: average },
    count: training.count,
    purpose: 'order',
    fingerprint: createHash('sha256')
      .update(JSON.stringify([shape, recipe, seed, training.sha256, dtype]))
      .digest('hex'),
    lossLimit: 4 * Math.log(shape.classCount),
    rate: (step, steps) => oneCycleRate(recipe, step, steps),
    step({ indices, step, epoch, measured }) {
      const mirrored = (index: number) => ((upright[index]! + epoch) & 1) === 1;
      const random = new TrainingRandom(seed, 'augmentation', step);
      const images = augmentedBatch(training.images, indices, recipe, mirrored, fill, random);
      return trainStep(ops, backbone, shape, images, indices, training.labels, recipe.labelSmoothing, measured);
    },
    updated(done) {
      if (done % recipe.averageEvery === 0) average.update();
    },
    epochEnded: (epoch) => (epoch % 4 === 3 ? { validation: accuracyOf(ops, backbone, shape, validation) } : {}),
  });
  const current = () => foldedWeights(backbone, (name) => readCurrent(ops, backbone, name));
  const validationLast = accuracyOf(ops, backbone, shape, validation);
  const last = current();
  loadValues(ops, network, average.values());
  const validationAverage = accuracyOf(ops, backbone, shape, validation);
  const chosen = validationAverage >= validationLast ? 'average' : 'last';
  return {
    weights: chosen === 'last' ? last : current(),
    steps: outcome.steps,
    precision: dtype === ops.bfloat16 ? 'bfloat16' : 'float32',
    finalLoss: outcome.finalLoss,
    validationLast,
    validationAverage,
    chosen,
    wallSeconds: outcome.wallSeconds,
  };
}

/** Forward, loss, backward; the gradients stay in the parameters. */
function trainStep(
  ops: NativeOps,
  backbone: BackboneLayers,
  shape: BackboneShape,
  images: Uint8Array,
  indices: Int32Array,
  labels: Uint8Array,
  smoothing: number,
  measured: boolean,
): number | null {
  const count = indices.length;
  const logits = backbone.network.forward(normalisedImages(ops, shape, images, count), true);
  const targets = new Float32Array(count * shape.classCount).fill(smoothing / shape.classCount);
  indices.forEach((index, place) => {
    targets[place * shape.classCount + labels[index]!]! += 1 - smoothing;
  });
  const target = ops.tensor(targets, [count, shape.classCount]);
  const results = ops.run('SoftmaxCrossEntropyWithLogits', [ops.type('T', ops.float32)], [logits, target], 2);
  const [losses, gradient] = results as [NativeTensor, NativeTensor];
  const scaled = ops.binary('Mul', gradient, ops.scalar(1 / count));
  const loss = measured ? ops.readFloats(losses).reduce((sum, value) => sum + value, 0) / count : null;
  ops.free(logits, target, losses, gradient);
  const below = backbone.network.backward(scaled);
  if (below !== null) ops.free(below);
  return loss;
}

/** Percent correct, in the precision of training. */
function accuracyOf(ops: NativeOps, backbone: BackboneLayers, shape: BackboneShape, set: ImageSet): number {
  const batch = 250;
  let correct = 0;
  for (let first = 0; first < set.count; first += batch) {
    const count = Math.min(batch, set.count - first);
    const images = set.images.subarray(first * imageBytes, (first + count) * imageBytes);
    const logits = backbone.network.forward(normalisedImages(ops, shape, images, count), false);
    const values = ops.readFloats(logits);
    ops.free(logits);
    for (let i = 0; i < count; i++) {
      const row = values.subarray(i * shape.classCount, (i + 1) * shape.classCount);
      if (row.indexOf(Math.max(...row)) === set.labels[first + i]) correct++;
    }
  }
  return (100 * correct) / set.count;
}

function readCurrent(ops: NativeOps, backbone: BackboneLayers, name: string): Float32Array {
  const tensors = [...backbone.network.parameters, ...backbone.network.statistics];
  return ops.readFloats(tensors.find((tensor) => tensor.name === name)!.value);
}
