/**
 * `train CONFIG`: trains a backbone or a codec as a committed configuration says, and writes weights and card beside it; or all
 * variants of an ablation, or a codec's phase 3, whose results it writes there.
 */
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { wallClock } from '../base/clock.js';
import { InputError } from '../base/errors.js';
import type { BottleNetCard } from '../codec/bottlenet-network.js';
import { runAblation } from '../codec/training/ablation.js';
import { readAblation } from '../codec/training/ablation-config.js';
import { ablationMarkdown, jointMarkdown } from '../codec/training/ablation-document.js';
import { readCodecConfig } from '../codec/training/codec-config.js';
import type { ValidationRows } from '../codec/training/codec-graph.js';
import { makeCodecModel, makeJointTable } from '../codec/training/codec-model.js';
import { type EngineChoice, loadEngine } from '../neural/engine.js';
import type { BackboneCard, ModelCard } from '../neural/model-card.js';
import { type ModelTrainingOptions, makeBackboneModel } from '../neural/training/backbone-model.js';
import {
  type BackboneConfig,
  backboneConfigSchema,
  checkConfig,
  readTrainingFile,
} from '../neural/training/training-config.js';
import type { TrainingProgress } from '../neural/training/training-loop.js';
import { training } from '../report/figures/training.js';
import { themes } from '../report/theme.js';
import type { CliCommand } from './command.js';
import { addEngineOption } from './common-options.js';
import { writeFigure } from './figure-files.js';
import { interruptSignal } from './interruption.js';
import { readTrainingLog, trainingLogFile } from './training-log.js';

interface Options {
  readonly engine: EngineChoice;
  readonly out?: string;
  readonly work?: string;
  readonly resume: boolean;
  readonly force: boolean;
}

export const trainCommand: CliCommand = {
  register(program: Command): void {
    addEngineOption(program.command('train <config>'))
      .description('train a backbone or a codec')
      .option('--out <folder>', "folder for weights and card; default: the configuration's")
      .option('--work <folder>', 'folder for checkpoint and log; default: runs/training/NAME')
      .option('--resume', 'go on from the checkpoint in the work folder', false)
      .option('--force', 'replace a trained model', false)
      .action(train);
  },
};

async function train(file: string, options: Options): Promise<void> {
  const task = taskOf(readTrainingFile(file), file);
  const folder = resolve(options.out ?? dirname(file));
  if (existsSync(join(folder, task.outcome)) && !options.force) {
    throw new InputError([{ file: folder, message: `holds ${task.outcome} already; --force replaces it` }]);
  }
  const work = resolve(options.work ?? join('runs', 'training', task.name));
  await mkdir(work, { recursive: true });
  const log = await open(join(work, trainingLogFile), options.resume ? 'a' : 'w');
  const engine = await loadEngine(options.engine);
  process.stderr.write(`${engine.reason}\n`);
  if (task.keepsFeatures) {
    process.stderr.write(
      'first the features of all training images, which can take minutes; then a log line every ten steps\n',
    );
  }
  process.stderr.write(`log: ${join(work, trainingLogFile)}\n`);
  const progress = progressWriter((line) => log.appendFile(line));
  const common = {
    engine,
    folder,
    command: `bottlenet-sim train models/${task.name}/${basename(file)}`,
    clock: wallClock,
    checkpointFile: join(work, 'checkpoint.safetensors'),
    resume: options.resume,
    onProgress: progress.report,
    signal: interruptSignal(),
  };
  try {
    process.stdout.write(await task.run(common, { modelsFolder: dirname(folder), work }));
  } finally {
    await progress.end();
    await log.close();
  }
  // other outcomes are of several trainings in one log
  if (task.outcome !== 'card.json') return;
  const files = await writeFigure(work, training.name, training.draw(readTrainingLog(work), themes.paper));
  process.stderr.write(`${files.join('\n')}\n`);
}

interface Task {
  readonly name: string;
  /** File that says it is done. */
  readonly outcome: 'card.json' | 'joint.json' | 'results.json';
  /** Front features are computed before the first step. */
  readonly keepsFeatures: boolean;
  /** @returns what goes to standard output */
  run(
    options: ModelTrainingOptions,
    folders: { readonly modelsFolder: string; readonly work: string },
  ): Promise<string>;
}

/** What a configuration asks for. @throws InputError with every fault */
function taskOf(document: { readonly kind?: unknown }, file: string): Task {
  const { kind } = document;
  const trained = (card: ModelCard, { folder }: ModelTrainingOptions) =>
    `${card.name}: ${card.bytes} bytes in ${folder}\n${validationLine(card as BackboneCard | BottleNetCard)}\n`;
  if (kind === 'backbone') {
    const config = checkConfig<BackboneConfig>(backboneConfigSchema, document, file);
    const run: Task['run'] = async (options) => trained(await makeBackboneModel(config, options), options);
    return { name: config.name, outcome: 'card.json', keepsFeatures: false, run };
  }
  if (kind === 'bottlenet') {
    const config = readCodecConfig(document, file);
    const jointly = config.recipe.joint !== undefined;
    const run: Task['run'] = async (options, { modelsFolder }) =>
      jointly
        ? jointMarkdown([await makeJointTable(config, modelsFolder, options)])
        : trained(await makeCodecModel(config, modelsFolder, options), options);
    return { name: config.name, outcome: jointly ? 'joint.json' : 'card.json', keepsFeatures: true, run };
  }
  if (kind !== 'ablation') {
    const message = `is ${JSON.stringify(kind)}; accepted are "backbone", "bottlenet" and "ablation"`;
    throw new InputError([{ file, path: '/kind', message }]);
  }
  const ablation = readAblation(document, file);
  const onVariant = (name: string, done: number, of: number) => {
    process.stderr.write(`\n${done} of ${of} trainings done: ${name}\n`);
  };
  const run: Task['run'] = async (options, { modelsFolder, work }) =>
    ablationMarkdown([await runAblation(ablation, modelsFolder, { ...options, work, onVariant })]);
  return { name: ablation.config.name, outcome: 'results.json', keepsFeatures: true, run };
}

/** What the training reached on the validation images. */
function validationLine(card: BackboneCard | BottleNetCard): string {
  if (card.kind === 'backbone') return `validation images: ${card.accuracy.validation?.toFixed(2)} %`;
  const rows = card.training.validationAccuracy as ValidationRows;
  const condition = card.channel === 'awgn' ? 'PSNR in dB' : 'erasure probability';
  const shares = rows.map((row) => {
    const channels = row.channels === undefined ? '' : ` (${row.channels} channels)`;
    return `${row.condition}${channels}: ${row.percent.toFixed(2)}`;
  });
  return `validation images, % by ${condition}, told = met: ${shares.join(', ')}`;
}

/** Every report to the log; one changing line with the time left on a terminal. */
function progressWriter(write: (line: string) => Promise<void>) {
  const live = process.stderr.isTTY;
  let written = Promise.resolve();
  const report = (progress: TrainingProgress): void => {
    written = written.then(() => write(`${JSON.stringify(progress)}\n`));
    if (!live) return;
    const { step, steps, loss, secondsLeft } = progress;
    const minutes = (secondsLeft / 60).toFixed(1);
    process.stderr.write(`\rstep ${step} of ${steps}, loss ${loss.toFixed(3)}, ${minutes} min left   `);
  };
  const end = async (): Promise<void> => {
    await written;
    if (live) process.stderr.write('\n');
  };
  return { report, end };
}
