/**
 * From a training configuration to a codec model: half-precision weights, and a card with b and V of the code, measured on
 * training images with exactly those weights.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { cacheFolder } from '../../neural/cache-folder.js';
import type { Engine } from '../../neural/engine.js';
import { checkClasses, classCountOf, type ImageSet, loadImageSet } from '../../neural/image-set.js';
import { type BackboneCard, modelFormat, readModelWeights } from '../../neural/model-card.js';
import { readSafetensors, type TensorFile, writeSafetensors } from '../../neural/safetensors.js';
import { makeSplitNetwork, type SplitNetwork } from '../../neural/split-network.js';
import type { ModelTrainingOptions } from '../../neural/training/backbone-model.js';
import { writeFileAtomically } from '../../neural/training/checkpoint.js';
import type { LoopControl } from '../../neural/training/training-loop.js';
import { type BottleNetCard, codeMacs, codeShapeOf, makeBottleNetNetwork } from '../bottlenet-network.js';
import { findModel } from '../load.js';
import { measureCode } from './code-statistics.js';
import type { CodecConfig } from './codec-config.js';
import { trainCodec } from './codec-training.js';
import type { FeatureBanks } from './feature-bank.js';
import { type JointTable, measureJointly } from './joint-table.js';
import type { JointResult } from './joint-training.js';
import { toldGrid } from './training-law.js';

/** What codecs of one backbone are trained on. */
export interface TrainingGround {
  readonly engine: Engine;
  readonly backboneCard: BackboneCard;
  readonly backboneWeights: TensorFile;
  readonly network: SplitNetwork;
  readonly training: ImageSet;
  readonly validation: ImageSet;
  /** Where front features are kept for later trainings; absent: nowhere. */
  readonly featureFolder?: string;
}

/** A codec as it is stored, before anything is written. */
export interface TrainedCodec {
  readonly card: BottleNetCard;
  /** The weights' file. */
  readonly bytes: Uint8Array;
  readonly joint?: JointResult | undefined;
}

/**
 * @param modelsFolder holds the backbone's folder
 * @throws InputError where `backbone` names none, or one of another data set
 */
export async function loadTrainingGround(
  engine: Engine,
  modelsFolder: string,
  { backbone, dataSet }: { readonly backbone: string; readonly dataSet: CodecConfig['dataSet'] },
): Promise<TrainingGround> {
  const { folder, card: backboneCard } = await findModel(backbone, 'backbone', [modelsFolder]);
  const { classCount } = backboneCard.shape;
  checkClasses({ ...backboneCard, classCount }, { name: `${dataSet}-train`, classCount: classCountOf(dataSet) });
  const backboneWeights = readModelWeights(folder, backboneCard);
  const network = makeSplitNetwork(engine, backboneCard, backboneWeights);
  const training = await loadImageSet(`${dataSet}-train`);
  const validation = await loadImageSet(`${dataSet}-validation`);
  const featureFolder = join(cacheFolder(), 'features');
  return { engine, backboneCard, backboneWeights, network, training, validation, featureFolder };
}

/** Trains a codec and writes its card and weights into `options.folder`. */
export async function makeCodecModel(
  config: CodecConfig,
  modelsFolder: string,
  options: ModelTrainingOptions,
): Promise<BottleNetCard> {
  const { engine, folder, command } = options;
  const ground = await loadTrainingGround(engine, modelsFolder, config);
  const { card, bytes } = await trainedCodec(config, ground, command, options);
  await writeFileAtomically(join(folder, 'weights.safetensors'), bytes);
  await writeFileAtomically(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  ground.network.dispose();
  return card;
}

/**
 * Phases 2 and 3 of a configuration with `recipe.joint`. Writes what phase 3 brings into `joint.json` of `options.folder`, and no
 * model: codecs share the backbone as it is, and back layers of a codec's own would be as large as the backbone's.
 */
export async function makeJointTable(
  config: CodecConfig,
  modelsFolder: string,
  options: ModelTrainingOptions,
): Promise<JointTable> {
  const ground = await loadTrainingGround(options.engine, modelsFolder, config);
  const { card, bytes, joint } = await trainedCodec(config, ground, options.command, options);
  const images = await loadImageSet(`${config.dataSet}-test`);
  const table = measureJointly(ground, { card, weights: readSafetensors(bytes, config.name) }, joint!, images);
  ground.network.dispose();
  await writeFileAtomically(join(options.folder, 'joint.json'), `${JSON.stringify(table, null, 2)}\n`);
  return table;
}

/**
 * @param banks feature banks of earlier trainings on this ground
 * @throws InputError for a split that the backbone lacks, or a shape that does not fit it
 */
export async function trainedCodec(
  config: CodecConfig,
  ground: TrainingGround,
  command: string,
  control: LoopControl,
  banks?: FeatureBanks,
): Promise<TrainedCodec> {
  const { engine, network, training, validation, backboneCard, backboneWeights } = ground;
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
  const result = await trainCodec({
    ...control,
    ...config,
    engine,
    backboneShape: backboneCard.shape,
    backboneWeights,
    training,
    validation,
    ...(banks === undefined ? {} : { banks }),
    ...(ground.featureFolder === undefined ? {} : { featureFolder: ground.featureFolder }),
  });
  const { weights, validation: validationAccuracy, joint, ...outcome } = result;
  const bytes = writeSafetensors(weights, 'F16');
  const values = codeShape[0] * codeShape[1] * codeShape[2];
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
    powerMode: config.powerMode,
    receiver: config.receiver,
    ...(config.condition === 'encoder' ? {} : { condition: config.condition }),
    ...(config.bits === 8 ? {} : { bits: config.bits }),
    told: { grid: [], mean: [], variance: [] },
    ...codeMacs(config, split.shape),
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
  const grid = toldGrid(config.recipe.law, config.channel);
  const shorter = (config.prefixes ?? []).filter((channels) => channels < config.shape.channels);
  const prefixes = shorter.map((channels) => {
    const { mean, variance } = measureCode(codec, network, training, grid, channels);
    return { channels, mean, variance };
  });
  const told = measureCode(codec, network, training, grid);
  const card = { ...untold, told, ...(prefixes.length === 0 ? {} : { prefixes }) };
  codec.dispose();
  return { card, bytes, joint };
}
