/**
 * Phase 2: trains encoder and decoder in front of a frozen backbone, through the channel; then, where the recipe asks for it,
 * phase 3. Front features are computed once per version of the training images. Loss: codec-graph.ts; rate and loop: minibatch-loop.ts.
 *
 * Source: Shao and Zhang, BottleNet++, 2020 (phases; cross-entropy alone is theirs: distillation, smoothing and hint at 0).
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ImageSet } from '../../neural/image-set.js';
import type { NamedTensor } from '../../neural/safetensors.js';
import { NativeOps } from '../../neural/training/native-ops.js';
import { chooseDtype } from '../../neural/training/precision.js';
import { TrainingRandom } from '../../neural/training/random.js';
import { plannedSteps } from '../../neural/training/training-loop.js';
import { bankMinibatch } from './bank-minibatch.js';
import { type CodecGraph, makeGraph, trainStep, type ValidationRows, validationRows } from './codec-graph.js';
import type { CodecTrainingOptions } from './codec-recipe.js';
import { type FeatureBank, FeatureBanks, makeFeatureBank } from './feature-bank.js';
import { readFeatureBank, writeFeatureBank } from './feature-store.js';
import { epochsPath, type JointResult, trainJointly } from './joint-training.js';
import { runMinibatches } from './minibatch-loop.js';
import { drawConditions } from './training-law.js';

/** Seed of the augmentation of the images whose features are kept. */
const augmentationSeed = 1;

export interface CodecTrainingResult {
  readonly weights: ReadonlyMap<string, NamedTensor>;
  readonly steps: number;
  readonly precision: 'bfloat16' | 'float32';
  readonly finalLoss: number;
  readonly validation: ValidationRows;
  readonly wallSeconds: number;
  readonly featureSeconds: number;
  readonly joint?: JointResult;
}

/** @throws InputError where there would be no step, or a checkpoint is another training's; DivergenceError, Interrupted: training-loop.ts */
export async function trainCodec(options: CodecTrainingOptions): Promise<CodecTrainingResult> {
  const { recipe, training } = options;
  // Ahead of the features, which take minutes.
  plannedSteps({ ...recipe, count: training.count });
  if (recipe.joint !== undefined) plannedSteps({ ...recipe, ...recipe.joint, count: training.count, epochsPath });
  const banks = options.banks ?? new FeatureBanks(options.engine);
  const ops = new NativeOps(banks.ops);
  try {
    return await trainWith(ops, banks, options);
  } finally {
    ops.dispose();
    if (options.banks === undefined) banks.dispose();
  }
}

async function trainWith(
  ops: NativeOps,
  banks: FeatureBanks,
  options: CodecTrainingOptions,
): Promise<CodecTrainingResult> {
  const { recipe, seed, training, clock, channel } = options;
  const start = clock.now();
  const dtype = chooseDtype(ops, recipe.precision);
  const graph = makeGraph(ops, options, dtype, 'none');
  const bankOf = (images: ImageSet, versions: number) => findBank(banks, graph, options, { images, versions, dtype });
  const bank = await bankOf(training, recipe.versions);
  const validationBank = await bankOf(options.validation, 0);
  const featureSeconds = (clock.now() - start) / 1000;
  const fingerprint = fingerprintOf(options, dtype);
  const outcome = await runMinibatches(graph, {
    ...options,
    ...recipe,
    count: training.count,
    purpose: 'order',
    fingerprint,
    step({ indices, step, measured }) {
      const random = new TrainingRandom(seed, 'channel', step);
      const { feature, late, targets } = bankMinibatch(graph, bank, indices, recipe, random);
      const conditions = drawConditions(recipe.law, channel, indices.length, random, options.prefixes);
      const hint = late === null ? {} : { hint: { late, weight: recipe.hint } };
      return trainStep(graph, { feature, conditions, targets, random, measured, ...hint }).loss;
    },
  });
  const result = {
    weights: graph.codec.folded(),
    steps: outcome.steps,
    precision: dtype === ops.bfloat16 ? 'bfloat16' : 'float32',
    finalLoss: outcome.finalLoss,
    validation: validationRows(graph, validationBank, options),
    wallSeconds: featureSeconds + outcome.wallSeconds,
    featureSeconds,
  } as const;
  if (recipe.joint === undefined || !outcome.finished) return result;
  const start3 = { graph, bank, validationBank, dtype, fingerprint };
  const joint = await trainJointly({ ...options, ...start3, recipe: { ...recipe, ...recipe.joint } });
  return { ...result, joint };
}

/**
 * The bank of an image set, made once for each split, precision and kind of augmentation: kept in the process by `banks`, on disk
 * in `featureFolder`. Its augmentation has a seed of its own, so that trainings of different seeds share it.
 */
async function findBank(
  banks: FeatureBanks,
  graph: CodecGraph,
  options: CodecTrainingOptions,
  { images, versions, dtype }: { readonly images: ImageSet; readonly versions: number; readonly dtype: number },
): Promise<FeatureBank> {
  const { featureFolder, recipe, split, backboneShape: shape } = options;
  const { ops } = graph;
  const keepLate = recipe.hint > 0;
  const { shift } = recipe;
  const kind = { versions, shift, seed: augmentationSeed, keepLate };
  const key = createHash('sha256')
    .update(JSON.stringify([images.sha256, split, kind, shape, options.engine.version, dtype]))
    .update(weightsDigest(options))
    .digest('hex');
  const known = banks.get(key);
  if (known !== undefined) return known;
  // Only bfloat16 is stored: an engine without it keeps its banks in memory.
  const folder =
    featureFolder === undefined || ops.bfloat16 === ops.float32 ? null : join(featureFolder, key.slice(0, 32));
  const stored = folder === null ? null : await readFeatureBank(ops, folder, images.labels);
  const bank = stored ?? (await makeFeatureBank(ops, { ...graph, ...kind, shape, images, signal: options.signal }));
  if (stored === null && folder !== null) await writeFeatureBank(ops, folder, bank);
  banks.keep(key, bank, ops);
  return bank;
}

function fingerprintOf(options: CodecTrainingOptions, dtype: number): string {
  const { split, channel, receiver, condition, bits, shape, prefixes, recipe, seed, training, backboneShape } = options;
  const design = [split, channel, receiver, condition, bits, shape, prefixes];
  return createHash('sha256')
    .update(JSON.stringify([design, recipe, seed, training.sha256, backboneShape, dtype]))
    .update(weightsDigest(options))
    .digest('hex');
}

function weightsDigest({ backboneWeights }: CodecTrainingOptions): Buffer {
  const hash = createHash('sha256');
  for (const { data } of backboneWeights.tensors.values()) {
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest();
}
