/**
 * Phase 2: trains encoder and decoder in front of a frozen backbone, through the channel.
 *
 * Loss: cross-entropy to targets d softmax(teacher) + (1 - d) smoothed labels, the teacher being the unsplit backbone on the same
 * image (distillation share d; Hinton et al., 2015), plus, where asked, hint weight h times |f - f_t|^2 / |f_t|^2 on the feature
 * after the last block, mean over the minibatch (Romero et al., 2015). Adam, rate rising over the first twentieth of the
 * steps, then linear to zero. Front features are computed once per version of the training images.
 */
import { createHash } from 'node:crypto';
import type { WallClock } from '../../base/clock.js';
import { Interrupted, ModelError } from '../../base/errors.js';
import { type BackboneShape, backboneStages, splitPlaces } from '../../neural/backbone.js';
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import type { NamedTensor, TensorFile } from '../../neural/safetensors.js';
import type { TrainingProgress } from '../../neural/training/backbone-training.js';
import { loadCheckpoint, saveCheckpoint } from '../../neural/training/checkpoint.js';
import { frozenStages } from '../../neural/training/frozen-stages.js';
import type { Sequence } from '../../neural/training/layer.js';
import { NativeOps, type NativeTensor } from '../../neural/training/native-ops.js';
import { Adam } from '../../neural/training/optimiser.js';
import { chooseDtype, type Precision } from '../../neural/training/precision.js';
import { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel, CodecShape, Receiver } from '../bottlenet-network.js';
import { CodecLayers } from './codec-layers.js';
import { type FeatureBank, makeFeatureBank } from './feature-bank.js';
import { TrainingChannel } from './training-channel.js';
import { type Conditions, drawConditions, type TrainingLaw } from './training-law.js';

export interface CodecRecipe {
  readonly epochs: number;
  readonly batch: number;
  readonly peakRate: number;
  /** Share of the teacher's answer in the targets. */
  readonly distillation: number;
  readonly labelSmoothing: number;
  /** Weight of the feature hint; 0 for none. */
  readonly hint: number;
  /** Versions of the training images whose features are kept. */
  readonly versions: number;
  readonly shift: number;
  readonly law: TrainingLaw;
  readonly precision: Precision;
}

export interface CodecTrainingOptions {
  readonly engine: Engine;
  readonly backboneShape: BackboneShape;
  readonly backboneWeights: TensorFile;
  readonly split: string;
  readonly channel: CodecChannel;
  readonly receiver: Receiver;
  readonly shape: CodecShape;
  readonly recipe: CodecRecipe;
  readonly seed: number;
  readonly training: ImageSet;
  readonly validation: ImageSet;
  readonly clock: WallClock;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly checkpointFile?: string;
  readonly resume?: boolean;
  readonly stopAtStep?: number;
  readonly signal?: AbortSignal;
  /** Feature banks of earlier trainings of the same split in this process. */
  readonly banks?: Map<string, FeatureBank>;
}

export interface CodecTrainingResult {
  readonly weights: ReadonlyMap<string, NamedTensor>;
  readonly steps: number;
  readonly precision: 'bfloat16' | 'float32';
  readonly finalLoss: number;
  /** Percent correct on validation images, told = met, at fixed conditions. */
  readonly validation: readonly { readonly condition: number; readonly percent: number }[];
  readonly wallSeconds: number;
  readonly featureSeconds: number;
}

export const validationConditions: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [0, 5, 10, 15, 20, 30, 40],
  'bit-erasure': [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4],
};
const progressEvery = 10;

interface Graph {
  readonly ops: NativeOps;
  readonly codec: CodecLayers;
  readonly channel: TrainingChannel;
  /** From the split to the feature after the last block, and on to the logits. */
  readonly middle: Sequence;
  readonly head: Sequence;
  readonly classCount: number;
}

