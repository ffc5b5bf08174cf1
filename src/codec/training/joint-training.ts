/**
 * Phase 3: goes on from a trained codec with the back layers, or the whole network, learning beside it in a copy of their own.
 *
 * Norms stay folded, so their statistics no longer follow the data: rates are a tenth of those of phase 2 or less. The loss is that of
 * phase 2 without the hint; the teacher stays the backbone as it was. With `trained: back` the split features are those of phase 2;
 * with `all` they are computed anew at every step, from images shifted and mirrored at random.
 *
 * Source: Shao and Zhang, BottleNet++, 2020 (third phase).
 */
import { backboneStages } from '../../neural/backbone.js';
import type { NamedTensor } from '../../neural/safetensors.js';
import { augmentedBatch } from '../../neural/training/augment.js';
import { normalisedImages } from '../../neural/training/backbone-layers.js';
import { frozenStages } from '../../neural/training/frozen-stages.js';
import { TrainingRandom } from '../../neural/training/random.js';
import { bankMinibatch } from './bank-minibatch.js';
import {
  type CodecGraph,
  type Minibatch,
  makeGraph,
  targetsOf,
  trainStep,
  type ValidationRows,
  validationRows,
} from './codec-graph.js';
import type { CodecRecipe, CodecTrainingOptions, JointRecipe } from './codec-recipe.js';
import { type FeatureBank, makeFeatureBank } from './feature-bank.js';
import { loadState, runMinibatches, stateOf } from './minibatch-loop.js';
import { drawConditions } from './training-law.js';

/** Of the length of phase 3, in a configuration. */
export const epochsPath = '/recipe/joint/epochs';

export interface JointResult {
  readonly trained: JointRecipe['trained'];
  /** The codec after phase 3. */
  readonly codec: ReadonlyMap<string, NamedTensor>;
  /** The private backbone, norms folded: all of its tensors, changed or not. */
  readonly backbone: ReadonlyMap<string, NamedTensor>;
  /** Values of the private backbone that were trained. */
  readonly parameters: number;
  readonly steps: number;
  readonly finalLoss: number;
  readonly validation: ValidationRows;
  readonly wallSeconds: number;
}

interface JointOptions extends CodecTrainingOptions {
  readonly recipe: CodecRecipe & JointRecipe;
  /** Of phase 2, whose codec is where this one starts. */
  readonly graph: CodecGraph;
  readonly bank: FeatureBank;
  readonly validationBank: FeatureBank;
  readonly dtype: number;
  readonly fingerprint: string;
}

export async function trainJointly(options: JointOptions): Promise<JointResult> {
  const { graph: before, recipe, training, seed, channel, dtype, checkpointFile } = options;
  const { ops } = before;
  const graph = makeGraph(ops, options, dtype, recipe.trained);
  loadState(graph, stateOf(before));
  const withoutHint = { ...recipe, hint: 0 };
  const minibatch: Source =
    recipe.trained === 'back'
      ? (indices, random) => bankMinibatch(graph, options.bank, indices, withoutHint, random)
      : fromImages(graph, options);
  const outcome = await runMinibatches(graph, {
    ...options,
    ...recipe,
    ...(checkpointFile === undefined ? {} : { checkpointFile: `${checkpointFile}.joint` }),
    count: training.count,
    epochsPath,
    purpose: 'joint-order',
    fingerprint: `${options.fingerprint} joint`,
    step({ indices, step, measured }) {
      const random = new TrainingRandom(seed, 'joint-channel', step);
      const { feature, targets } = minibatch(indices, random);
      const conditions = drawConditions(recipe.law, channel, indices.length, random, options.prefixes);
      const { loss, below } = trainStep(graph, { feature, conditions, targets, random, measured });
      if (below !== null) {
        const lowest = graph.front.backward(below);
        if (lowest !== null) ops.free(lowest);
      }
      return loss;
    },
  });
  const validationBank = recipe.trained === 'back' ? options.validationBank : await newValidationBank(graph, options);
  const trained = [graph.front, graph.middle, graph.head].flatMap((part) => part.parameters);
  const backbone = new Map(options.backboneWeights.tensors);
  for (const { name, shape, value } of trained) backbone.set(name, { shape, data: ops.readFloats(value) });
  const learnt = trained.filter((parameter) => parameter.trainable);
  return {
    trained: recipe.trained,
    codec: graph.codec.folded(),
    backbone,
    parameters: learnt.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    steps: outcome.steps,
    finalLoss: outcome.finalLoss,
    validation: validationRows(graph, validationBank, options),
    wallSeconds: outcome.wallSeconds,
  };
}

type Source = (indices: Int32Array, random: TrainingRandom) => Pick<Minibatch, 'feature' | 'targets'>;

function fromImages({ ops, front, classCount }: CodecGraph, options: JointOptions): Source {
  const { training, recipe, backboneShape: shape, backboneWeights, dtype } = options;
  const whole = { first: 0, end: backboneStages(shape).length, head: true, dtype };
  const unsplit = frozenStages(ops, shape, backboneWeights, whole);
  const augmentation = { shift: recipe.shift, cutout: 0 };
  return (indices, random) => {
    const count = indices.length;
    const mirrored = () => random.uniform() < 0.5;
    const images = augmentedBatch(training.images, indices, augmentation, mirrored, [0, 0, 0], random);
    const input = normalisedImages(ops, shape, images, count);
    const answer = unsplit.forward(ops.retain(input), false);
    const logits = ops.readFloats(answer);
    ops.free(answer);
    const teacher = (row: number) => logits.subarray(row * classCount, (row + 1) * classCount);
    const labels = Array.from(indices, (index) => training.labels[index]!);
    return { feature: front.forward(input, true), targets: targetsOf(teacher, labels, classCount, recipe) };
  };
}

/** Features of the validation images behind the front as it is now. */
function newValidationBank(
  graph: CodecGraph,
  { validation: images, backboneShape, seed, signal }: JointOptions,
): Promise<FeatureBank> {
  const plain = { shape: backboneShape, images, versions: 0, shift: 0, seed, keepLate: false, signal };
  return makeFeatureBank(graph.ops, { ...graph, ...plain });
}
