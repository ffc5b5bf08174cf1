/** `evaluate MODEL`: what a trained model gets right on test images, by the parts asked for; see docs/evaluate.md. */
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { wallClock } from '../base/clock.js';
import { InputError } from '../base/errors.js';
import { Registry } from '../base/registry.js';
import type { AccuracyTable } from '../codec/accuracy-table.js';
import type { BottleNetCard } from '../codec/bottlenet-network.js';
import type { EvaluationPart, EvaluationTable } from '../codec/evaluation/evaluation-part.js';
import { storedFeatures } from '../codec/evaluation/feature-source.js';
import { measuredShare } from '../codec/evaluation/measured-loss.js';
import { accuracyTable } from '../codec/evaluation/parts/accuracy-table.js';
import { accuracyRows, channel } from '../codec/evaluation/parts/channel.js';
import { evaluationParts } from '../codec/evaluation/parts/index.js';
import {
  baseCorrect,
  baseCorrectFrom,
  type EvaluationSubject,
  evaluationDraws,
  runTrials,
} from '../codec/evaluation/trial.js';
import { cardOf, findModel, listModels, loadBottleNetNetwork, shippedModelFolder } from '../codec/load.js';
import { rivals } from '../codec/rivals/index.js';
import { type Engine, loadEngine } from '../neural/engine.js';
import { checkClasses, type ImageSet, loadImageSet } from '../neural/image-set.js';
import { imageBytes } from '../neural/image-sheet.js';
import { type BackboneCard, type ModelCard, readBackboneCard } from '../neural/model-card.js';
import { loadSplitNetwork, type SplitNetwork } from '../neural/split-network.js';
import { writeFileAtomically } from '../neural/training/checkpoint.js';
import type { CliCommand } from './command.js';
import { addOutputOptions, type MachineOptions, type OutputOptions, wholeNumber } from './common-options.js';
import { chosenRivals, measureRivals, rivalsText } from './evaluate-rivals.js';
import { checkTableName, type Evaluated, writeAccuracyTable, writeTables } from './evaluation-files.js';
import { evaluationText } from './evaluation-text.js';
import { checkOutputFolder } from './output-folder.js';
import { spacedLines } from './progress.js';
import { writing } from './writing.js';

interface Options extends Pick<MachineOptions, 'engine'>, OutputOptions {
  readonly parts: string;
  readonly images?: number;
  readonly imageSet?: string;
  readonly seed: number;
  readonly repeats: number;
  readonly models: string;
  readonly rivals: string | boolean;
  readonly features?: string;
  readonly table?: string;
  readonly write: boolean;
}

const parts = new Registry('part', evaluationParts);
const everything = 'all';

export const evaluateCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('evaluate <model>')
      .description('measure a trained model on test images')
      .option('--parts <names>', `of a codec: ${everything}, or some of ${parts.names().join(', ')}`, channel.name)
      .option('--images <number>', 'use only the first images of the set', wholeNumber(2))
      .option('--image-set <name>', "image set; default: the test images of the model's data set")
      .option('--seed <number>', 'of a codec: seed of the channels', wholeNumber(0), 1)
      .option('--repeats <number>', 'of a codec: draws of the channel per image, in the part table', wholeNumber(1), 1)
      .option('--models <folder>', 'folder of trained models', shippedModelFolder)
      .option(
        '--rivals [names]',
        `of a backbone: its codecs' rivals too, kept in rivals.json with --write; all, or some of ${rivals.map(({ name }) => name).join(', ')}`,
        false,
      )
      .option(
        '--features <folder>',
        'keep front features of the images there, for all codecs at one split and their rivals',
      )
      .option('--table <file.csv>', 'of a codec: write the table of a tabulated codec, and its codec file beside it')
      .option('--write', "keep what was measured in the model's folder: its card, and tables/", false)
      .addOption(
        new Option('--engine <engine>', 'what runs the networks')
          .choices(['auto', 'native', 'wasm', 'cpu'])
          .default('auto'),
      );
    addOutputOptions(command).action(evaluate);
  },
};