export async function trainCodec(options: CodecTrainingOptions): Promise<CodecTrainingResult> {
  const { engine, recipe, seed, training, clock, backboneShape } = options;
  const ops = new NativeOps(engine);
  const start = clock.now();
  const dtype = chooseDtype(ops, recipe.precision);
  const { graph, front } = makeGraph(ops, options, dtype);
  const banks = options.banks ?? new Map<string, FeatureBank>();
  const bankOf = (images: ImageSet, versions: number): FeatureBank => {
    const key = [images.sha256, options.split, versions, recipe.shift, seed, recipe.hint > 0].join();
    const bankOptions = {
      shape: backboneShape,
      front,
      middle: graph.middle,
      head: graph.head,
      images,
      versions,
      shift: recipe.shift,
      seed,
      keepLate: recipe.hint > 0,
    };
    const made = banks.get(key) ?? makeFeatureBank(ops, bankOptions);
    banks.set(key, made);
    return made;
  };
  const bank = bankOf(training, recipe.versions);
  const validationBank = bankOf(options.validation, 0);
  const featureSeconds = (clock.now() - start) / 1000;
  const optimiser = new Adam(ops, graph.codec.parameters);
  const fingerprint = fingerprintOf(options, dtype);
  const perEpoch = Math.floor(training.count / recipe.batch);
  const steps = Math.round(perEpoch * recipe.epochs);
  let step = 0;
  let spentBefore = 0;
  if (options.resume === true && options.checkpointFile !== undefined) {
    const checkpoint = await loadCheckpoint(options.checkpointFile, fingerprint);
    if (checkpoint !== null) {
      restore(graph, optimiser, checkpoint.tensors, checkpoint.step);
      step = checkpoint.step;
      spentBefore = checkpoint.wallSeconds;
    }
  }
  const firstStep = step;
  const loopStart = clock.now();
  const spent = () => spentBefore + (clock.now() - start) / 1000;
  const save = async () => {
    if (options.checkpointFile === undefined) return;
    const tensors = collect(graph, optimiser);
    await saveCheckpoint(options.checkpointFile, { tensors, step, fingerprint, wallSeconds: spent() });
  };
  let order: Int32Array = new Int32Array(0);
  let loss = Number.NaN;
  while (step < steps && step !== options.stopAtStep) {
    const place = step % perEpoch;
    const epoch = Math.floor(step / perEpoch);
    if (place === 0 || order.length === 0) order = new TrainingRandom(seed, 'order', epoch).permutation(training.count);
    const indices = order.slice(place * recipe.batch, (place + 1) * recipe.batch);
    const done = step / steps;
    const rate = recipe.peakRate * Math.min(1, done / 0.05 + 0.05) * (1 - done);
    const measured = step % progressEvery === 0;
    const stepLoss = trainStep(graph, options, bank, indices, step, measured);
    optimiser.step(rate);
    step++;
    if (stepLoss !== null) {
      loss = stepLoss;
      if (!(loss < 1000)) {
        throw new ModelError(
          `training diverged at step ${step} of ${steps}: the loss is ${loss}; lower the peak rate (${recipe.peakRate})`,
        );
      }
      const secondsLeft = ((clock.now() - loopStart) / 1000 / (step - firstStep)) * (steps - step);
      options.onProgress({ step, steps, loss, rate, secondsLeft });
      await new Promise((resolve) => setImmediate(resolve));
      if (options.signal?.aborted === true) {
        await save();
        throw new Interrupted(`training stopped after step ${step} of ${steps}; go on with --resume`);
      }
    }
    if (place === perEpoch - 1 && options.checkpointFile !== undefined) await save();
  }
  if (step < steps) await save();
  const validation = validationConditions[options.channel].map((condition) => ({
    condition,
    percent: accuracyAt(graph, validationBank, condition, seed),
  }));
  return {
    weights: graph.codec.folded(),
    steps: step,
    precision: dtype === ops.bfloat16 ? 'bfloat16' : 'float32',
    finalLoss: loss,
    validation,
    wallSeconds: spent(),
    featureSeconds,
  };
}

function makeGraph(ops: NativeOps, options: CodecTrainingOptions, dtype: number) {
  const { backboneShape: shape, backboneWeights, seed } = options;
  const stages = backboneStages(shape);
  const split = splitPlaces(shape).find(({ name }) => name === options.split)!.stages;
  const { outputs } = stages[split - 1]!;
  const part = (first: number, end: number, head: boolean) =>
    frozenStages(ops, shape, backboneWeights, { first, end, head, dtype });
  const graph: Graph = {
    ops,
    codec: new CodecLayers(ops, options.shape, outputs, options.channel, seed),
    channel: new TrainingChannel(ops, options.channel, options.receiver),
    middle: part(split, stages.length, false),
    head: part(stages.length, stages.length, true),
    classCount: shape.classCount,
  };
  return { graph, front: part(0, split, false) };
}

/** Forward, loss and backward; the gradients stay in the codec's parameters. */
function trainStep(
  graph: Graph,
  { recipe, channel, seed }: CodecTrainingOptions,
  bank: FeatureBank,
  indices: Int32Array,
  step: number,
  measured: boolean,
): number | null {
  const { ops, codec, classCount } = graph;
  const count = indices.length;
  const random = new TrainingRandom(seed, 'channel', step);
  const { features, late: lateFeatures, logits: teacher } = bank.versions[random.integer(bank.versions.length)]!;
  const conditions = drawConditions(recipe.law, channel, count, random);
  const feature = ops.gather(features, indices);
  const late = recipe.hint > 0 && lateFeatures !== null ? ops.gather(lateFeatures, indices) : null;
  const code = codec.encode(feature, conditions.told, true);
  const arrived = graph.channel.forward(code, conditions, random, true);
  const reached = graph.middle.forward(codec.decoder.forward(arrived, true), true);
  const hint = late === null ? null : hintGradient(ops, reached, late, recipe.hint);
  const logits = graph.head.forward(reached, true);
  const target = ops.tensor(targets(bank, teacher, indices, classCount, recipe), [count, classCount]);
  const results = ops.run('SoftmaxCrossEntropyWithLogits', [ops.type('T', ops.float32)], [logits, target], 2);
  const [losses, gradient] = results as [NativeTensor, NativeTensor];
  const scaled = ops.binary('Mul', gradient, ops.scalar(1 / count));
  const loss = measured ? ops.readFloats(losses).reduce((sum, value) => sum + value, 0) / count : null;
  ops.free(logits, target, losses, gradient);
  let below = graph.head.backward(scaled)!;
  if (hint !== null) {
    const aligned = ops.into(hint, below.dtype);
    const sum = ops.binary('AddV2', below, aligned);
    ops.free(below, aligned);
    below = sum;
  }
  const decoded = graph.middle.backward(below)!;
  codec.encoder.backward(graph.channel.backward(codec.decoder.backward(ops.into(decoded, ops.float32))!));
  return loss;
}

