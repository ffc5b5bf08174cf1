/** A minibatch of kept features, and what it is trained towards. */
import type { NativeTensor } from '../../neural/training/native-ops.js';
import type { TrainingRandom } from '../../neural/training/random.js';
import { type CodecGraph, targetsOf } from './codec-graph.js';
import type { CodecRecipe } from './codec-recipe.js';
import type { FeatureBank } from './feature-bank.js';

export interface BankMinibatch {
  readonly feature: NativeTensor;
  /** The feature after the last block, where the bank keeps it and the recipe has a hint. */
  readonly late: NativeTensor | null;
  /** `count` x classes probabilities. */
  readonly targets: Float32Array;
}

/** One of the bank's versions of the images `indices`, all versions equally likely. */
export function bankMinibatch(
  { ops, classCount }: Pick<CodecGraph, 'ops' | 'classCount'>,
  bank: FeatureBank,
  indices: Int32Array,
  recipe: Pick<CodecRecipe, 'distillation' | 'labelSmoothing' | 'hint'>,
  random: TrainingRandom,
): BankMinibatch {
  const { features, late, logits } = bank.versions[random.integer(bank.versions.length)]!;
  const teacher = (row: number) => logits.subarray(indices[row]! * classCount, (indices[row]! + 1) * classCount);
  const labels = Array.from(indices, (index) => bank.labels[index]!);
  return {
    feature: ops.gather(features, indices),
    late: recipe.hint > 0 && late !== null ? ops.gather(late, indices) : null,
    targets: targetsOf(teacher, labels, classCount, recipe),
  };
}