async function evaluate(name: string, options: Options, command: Command): Promise<void> {
  const modelFolder = resolve(options.models);
  const place = new Registry('model', await listModels([modelFolder])).get(name);
  const { folder } = place;
  const card = cardOf(place);
  // An evaluation takes hours: all that can be refused is refused before.
  checkOptions(card, options, command);
  if (options.out !== undefined) checkOutputFolder(options.out, options.force);
  if (options.table !== undefined) checkTableName(options.table);
  const chosen = card.kind === 'bottlenet' ? chosenParts(card, options) : [];
  chosenRivals(options.rivals);
  const backbone =
    card.kind === 'backbone' ? { folder, card } : await findModel(card.backbone, 'backbone', [modelFolder]);
  const images = await firstImages(options.imageSet ?? testSetOf(card), options.images);
  checkClasses({ name: backbone.card.name, classCount: backbone.card.shape.classCount }, images);
  const engine = await loadEngine(options.engine);
  process.stderr.write(`${engine.reason}\n`);
  if (card.kind === 'backbone') await evaluateBackbone(engine, folder, images, options);
  else await evaluateCodec(engine, folder, loadSplitNetwork(engine, backbone.folder), chosen, images, options);
}

/** Options that say something of one kind of model only. */
const optionsOf: Readonly<Record<ModelCard['kind'], readonly string[]>> = {
  bottlenet: ['parts', 'seed', 'repeats', 'table', 'out', 'force'],
  backbone: ['rivals'],
};
const kindTitle: Readonly<Record<ModelCard['kind'], string>> = { bottlenet: 'codec', backbone: 'backbone' };

/** @throws InputError for options that would be ignored, and for what a model's folder does not keep */
function checkOptions(card: ModelCard, options: Options, command: Command): void {
  const { kind } = card;
  const other = kind === 'backbone' ? 'bottlenet' : 'backbone';
  const strange = optionsOf[other].filter((option) => command.getOptionValueSource(option) === 'cli');
  if (strange.length > 0) {
    const flags = strange.map((option) => `--${option}`).join(', ');
    throw new InputError(`${flags}: of a ${kindTitle[other]}; "${card.name}" is a ${kindTitle[kind]}: leave it out`);
  }
  if (kind === 'backbone' && options.features !== undefined && options.rivals === false) {
    throw new InputError('--features: of a backbone, kept for its rivals; accepted beside --rivals');
  }
  if (!options.write) return;
  if (options.images !== undefined) {
    throw new InputError('--write keeps tables over the whole image set only: leave out --images');
  }
  if (options.imageSet !== undefined && options.imageSet !== testSetOf(card)) {
    throw new InputError(
      `--write keeps what was measured on ${testSetOf(card)} only, so that models can be compared: leave out --image-set ${options.imageSet}`,
    );
  }
}

const testSetOf = ({ dataSet }: ModelCard): string => `${dataSet}-test`;

/** @throws InputError for parts that are unknown or for another channel */
function chosenParts(card: BottleNetCard, options: Options): readonly EvaluationPart[] {
  const fitting = evaluationParts.filter(({ channels }) => channels.includes(card.channel));
  if (options.parts === everything) return fitting;
  const asked = options.parts.split(',').map((part) => parts.get(part.trim()));
  const strange = asked.find((part) => !fitting.includes(part));
  if (strange !== undefined) {
    const accepted = fitting.map((part) => part.name).join(', ');
    throw new InputError(
      `part "${strange.name}" is for codecs of the channel ${strange.channels.join(' or ')}; accepted for "${card.name}": ${accepted}`,
    );
  }
  const wanted = options.table === undefined ? asked : [...asked, accuracyTable];
  return fitting.filter((part) => wanted.includes(part));
}

async function firstImages(name: string, count: number | undefined): Promise<ImageSet> {
  const all = await loadImageSet(name);
  if (count === undefined || count >= all.count) return all;
  return { ...all, count, images: all.images.subarray(0, count * imageBytes), labels: all.labels.subarray(0, count) };
}

