/** The tiny backbone of random weights with a few images, as trainings of codecs see it. */
import { join } from 'node:path';
import type { TrainingGround } from '../../../src/codec/training/codec-model.js';
import { type Backend, loadEngine } from '../../../src/neural/engine.js';
import { readBackboneCard, readModelWeights } from '../../../src/neural/model-card.js';
import { makeSplitNetwork } from '../../../src/neural/split-network.js';
import { tinyImages, writeTinyModels } from '../tiny-models.js';

/** Of a codec on it: four steps. */
export const tinyRecipe = {
  epochs: 1,
  batch: 16,
  peakRate: 0.01,
  distillation: 0.7,
  labelSmoothing: 0,
  hint: 0,
  versions: 1,
  shift: 0,
  law: 'wide',
  precision: 'float32',
} as const;

export async function tinyGround(backend: Backend = 'native'): Promise<TrainingGround> {
  const engine = await loadEngine(backend);
  const folder = join(writeTinyModels(), 'tiny');
  const backboneCard = readBackboneCard(folder);
  const backboneWeights = readModelWeights(folder, backboneCard);
  const network = makeSplitNetwork(engine, backboneCard, backboneWeights);
  return { engine, backboneCard, backboneWeights, network, training: tinyImages(64), validation: tinyImages(20) };
}
