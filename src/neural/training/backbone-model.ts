/** From a training configuration to a backbone model: weights as half-precision safetensors, and their card. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { WallClock } from '../../base/clock.js';
import { backboneMacs } from '../backbone.js';
import type { Engine } from '../engine.js';
import { loadImageSet } from '../image-set.js';
import { type BackboneCard, modelFormat } from '../model-card.js';
import { writeSafetensors } from '../safetensors.js';
import { trainBackbone } from './backbone-training.js';
import { writeFileAtomically } from './checkpoint.js';
import type { BackboneConfig } from './training-config.js';
import type { TrainingProgress } from './training-loop.js';

export interface ModelTrainingOptions {
  readonly engine: Engine;
  /** Folder for card and weights. */
  readonly folder: string;
  readonly command: string;
  readonly clock: WallClock;
  readonly checkpointFile: string;
  readonly resume: boolean;
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly signal?: AbortSignal;
}

export async function makeBackboneModel(config: BackboneConfig, options: ModelTrainingOptions): Promise<BackboneCard> {
  const { engine, folder, command } = options;
  const training = await loadImageSet(`${config.dataSet}-train`);
  const validation = await loadImageSet(`${config.dataSet}-validation`);
  const { weights, ...outcome } = await trainBackbone({ ...options, ...config, training, validation });
  const bytes = writeSafetensors(weights, 'F16');
  const card: BackboneCard = {
    format: modelFormat,
    kind: 'backbone',
    name: config.name,
    dataSet: config.dataSet,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    shape: config.shape,
    macs: backboneMacs(config.shape),
    parameters: [...weights.values()].reduce((sum, { data }) => sum + data.length, 0),
    accuracy: { validation: Math.max(outcome.validationLast, outcome.validationAverage) },
    training: {
      command,
      seed: config.seed,
      recipe: config.recipe,
      images: { name: training.name, count: training.count, sha256: training.sha256 },
      validationImages: { name: validation.name, count: validation.count, sha256: validation.sha256 },
      engine: `${engine.backend} ${engine.version}`,
      ...outcome,
    },
  };
  await writeFileAtomically(join(folder, 'weights.safetensors'), bytes);
  await writeFileAtomically(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  return card;
}
