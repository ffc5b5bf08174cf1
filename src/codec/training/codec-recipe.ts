/** What a training of a codec is given: the recipe of a configuration, and everything it works on. */
import type { BackboneShape } from '../../neural/backbone.js';
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import type { TensorFile } from '../../neural/safetensors.js';
import type { Precision } from '../../neural/training/precision.js';
import type { LoopControl } from '../../neural/training/training-loop.js';
import type { CodecDesign } from './codec-graph.js';
import type { FeatureBanks } from './feature-bank.js';
import type { LawChoice } from './training-law.js';

/** Phase 3. */
export interface JointRecipe {
  readonly epochs: number;
  readonly peakRate: number;
  /** What learns beside the codec: all behind the split, or the whole network. */
  readonly trained: 'back' | 'all';
}

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
  readonly law: LawChoice;
  /** Phase 3, where it is wanted. */
  readonly joint?: JointRecipe | undefined;
  readonly precision: Precision;
}

export interface CodecTrainingOptions extends CodecDesign, LoopControl {
  readonly engine: Engine;
  readonly backboneShape: BackboneShape;
  readonly backboneWeights: TensorFile;
  readonly recipe: CodecRecipe;
  readonly seed: number;
  readonly training: ImageSet;
  readonly validation: ImageSet;
  /** Feature banks of earlier trainings of the same backbone and split in this process. */
  readonly banks?: FeatureBanks;
  /** Folder in which feature banks are kept for later processes; absent: nowhere. */
  readonly featureFolder?: string;
}
