/**
 * Phase 1: trains a backbone on labels.
 *
 * Cross-entropy with label smoothing e, targets (1-e) onehot + e/classes; Nesterov with a one-cycle rate: linear from a tenth
 * of the peak to the peak over the warm-up share of the steps, then linear to zero. The schedule follows steps, never time, so
 * a busy machine only makes it slower. Convolutions run in bfloat16 where that is faster; master weights are float32.
 * Limits: one process, native engine; a resumed run continues bit for bit only on the same machine and thread count.
 */
import { createHash } from 'node:crypto';
import type { WallClock } from '../../base/clock.js';
import { Interrupted, ModelError } from '../../base/errors.js';
import type { BackboneShape } from '../backbone.js';
import type { Engine } from '../engine.js';
import { checkClasses, type ImageSet } from '../image-set.js';
import { imageBytes } from '../image-sheet.js';
import type { NamedTensor } from '../safetensors.js';
import { augmentedBatch } from './augment.js';
import { type BackboneLayers, foldedWeights, makeBackbone, normalisedImages } from './backbone-layers.js';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { NativeOps, type NativeTensor } from './native-ops.js';
import { Nesterov } from './optimiser.js';
import { chooseDtype, type Precision } from './precision.js';
import { TrainingRandom } from './random.js';
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

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly rate: number;
  readonly secondsLeft: number;
  /** Percent correct on the validation images, where it was just measured. */
  readonly validation?: number;
}

