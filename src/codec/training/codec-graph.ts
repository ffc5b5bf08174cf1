/**
 * The training graph: split feature -> encoder -> channel -> decoder -> back layers -> logits, with its loss and gradients.
 *
 * Loss: cross-entropy to targets d softmax(teacher) + (1 - d) smoothed labels, the teacher being the unsplit backbone on the same
 * image (distillation share d; Hinton et al., 2015), plus, where asked, hint weight h times |f - f_t|^2 / |f_t|^2 on the feature
 * after the last block, mean over the minibatch (Romero et al., 2015).
 */
import { type BackboneShape, backboneStages, splitPlaces } from '../../neural/backbone.js';
import type { TensorFile } from '../../neural/safetensors.js';
import { frozenStages } from '../../neural/training/frozen-stages.js';
import type { Parameter, Sequence, Statistic } from '../../neural/training/layer.js';
import type { NativeOps, NativeTensor } from '../../neural/training/native-ops.js';
import { TrainingRandom } from '../../neural/training/random.js';
import type { CodecChannel, CodecShape, ConditionInput, Receiver } from '../bottlenet-network.js';
import { CodecLayers } from './codec-layers.js';
import type { FeatureBank } from './feature-bank.js';
import { TrainingChannel } from './training-channel.js';
import type { Conditions, LawChoice } from './training-law.js';

/** What the codec is, apart from how it is trained. */
export interface CodecDesign {
  readonly split: string;
  readonly channel: CodecChannel;
  readonly receiver: Receiver;
  readonly condition: ConditionInput;
  /** Per value, where bits are erased. */
  readonly bits: number;
  readonly shape: CodecShape;
  /** Of a nested code: numbers of channels that decode, ascending, all of them last. */
  readonly prefixes?: readonly number[] | undefined;
}

export interface CodecGraph {
  readonly ops: NativeOps;
  readonly codec: CodecLayers;
  readonly channel: TrainingChannel;
  /** From the image to the split feature. */
  readonly front: Sequence;
  /** From the split to the feature after the last block, and on to the logits. */
  readonly middle: Sequence;
  readonly head: Sequence;
  readonly classCount: number;
}

export interface GraphOptions extends CodecDesign {
  readonly recipe: { readonly law: LawChoice };
  readonly backboneShape: BackboneShape;
  readonly backboneWeights: TensorFile;
  readonly seed: number;
}

/** @param trained layers of the backbone that learn, in copies of their own */
export function makeGraph(
  ops: NativeOps,
  options: GraphOptions,
  dtype: number,
  trained: 'none' | 'back' | 'all',
): CodecGraph {
  const { backboneShape: shape, backboneWeights } = options;
  const stages = backboneStages(shape);
  const split = splitPlaces(shape).find(({ name }) => name === options.split)!.stages;
  const { side, outputs } = stages[split - 1]!;
  const part = (first: number, end: number, head: boolean, trainable: boolean) =>
    frozenStages(ops, shape, backboneWeights, { first, end, head, dtype, trainable });
  const frontTrained = trained === 'all';
  const backTrained = trained !== 'none';
  return {
    ops,
    codec: new CodecLayers(ops, { ...options, feature: [side, side, outputs], frontTrained }),
    channel: new TrainingChannel(ops, { ...options, law: options.recipe.law }),
    front: part(0, split, false, frontTrained),
    middle: part(split, stages.length, false, backTrained),
    head: part(stages.length, stages.length, true, backTrained),
    classCount: shape.classCount,
  };
}

/** One minibatch of split features with what they are trained towards. */
export interface Minibatch {
  /** Consumed. */
  readonly feature: NativeTensor;
  readonly conditions: Conditions;
  /** `count` x classes probabilities. */
  readonly targets: Float32Array;
  /** What the feature after the last block should be, and the weight of that; the tensor is consumed. */
  readonly hint?: { readonly late: NativeTensor; readonly weight: number };
  readonly random: TrainingRandom;
  /** Whether the loss is wanted. */
  readonly measured: boolean;
}

/**
 * Forward, loss and backward; the gradients stay in the parameters.
 * @returns the cross-entropy, where it is measured, and the gradient of the split feature, where the front is trained
 */