async function evaluateBackbone(engine: Engine, folder: string, images: ImageSet, options: Options): Promise<void> {
  const network = loadSplitNetwork(engine, folder);
  const correct = baseCorrect(network, images);
  const test = measuredShare(correct);
  const card = readBackboneCard(folder);
  if (options.write) await writeCard(folder, { ...card, accuracy: { ...card.accuracy, test } });
  const measured =
    options.rivals === false ? null : await measureRivals({ engine, folder, network, images, base: correct }, options);
  network.dispose();
  if (options.format === 'json') {
    printJson({ model: card.name, imageSet: images.name, accuracy: test, ...(measured && { rivals: measured.rows }) });
    return;
  }
  process.stdout.write(
    `${card.name}: ${test.percent.toFixed(2)} % of ${test.images} images (95 % ${test.low.toFixed(2)} .. ${test.high.toFixed(2)} %)\n`,
  );
  if (measured !== null) process.stdout.write(rivalsText(measured));
}

async function evaluateCodec(
  engine: Engine,
  folder: string,
  network: SplitNetwork,
  chosen: readonly EvaluationPart[],
  images: ImageSet,
  options: Options,
): Promise<void> {
  const codec = loadBottleNetNetwork(engine, folder, network);
  const { card } = codec;
  const kept =
    options.features === undefined
      ? {}
      : { features: storedFeatures(options.features, engine, network, card.split, images) };
  const base =
    kept.features === undefined
      ? baseCorrect(network, images)
      : baseCorrectFrom(network, card.split, kept.features, images);
  const { seed, repeats } = options;
  const subject = { codec, network, images, base, draws: evaluationDraws(seed), repeats, ...kept };
  const tables = measure(subject, chosen, progress(card.name));
  const evaluated: Evaluated = {
    card,
    split: network.splits.get(card.split)!,
    base: measuredShare(base),
    provenance: {
      imageSet: images.name,
      imageSetSha256: images.sha256,
      images: images.count,
      seed,
      engine: `${engine.backend} ${engine.version}`,
    },
  };
  codec.dispose();
  network.dispose();
  const accuracy = cardTable(evaluated, tables);
  if (options.write) {
    await writeTables(join(folder, 'tables'), evaluated, tables);
    if (accuracy !== undefined) await writeCard(folder, { ...card, accuracy });
  }
  if (options.out !== undefined) await writeTables(options.out, evaluated, tables);
  if (options.table !== undefined) await writeAccuracyTable(options.table, evaluated, tables);
  if (options.format === 'json') {
    printJson({ model: card.name, ...evaluated.provenance, base: evaluated.base, accuracy, tables });
    return;
  }
  process.stdout.write(`${card.name}: base ${evaluated.base.percent.toFixed(2)} % of ${images.count} images\n`);
  for (const table of tables) process.stdout.write(`\n${evaluationText(table)}`);
}

/** Every part's trials in one pass over the images. */
function measure(
  subject: EvaluationSubject,
  chosen: readonly EvaluationPart[],
  onProgress: (done: number, of: number) => void,
): EvaluationTable[] {
  const plans = chosen.map((part) => part.plan(subject));
  const correct = runTrials(
    subject,
    plans.flatMap(({ trials }) => trials),
    onProgress,
  );
  let next = 0;
  return plans.flatMap((plan) => {
    const own = correct.slice(next, next + plan.trials.length);
    next += plan.trials.length;
    return plan.tables(own);
  });
}

/** The table that a card keeps, if the part was asked for. */
function cardTable(
  { card, base, provenance }: Evaluated,
  tables: readonly EvaluationTable[],
): AccuracyTable | undefined {
  const table = tables.find(({ name }) => name === channel.name);
  if (table === undefined) return undefined;
  const { imageSet, imageSetSha256, images, seed, engine } = provenance;
  return {
    imageSet,
    imageSetSha256,
    seed,
    engine,
    unit: card.channel === 'awgn' ? 'dB' : 'p',
    base,
    rows: accuracyRows(table, images),
  };
}

async function writeCard(folder: string, card: BackboneCard | BottleNetCard): Promise<void> {
  const file = join(folder, 'card.json');
  await writing(file, () => writeFileAtomically(file, `${JSON.stringify(card, null, 2)}\n`));
}

function printJson(document: object): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function progress(what: string): (done: number, of: number) => void {
  if (!process.stderr.isTTY) {
    const say = spacedLines(wallClock, (text) => process.stderr.write(text));
    return (done, of) => say(`${what}: ${done} of ${of}`);
  }
  return (done, of) => process.stderr.write(`\r${what}: ${done} of ${of}${done === of ? '\n' : ''}`);
}