export interface BackboneTrainingOptions {
  readonly engine: Engine;
  readonly shape: BackboneShape;
  readonly recipe: BackboneRecipe;
  readonly seed: number;
  readonly training: ImageSet;
  readonly validation: ImageSet;
  readonly clock: WallClock;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly checkpointFile?: string;
  readonly resume?: boolean;
  /** Stops, with a checkpoint, before this step: for tests of resuming. */
  readonly stopAtStep?: number;
  readonly signal?: AbortSignal;
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

const progressEvery = 10;

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
  const { shape, recipe, seed, training, validation, clock } = options;
  const dtype = chooseDtype(ops, recipe.precision);
  const { mean, deviation } = shape;
  const filters =
    shape.architecture === 'compact'
      ? whiteningFilters(training.images, Math.min(5000, training.count), shape.whiteningKernel, mean, deviation)
      : null;
  const backbone = makeBackbone(ops, shape, filters, seed, dtype);
  const optimiser = new Nesterov(ops, backbone.network.parameters, recipe);
  const average = new WeightAverage(ops, backbone.network, recipe.averageDecay);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([shape, recipe, seed, training.sha256, dtype]))
    .digest('hex');

  let step = 0;
  let spentBefore = 0;
  if (options.resume === true && options.checkpointFile !== undefined) {
    const checkpoint = await loadCheckpoint(options.checkpointFile, fingerprint);
    if (checkpoint !== null) {
      restore(ops, backbone, optimiser, average, checkpoint);
      step = checkpoint.step;
      spentBefore = checkpoint.wallSeconds;
    }
  }
  const perEpoch = Math.floor(training.count / recipe.batch);
  const steps = Math.round(perEpoch * recipe.epochs);
  const start = clock.now();
  const firstStep = step;
  const spent = () => spentBefore + (clock.now() - start) / 1000;
  const save = async () => {
    if (options.checkpointFile === undefined) return;
    const tensors = collect(ops, backbone, optimiser, average);
    await saveCheckpoint(options.checkpointFile, { tensors, step, fingerprint, wallSeconds: spent() });
  };
  let order: Int32Array = new Int32Array(0);
  let loss = Number.NaN;
  const upright = new TrainingRandom(seed, 'first-mirror').permutation(training.count);
  const fill = shape.mean.map((value) => Math.round(value * 255)) as [number, number, number];

  while (step < steps && step !== options.stopAtStep) {
    const epoch = Math.floor(step / perEpoch);
    const place = step % perEpoch;
    if (place === 0 || order.length === 0) order = new TrainingRandom(seed, 'order', epoch).permutation(training.count);
    const indices = order.subarray(place * recipe.batch, (place + 1) * recipe.batch);
    const mirrored = (index: number) => ((upright[index]! + epoch) & 1) === 1;
    const random = new TrainingRandom(seed, 'augmentation', step);
    const images = augmentedBatch(training.images, indices, recipe, mirrored, fill, random);
    const measured = step % progressEvery === 0;
    const rate = oneCycleRate(recipe, step, steps);
    const stepLoss = trainStep(ops, backbone, shape, images, indices, training.labels, recipe.labelSmoothing, measured);
    optimiser.step(rate);
    step++;
    if (step % recipe.averageEvery === 0) average.update();
    if (stepLoss !== null) {
      loss = stepLoss;
      if (!(loss < 4 * Math.log(shape.classCount))) {
        throw new ModelError(
          `training diverged at step ${step} of ${steps}: the loss is ${loss}; lower the peak rate (${recipe.peakRate})`,
        );
      }
      const secondsLeft = ((clock.now() - start) / 1000 / (step - firstStep)) * (steps - step);
      options.onProgress({ step, steps, loss, rate, secondsLeft });
      // Lets progress, signals and writers run; a step itself is synchronous.
      await new Promise((resolve) => setImmediate(resolve));
      if (options.signal?.aborted === true) {
        await save();
        throw new Interrupted(`training stopped after step ${step} of ${steps}; go on with --resume`);
      }
    }
    if (place === perEpoch - 1) {
      const accuracy = epoch % 4 === 3 ? { validation: accuracyOf(ops, backbone, shape, validation) } : {};
      options.onProgress({ step, steps, loss, rate, secondsLeft: 0, ...accuracy });
      await save();
    }
  }
  if (step < steps) await save();
  const validationLast = accuracyOf(ops, backbone, shape, validation);
  const last = foldedWeights(backbone, (name) => readCurrent(ops, backbone, name));
  for (const parameter of backbone.network.parameters) parameter.load(average.read(parameter.name));
  for (const statistic of backbone.network.statistics) {
    ops.free(statistic.value);
    statistic.value = ops.tensor(average.read(statistic.name), statistic.value.shape);
  }
  const validationAverage = accuracyOf(ops, backbone, shape, validation);
  const chosen = validationAverage >= validationLast ? 'average' : 'last';
  return {
    weights: chosen === 'last' ? last : foldedWeights(backbone, (name) => readCurrent(ops, backbone, name)),
    steps: step,
    precision: dtype === ops.bfloat16 ? 'bfloat16' : 'float32',
    finalLoss: loss,
    validationLast,
    validationAverage,
    chosen,
    wallSeconds: spent(),
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

function collect(
  ops: NativeOps,
  backbone: BackboneLayers,
  optimiser: Nesterov,
  average: WeightAverage,
): Map<string, NamedTensor> {
  const tensors = new Map<string, NamedTensor>();
  for (const { name, value } of [...backbone.network.parameters, ...backbone.network.statistics]) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
  }
  for (const [name, value] of optimiser.state()) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
    ops.free(value);
  }
  for (const name of average.names()) {
    tensors.set(`average/${name}`, { shape: tensors.get(name)!.shape, data: average.read(name) });
  }
  return tensors;
}

function restore(
  ops: NativeOps,
  backbone: BackboneLayers,
  optimiser: Nesterov,
  average: WeightAverage,
  checkpoint: Checkpoint,
): void {
  const data = new Map([...checkpoint.tensors].map(([name, tensor]) => [name, tensor.data]));
  for (const parameter of backbone.network.parameters) parameter.load(data.get(parameter.name)!);
  for (const statistic of backbone.network.statistics) {
    ops.free(statistic.value);
    statistic.value = ops.tensor(data.get(statistic.name)!, statistic.value.shape);
  }
  optimiser.restore(data);
  for (const [name, tensor] of checkpoint.tensors) {
    if (name.startsWith('average/')) average.restore(name.slice('average/'.length), tensor.data, tensor.shape);
  }
}