/** d softmax(teacher) + (1 - d) ((1 - e) onehot + e / classes). */
function targets(
  bank: FeatureBank,
  teacher: Float32Array,
  indices: Int32Array,
  classCount: number,
  { distillation, labelSmoothing }: CodecRecipe,
): Float32Array {
  const result = new Float32Array(indices.length * classCount);
  indices.forEach((index, place) => {
    const logits = teacher.subarray(index * classCount, (index + 1) * classCount);
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (let k = 0; k < classCount; k++) {
      const label = (k === bank.labels[index] ? 1 - labelSmoothing : 0) + labelSmoothing / classCount;
      result[place * classCount + k] = (distillation * powers[k]!) / sum + (1 - distillation) * label;
    }
  });
  return result;
}

/** Gradient of weight |f - f_t|^2 / |f_t|^2 with respect to f; consumes `wanted`. */
function hintGradient(ops: NativeOps, reached: NativeTensor, wanted: NativeTensor, weight: number): NativeTensor {
  const f = ops.cast(reached, ops.float32);
  const t = ops.into(wanted, ops.float32);
  const squares = ops.binary('Mul', t, t);
  const sum = [ops.type('T', ops.float32), ops.type('Tidx', ops.int32), ops.boolean('keep_dims', false)];
  const energy = ops.one('Sum', sum, [squares, ops.ints([0, 1, 2, 3])]);
  const difference = ops.binary('Sub', f, t);
  const ratio = ops.binary('RealDiv', difference, energy);
  const gradient = ops.binary('Mul', ratio, ops.scalar(2 * weight));
  ops.free(f, t, squares, energy, difference, ratio);
  return gradient;
}

function accuracyAt(graph: Graph, bank: FeatureBank, condition: number, seed: number): number {
  const { ops, codec, classCount } = graph;
  const random = new TrainingRandom(seed, 'validation', Math.round(1e4 * (condition + 10)));
  const batch = 250;
  let correct = 0;
  for (let first = 0; first < bank.count; first += batch) {
    const count = Math.min(batch, bank.count - first);
    const indices = Int32Array.from({ length: count }, (_, i) => first + i);
    const told = new Float32Array(count).fill(condition);
    const conditions: Conditions = { met: told, told };
    const code = codec.encode(ops.gather(bank.versions[0]!.features, indices), told, false);
    const arrived = graph.channel.forward(code, conditions, random, false);
    const logits = graph.head.forward(graph.middle.forward(codec.decoder.forward(arrived, false), false), false);
    const values = ops.readFloats(logits);
    ops.free(logits);
    for (let i = 0; i < count; i++) {
      const row = values.subarray(i * classCount, (i + 1) * classCount);
      if (row.indexOf(Math.max(...row)) === bank.labels[first + i]) correct++;
    }
  }
  return (100 * correct) / bank.count;
}

function fingerprintOf(options: CodecTrainingOptions, dtype: number): string {
  const { split, channel, receiver, shape, recipe, seed, training, backboneShape } = options;
  const weights = [...options.backboneWeights.tensors.values()];
  const hash = createHash('sha256');
  hash.update(JSON.stringify([split, channel, receiver, shape, recipe, seed, training.sha256, backboneShape, dtype]));
  for (const { data } of weights) hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest('hex');
}

function layersOf({ codec }: Graph) {
  return { parameters: codec.parameters, statistics: [...codec.encoder.statistics, ...codec.decoder.statistics] };
}

function collect(graph: Graph, optimiser: Adam): Map<string, NamedTensor> {
  const { ops } = graph;
  const { parameters, statistics } = layersOf(graph);
  const tensors = new Map<string, NamedTensor>();
  for (const { name, value } of [...parameters, ...statistics]) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
  }
  for (const [name, value] of optimiser.state()) {
    tensors.set(name, { shape: value.shape, data: ops.readFloats(value) });
    ops.free(value);
  }
  for (const [name, data] of graph.channel.state()) tensors.set(name, { shape: [data.length], data });
  return tensors;
}

function restore(graph: Graph, optimiser: Adam, tensors: ReadonlyMap<string, NamedTensor>, step: number): void {
  const { ops } = graph;
  const { parameters, statistics } = layersOf(graph);
  const data = new Map([...tensors].map(([name, tensor]) => [name, tensor.data]));
  for (const parameter of parameters) parameter.load(data.get(parameter.name)!);
  for (const statistic of statistics) {
    ops.free(statistic.value);
    statistic.value = ops.tensor(data.get(statistic.name)!, statistic.value.shape);
  }
  optimiser.restore(data, step);
  graph.channel.restore(data);
}
