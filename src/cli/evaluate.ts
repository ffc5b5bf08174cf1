/** `evaluate MODEL`: accuracy of a trained model on test images, against its channel; `--write` keeps the table in its card. */
import { basename, dirname, join, resolve } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { EnvironmentError, InputError } from '../base/errors.js';
import type { AccuracyTable } from '../codec/accuracy-table.js';
import { type BottleNetCard, loadBottleNetNetwork } from '../codec/bottlenet-network.js';
import { listModels, shippedModelFolder } from '../codec/load.js';
import { baseCorrect, evaluateCodec, measuredShare, tableConditions } from '../codec/training/evaluation.js';
import { featureRow, jpegRows } from '../codec/training/rivals.js';
import { type Engine, type EngineChoice, loadEngine } from '../neural/engine.js';
import { type ImageSet, loadImageSet } from '../neural/image-set.js';
import { imageBytes } from '../neural/image-sheet.js';
import { type BackboneCard, readModelCard } from '../neural/model-card.js';
import { loadSplitNetwork } from '../neural/split-network.js';
import { writeFileAtomically } from '../neural/training/checkpoint.js';
import type { CliCommand } from './command.js';
import { addFormatOption, type MachineOptions, type OutputOptions, wholeNumber } from './common-options.js';

interface Options extends Pick<MachineOptions, 'engine'>, Pick<OutputOptions, 'format'> {
  readonly images?: number;
  readonly imageSet: string;
  readonly seed: number;
  readonly models: string;
  readonly rivals: boolean;
  readonly write: boolean;
}

const choices = ['auto', 'native', 'wasm', 'cpu'] as const;

export const evaluateCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('evaluate <model>')
      .description('measure a trained model on test images')
      .option('--images <number>', 'use only the first images of the set', wholeNumber(1))
      .option('--image-set <name>', 'image set', 'cifar10-test')
      .option('--seed <number>', 'seed of the channel', wholeNumber(0), 1)
      .option('--models <folder>', 'folder of trained models', shippedModelFolder)
      .option('--rivals', 'of a backbone: JPEG images and 8-bit features too, kept in rivals.json with --write', false)
      .option('--write', "keep the table in the model's card", false)
      .option('--engine <engine>', `what runs the networks: ${choices.join(', ')}`, 'auto');
    addFormatOption(command).action(evaluate);
  },
};

async function evaluate(name: string, options: Options): Promise<void> {
  if (!choices.includes(options.engine))
    throw new InputError(`engine "${options.engine}"; accepted are ${choices.join(', ')}`);
  if (options.write && options.images !== undefined) {
    throw new InputError('--write keeps tables over the whole image set only: leave out --images');
  }
  const models = await listModels([resolve(options.models)]);
  const folder = models.find((model) => model.name === name)?.folder;
  if (folder === undefined) {
    throw new InputError(`model "${name}" is unknown; known are ${models.map((model) => model.name).join(', ')}`);
  }
  const engine = await loadEngine(options.engine as EngineChoice);
  process.stderr.write(`${engine.reason}\n`);
  const images = await firstImages(options.imageSet, options.images);
  const card = readModelCard(folder);
  if (card.kind === 'backbone') await evaluateBackbone(engine, folder, images, options);
  else await evaluateBottleNet(engine, folder, card as BottleNetCard, images, options);
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
  const card = readModelCard(folder) as BackboneCard;
  if (options.write) {
    await writeCard(folder, { ...card, accuracy: { ...card.accuracy, test } });
  }
  const rivals = options.rivals ? await measureRivals() : null;
  network.dispose();
  if (options.format === 'json') {
    process.stdout.write(
      `${JSON.stringify({ model: card.name, imageSet: images.name, accuracy: test, ...rivals }, null, 2)}\n`,
    );
    return;
  }
  process.stdout.write(
    `${card.name}: ${percent(test.percent)} of ${test.images} images (95 % ${percent(test.low)} .. ${percent(test.high)})\n`,
  );
  if (rivals !== null) {
    const rows = rivals.jpeg.map((row) => [
      `JPEG ${row.quality} ${row.chroma}`,
      row.fileBits.toFixed(0),
      row.scanBits.toFixed(0),
      ...lossCells(row),
    ]);
    const features = rivals.features.map((row) => [`8-bit feature ${row.split}`, `${row.bits}`, '', ...lossCells(row)]);
    printTable(['rival', 'bits', 'scan bits', 'correct', 'loss', 'loss <'], [...rows, ...features]);
  }

  async function measureRivals() {
    const training = await loadImageSet(`${card.dataSet}-train`);
    const jpeg = [
      ...(await jpegRows(network, images, correct, '4:2:0', progress('JPEG 4:2:0'))),
      ...(await jpegRows(network, images, correct, '4:4:4', progress('JPEG 4:4:4'))),
    ];
    const features = [...network.splits.keys()].map((split) => featureRow(network, split, training, images, correct));
    const table = {
      imageSet: images.name,
      imageSetSha256: images.sha256,
      engine: `${engine.backend} ${engine.version}`,
      base: test,
      jpeg,
      features,
    };
    if (options.write) {
      const document = { format: 'bottlenet-sim/rivals@1', backbone: card.name, backboneSha256: card.sha256, ...table };
      await writeFileAtomically(join(folder, 'rivals.json'), `${JSON.stringify(document, null, 2)}\n`);
    }
    return { jpeg, features };
  }
}

