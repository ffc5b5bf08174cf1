/**
 * Ablations: codecs that differ from one training in a single choice, on the same test images under the same noise.
 *
 * Variants that ask for the same training share it (a power mode changes none), and all share the feature banks. Each is
 * measured at every condition of its question; its difference from the question's first variant is paired by image. Intervals
 * are 95 % and speak of images and noise, not of another training: a variant with another seed shows how far that goes.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pairedDifference } from '../../base/statistics/paired-difference.js';
import type { PowerMode } from '../../channel/code-mapping.js';
import { type ImageSet, loadImageSet } from '../../neural/image-set.js';
import { type MeasuredShare, readModelWeights } from '../../neural/model-card.js';
import type { TensorFile } from '../../neural/safetensors.js';
import type { SplitNetwork } from '../../neural/split-network.js';
import type { ModelTrainingOptions } from '../../neural/training/backbone-model.js';
import { writeFileAtomically } from '../../neural/training/checkpoint.js';
import { readBottleNetCard } from '../bottlenet-card.js';
import { type BottleNetCard, makeBottleNetNetwork } from '../bottlenet-network.js';
import { measuredShare } from '../evaluation/measured-loss.js';
import { baseCorrect, evaluationDraws, runTrials } from '../evaluation/trial.js';
import { codePrefix } from '../nested-prefix.js';
import type { Ablation, AblationConfig, AblationQuestion, AblationVariant } from './ablation-config.js';
import { type AblationSetting, settingAt, settingTrial } from './ablation-setting.js';
import { loadTrainingGround, type TrainingGround, trainedCodec } from './codec-model.js';
import { FeatureBanks } from './feature-bank.js';

const ablationFormat = 'bottlenet-sim/ablation@1';
/** Seed of the channel; the tables of `evaluate` have the same unless told otherwise. */
const channelSeed = 1;

/** Points, with 95 % interval, and the exact McNemar p-value. */
export interface AblationDifference {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly mcNemar: number;
}

export interface AblationCell {
  readonly condition: number;
  readonly share: MeasuredShare;
  /** This variant less the first one; absent in the first one's own row. */
  readonly difference?: AblationDifference;
  readonly symbolPower?: number;
}

export interface AblationRow {
  readonly variant: string;
  readonly powerMode: PowerMode;
  readonly codeShape: readonly number[];
  /** Real values, or bits, per request. */
  readonly size: number;
  readonly cells: readonly AblationCell[];
}

export interface AblationResults {
  readonly format: typeof ablationFormat;
  readonly name: string;
  readonly command: string;
  readonly imageSet: string;
  readonly imageSetSha256: string;
  readonly engine: string;
  /** The unsplit network. */
  readonly base: MeasuredShare;
  /** The training that variants change. */
  readonly training: AblationConfig['base'];
  readonly questions: readonly {
    readonly title: string;
    readonly axis: AblationQuestion['axis'];
    readonly rows: readonly AblationRow[];
  }[];
}

export interface AblationOptions extends ModelTrainingOptions {
  /** Folder for the codecs trained so far. */
  readonly work: string;
  readonly onVariant: (name: string, done: number, of: number) => void;
}

interface Subject {
  readonly ground: TrainingGround;
  /** The same with front features of the test images kept. */
  readonly network: SplitNetwork;
  readonly images: ImageSet;
}