export function trainStep(
  graph: CodecGraph,
  minibatch: Minibatch,
): { loss: number | null; below: NativeTensor | null } {
  const { ops, codec, classCount } = graph;
  const { conditions, random, hint } = minibatch;
  const count = conditions.met.length;
  const code = codec.encode(minibatch.feature, conditions.told, true);
  const arrived = graph.channel.forward(code, conditions, random, true);
  const reached = graph.middle.forward(codec.decode(arrived, conditions.told, true), true);
  const pull = hint === undefined ? null : hintGradient(ops, reached, hint.late, hint.weight);
  const logits = graph.head.forward(reached, true);
  const target = ops.tensor(minibatch.targets, [count, classCount]);
  const results = ops.run('SoftmaxCrossEntropyWithLogits', [ops.type('T', ops.float32)], [logits, target], 2);
  const [losses, gradient] = results as [NativeTensor, NativeTensor];
  const scaled = ops.binary('Mul', gradient, ops.scalar(1 / count));
  const loss = minibatch.measured ? ops.readFloats(losses).reduce((sum, value) => sum + value, 0) / count : null;
  ops.free(logits, target, losses, gradient);
  let above = graph.head.backward(scaled)!;
  if (pull !== null) {
    const aligned = ops.into(pull, above.dtype);
    const sum = ops.binary('AddV2', above, aligned);
    ops.free(above, aligned);
    above = sum;
  }
  const decoded = graph.middle.backward(above)!;
  const below = codec.encoderBackward(graph.channel.backward(codec.decoderBackward(decoded)));
  return { loss, below };
}

/** d softmax(teacher) + (1 - d) ((1 - e) onehot + e / classes), row by row. */
export function targetsOf(
  teacher: (row: number) => Float32Array,
  labels: ArrayLike<number>,
  classCount: number,
  { distillation, labelSmoothing }: { readonly distillation: number; readonly labelSmoothing: number },
): Float32Array {
  const result = new Float32Array(labels.length * classCount);
  for (let row = 0; row < labels.length; row++) {
    const logits = teacher(row);
    const largest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (let k = 0; k < classCount; k++) {
      const label = (k === labels[row] ? 1 - labelSmoothing : 0) + labelSmoothing / classCount;
      result[row * classCount + k] = (distillation * powers[k]!) / sum + (1 - distillation) * label;
    }
  }
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

/** Percent of the bank's images answered rightly, told = met, in the precision of training. */
export function accuracyAt(
  graph: CodecGraph,
  bank: FeatureBank,
  condition: number,
  seed: number,
  channels?: number,
): number {
  const { ops, codec, classCount } = graph;
  const random = new TrainingRandom(seed, 'validation', Math.round(1e4 * (condition + 10)));
  const batch = 250;
  let correct = 0;
  for (let first = 0; first < bank.count; first += batch) {
    const count = Math.min(batch, bank.count - first);
    const indices = Int32Array.from({ length: count }, (_, i) => first + i);
    const told = new Float32Array(count).fill(condition);
    const prefix = channels === undefined ? {} : { channels: new Int32Array(count).fill(channels) };
    const conditions: Conditions = { met: told, told, ...prefix };
    const code = codec.encode(ops.gather(bank.versions[0]!.features, indices), told, false);
    const arrived = graph.channel.forward(code, conditions, random, false);
    const logits = graph.head.forward(graph.middle.forward(codec.decode(arrived, told, false), false), false);
    const values = ops.readFloats(logits);
    ops.free(logits);
    for (let i = 0; i < count; i++) {
      const row = values.subarray(i * classCount, (i + 1) * classCount);
      if (row.indexOf(Math.max(...row)) === bank.labels[first + i]) correct++;
    }
  }
  return (100 * correct) / bank.count;
}

/** Percent correct on validation images, told = met, at fixed conditions. */
export type ValidationRows = readonly {
  readonly condition: number;
  /** Of a nested code: the prefix that was sent. */
  readonly channels?: number;
  readonly percent: number;
}[];

const validationConditions: Readonly<Record<CodecChannel, readonly number[]>> = {
  awgn: [0, 5, 10, 15, 20, 30, 40],
  'bit-erasure': [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4],
};

/** Percent correct on validation images at the conditions of the tables in a card. */
export function validationRows(
  graph: CodecGraph,
  bank: FeatureBank,
  { channel, seed, prefixes }: Pick<GraphOptions, 'channel' | 'seed' | 'prefixes'>,
): ValidationRows {
  return (prefixes ?? [undefined]).flatMap((channels) =>
    validationConditions[channel].map((condition) => ({
      condition,
      ...(channels === undefined ? {} : { channels }),
      percent: accuracyAt(graph, bank, condition, seed, channels),
    })),
  );
}

/** Everything that training changes, by name: parameters of the codec and of trained layers, and running statistics. */
export function trainedState({ codec, front, middle, head }: CodecGraph): {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
} {
  const backbone = [front, middle, head].flatMap((part) => part.parameters).filter((parameter) => parameter.trainable);
  return {
    parameters: [...codec.parameters, ...backbone],
    statistics: [...codec.encoder.statistics, ...codec.decoder.statistics],
  };
}
