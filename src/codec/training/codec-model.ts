/**
 * From a training configuration to a codec model: half-precision weights, and a card with b and V of the code, measured on
 * training images with exactly those weights.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { type ImageSet, loadImageSet } from '../../neural/image-set.js';
import { imageBytes } from '../../neural/image-sheet.js';
import { type BackboneCard, modelFormat, readModelCard, readModelWeights } from '../../neural/model-card.js';
import { readSafetensors, writeSafetensors } from '../../neural/safetensors.js';
import { makeSplitNetwork, type SplitNetwork, type SplitPoint } from '../../neural/split-network.js';
import type { ModelTrainingOptions } from '../../neural/training/backbone-model.js';
import { writeFileAtomically } from '../../neural/training/checkpoint.js';
import {
  type BottleNetCard,
  type BottleNetNetwork,
  makeBottleNetNetwork,
  type ToldTable,
} from '../bottlenet-network.js';
import type { CodecConfig } from './codec-config.js';
import { codeShapeOf } from './codec-layers.js';
import { trainCodec } from './codec-training.js';
import { psnrRangeDb } from './training-law.js';

/** Told conditions of the tables in a card. */
export const toldGrids: Readonly<Record<CodecConfig['channel'], readonly number[]>> = {
  awgn: Array.from({ length: psnrRangeDb.high - psnrRangeDb.low + 1 }, (_, i) => psnrRangeDb.low + i),
  'bit-erasure': [0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4],
};
const statisticsImages = 5000;

/** @param modelsFolder holds the backbone's folder */
export async function makeCodecModel(
  config: CodecConfig,
  modelsFolder: string,
  options: ModelTrainingOptions,
): Promise<BottleNetCard> {
  const { engine, folder, command } = options;
  const backboneFolder = join(modelsFolder, config.backbone);
  const backboneCard = readModelCard(backboneFolder) as BackboneCard;
  const backboneWeights = readModelWeights(backboneFolder, backboneCard);
  const network = makeSplitNetwork(engine, backboneCard, backboneWeights);
  const split = network.splits.get(config.split);
  if (split === undefined) {
    const accepted = [...network.splits.keys()].join(', ');
    throw new InputError(`/split of "${config.name}": "${config.split}" is unknown; accepted are ${accepted}`);
  }
  const codeShape = codeShapeOf(config.shape, split.shape);
  if (codeShape[0] < 1 || codeShape[1] < 1) {
    throw new InputError(
      `/shape of "${config.name}": a kernel of ${config.shape.kernel} does not fit the ${split.shape.join('x')} feature`,
    );
  }
  const training = await loadImageSet(`${config.dataSet}-train`);
  const validation = await loadImageSet(`${config.dataSet}-validation`);
  const result = await trainCodec({
    ...options,
    ...config,
    backboneShape: backboneCard.shape,
    backboneWeights,
    training,
    validation,
  });
  const { weights, validation: validationAccuracy, ...outcome } = result;
  const bytes = writeSafetensors(weights, 'F16');
  const values = codeShape[0] * codeShape[1] * codeShape[2];
  const macs = codeMacs(config, split, codeShape);
  const untold: BottleNetCard = {
    format: modelFormat,
    kind: 'bottlenet',
    name: config.name,
    dataSet: config.dataSet,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    backbone: network.name,
    backboneSha256: network.sha256,
    split: config.split,
    channel: config.channel,
    shape: config.shape,
    values,
    codeShape,
    compression: (split.shape[0] * split.shape[1] * split.shape[2]) / values,
    powerMode: 'ac',
    receiver: config.receiver,
    told: { grid: [], mean: [], variance: [] },
    ...macs,
    training: {
      command,
      seed: config.seed,
      law: config.recipe.law,
      recipe: config.recipe,
      images: { name: training.name, count: training.count, sha256: training.sha256 },
      validationImages: { name: validation.name, count: validation.count, sha256: validation.sha256 },
      validationAccuracy,
      engine: `${engine.backend} ${engine.version}`,
      ...outcome,
    },
  };
  const codec = makeBottleNetNetwork(engine, untold, readSafetensors(bytes, config.name), network);
  const card = { ...untold, told: measureCode(codec, network, training, toldGrids[config.channel]) };
  codec.dispose();
  network.dispose();
  await writeFileAtomically(join(folder, 'weights.safetensors'), bytes);
  await writeFileAtomically(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  return card;
}

function codeMacs({ shape }: CodecConfig, split: SplitPoint, [height, width, channels]: readonly number[]) {
  const positions = height! * width! * shape.kernel ** 2 * channels!;
  return { encoderMacs: positions * (split.shape[2] + 1), decoderMacs: positions * split.shape[2] };
}

/** b = E[x] and V = E[(x - b)^2] of the code values per told condition, over the first 5,000 training images. */
export function measureCode(
  codec: BottleNetNetwork,
  network: SplitNetwork,
  images: ImageSet,
  grid: readonly number[],
): ToldTable {
  const batch = 250;
  const count = Math.min(statisticsImages, images.count);
  const sums = new Float64Array(grid.length);
  const squares = new Float64Array(grid.length);
  for (let first = 0; first < count; first += batch) {
    const rows = Math.min(batch, count - first);
    const part = images.images.subarray(first * imageBytes, (first + rows) * imageBytes);
    const features = network.front(codec.card.split, part, rows);
    grid.forEach((told, place) => {
      for (const value of codec.encode(features, new Float32Array(rows).fill(told), rows)) {
        sums[place]! += value;
        squares[place]! += value * value;
      }
    });
  }
  const values = count * codec.card.values;
  const mean = Array.from(sums, (sum) => sum / values);
  const variance = Array.from(squares, (square, place) => square / values - mean[place]! ** 2);
  return { grid, mean, variance };
}