/** Trains and measures all variants on the data set's images and writes `results.json` into `options.folder`. */
export async function runAblation(
  ablation: Ablation,
  modelsFolder: string,
  options: AblationOptions,
): Promise<AblationResults> {
  const ground = await loadTrainingGround(options.engine, modelsFolder, ablation.config);
  const images = await loadImageSet(`${ablation.config.dataSet}-test`);
  const results = await ablate(ablation, ground, images, options);
  ground.network.dispose();
  await writeFileAtomically(join(options.folder, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  return results;
}

/** @param images on which the variants are measured */
export async function ablate(
  { config, questions }: Ablation,
  ground: TrainingGround,
  images: ImageSet,
  options: AblationOptions,
): Promise<AblationResults> {
  const { engine } = ground;
  const network = withKeptFronts(ground.network, config.base.split);
  const codecs = await trainVariants(questions, ground, options);
  const subject = { ground, network, images };
  return {
    format: ablationFormat,
    name: config.name,
    command: options.command,
    imageSet: images.name,
    imageSetSha256: images.sha256,
    engine: `${engine.backend} ${engine.version}`,
    base: measuredShare(baseCorrect(network, images)),
    training: config.base,
    questions: questions.map(({ title, axis, conditions, variants }) => {
      const rows = variants.map((variant) => {
        const codec = codecs.get(keyOf(variant, ground))!;
        const settings = conditions.map((condition) =>
          settingAt(axis, condition, codePrefix(codec.card, variant.prefix), variant.config.powerMode),
        );
        return { variant, codec, settings, correct: measure(codec, variant.prefix, settings, subject) };
      });
      return { title, axis, rows: rows.map((row) => rowOf(row, conditions, rows[0]!.correct)) };
    }),
  };
}

interface StoredCodec {
  readonly card: BottleNetCard;
  readonly weights: TensorFile;
}

/** One codec per training that is asked for, by key; those of an interrupted run are taken from the work folder. */
async function trainVariants(
  questions: readonly AblationQuestion[],
  ground: TrainingGround,
  options: AblationOptions,
): Promise<Map<string, StoredCodec>> {
  const wanted = new Map<string, AblationVariant>();
  for (const variant of questions.flatMap(({ variants }) => variants)) {
    const key = keyOf(variant, ground);
    if (!wanted.has(key)) wanted.set(key, variant);
  }
  const banks = new FeatureBanks(ground.engine);
  const codecs = new Map<string, StoredCodec>();
  const { checkpointFile: _, ...control } = options;
  try {
    for (const [key, { name, config }] of wanted) {
      const folder = join(options.work, key);
      const known = options.resume && existsSync(join(folder, 'card.json'));
      if (!known) {
        const { card, bytes } = await trainedCodec(config, ground, options.command, control, banks);
        await mkdir(folder, { recursive: true });
        await writeFileAtomically(join(folder, 'weights.safetensors'), bytes);
        await writeFileAtomically(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
      }
      const card = readBottleNetCard(folder);
      codecs.set(key, { card, weights: readModelWeights(folder, card) });
      options.onVariant(name, codecs.size, wanted.size);
    }
  } finally {
    banks.dispose();
  }
  return codecs;
}

/** Names a training: the power mode has no part in it. */
function keyOf({ config: { powerMode: _, ...training } }: AblationVariant, { network }: TrainingGround): string {
  const text = JSON.stringify([training, network.sha256]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function measure(
  { card, weights }: StoredCodec,
  channels: number | undefined,
  settings: readonly AblationSetting[],
  { ground, network, images }: Subject,
): Uint8Array[] {
  const codec = makeBottleNetNetwork(ground.engine, card, weights, ground.network);
  const draws = evaluationDraws(channelSeed);
  const prefix = codePrefix(card, channels);
  const trials = settings.map((setting) => settingTrial(setting, card, prefix, draws));
  const correct = runTrials({ codec, network, images }, trials);
  codec.dispose();
  return correct;
}

interface MeasuredVariant {
  readonly variant: AblationVariant;
  readonly codec: StoredCodec;
  readonly settings: readonly AblationSetting[];
  readonly correct: readonly Uint8Array[];
}

function rowOf(
  { variant, codec: { card }, settings, correct }: MeasuredVariant,
  conditions: readonly number[],
  first: readonly Uint8Array[],
): AblationRow {
  return {
    variant: variant.name,
    powerMode: variant.config.powerMode,
    codeShape: card.codeShape,
    size: codePrefix(card, variant.prefix).values * (card.channel === 'awgn' ? 1 : variant.config.bits),
    cells: conditions.map((condition, place) => {
      const { symbolPower } = settings[place]!;
      return {
        condition,
        share: measuredShare(correct[place]!),
        ...(correct === first ? {} : { difference: differenceOf(correct[place]!, first[place]!) }),
        ...(symbolPower === undefined ? {} : { symbolPower }),
      };
    }),
  };
}

function differenceOf(correct: Uint8Array, first: Uint8Array): AblationDifference {
  const { mean, low, high, mcNemar } = pairedDifference(correct, first);
  return { mean: 100 * mean, low: 100 * low, high: 100 * high, mcNemar };
}

/** The network with every batch of front features computed once, for one image set; the whole of it is front and back at `place`. */
function withKeptFronts(network: SplitNetwork, place: string): SplitNetwork {
  const kept = new Map<string, Float32Array>();
  const front: SplitNetwork['front'] = (split, images, count) => {
    const key = `${split} ${images.byteOffset} ${count}`;
    const features = kept.get(key) ?? network.front(split, images, count);
    kept.set(key, features);
    return features;
  };
  return {
    ...network,
    front,
    whole: (images, count) => network.back(place, front(place, images, count), count),
  };
}