async function evaluateBottleNet(
  engine: Engine,
  folder: string,
  card: BottleNetCard,
  images: ImageSet,
  options: Options,
): Promise<void> {
  const network = loadSplitNetwork(engine, join(dirname(folder), card.backbone));
  const codec = loadBottleNetNetwork(engine, folder, network);
  const base = baseCorrect(network, images);
  const conditions = tableConditions[card.channel];
  const rows = evaluateCodec(codec, network, images, base, conditions, options.seed, progress(card.name));
  const table: AccuracyTable = {
    imageSet: images.name,
    imageSetSha256: images.sha256,
    seed: options.seed,
    engine: `${engine.backend} ${engine.version}`,
    unit: card.channel === 'awgn' ? 'dB' : 'p',
    base: measuredShare(base),
    rows,
  };
  codec.dispose();
  network.dispose();
  if (options.write) await writeCard(folder, { ...card, accuracy: table });
  if (options.format === 'json') {
    process.stdout.write(`${JSON.stringify({ model: card.name, accuracy: table }, null, 2)}\n`);
    return;
  }
  const condition = card.channel === 'awgn' ? 'PSNR / dB' : 'erasure p';
  process.stdout.write(`${card.name}: base ${percent(table.base.percent)} of ${images.count} images\n`);
  printTable(
    [condition, 'correct', 'loss', 'loss <'],
    rows.map((row) => [`${row.condition}`, ...lossCells(row)]),
  );
}

async function writeCard(folder: string, card: BackboneCard | BottleNetCard): Promise<void> {
  await writeFileAtomically(join(folder, 'card.json'), `${JSON.stringify(card, null, 2)}\n`).catch((error: Error) => {
    throw new EnvironmentError(`the card of ${basename(folder)} cannot be written: ${error.message}`);
  });
}

const percent = (value: number) => `${value.toFixed(2)} %`;

function lossCells(row: {
  percent: number;
  low: number;
  high: number;
  loss: number;
  lossStandardError: number;
  lossUpper: number;
}): string[] {
  return [
    `${percent(row.percent)} (${row.low.toFixed(2)} .. ${row.high.toFixed(2)})`,
    `${row.loss.toFixed(2)} +- ${row.lossStandardError.toFixed(2)}`,
    row.lossUpper.toFixed(2),
  ];
}

function printTable(head: string[], rows: readonly string[][]): void {
  const table = new Table({ head, colAligns: head.map(() => 'right'), style: { head: [], border: [], compact: true } });
  table.push(...rows);
  process.stdout.write(`${table.toString()}\n`);
}

function progress(what: string): (done: number, of: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, of) => process.stderr.write(`\r${what}: ${done} of ${of}${done === of ? '\n' : ''}`);
}
