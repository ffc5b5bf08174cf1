/**
 * `train CONFIG`: trains a backbone or a codec as a committed configuration says, and writes weights and card beside it; or all
 * variants of an ablation, or a codec's phase 3, whose results it writes there.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
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
import { readTrainingLog, TrainingLog } from './training-log.js';
import { progressLines } from './training-progress.js';

const checkpointName = 'checkpoint.safetensors';

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
      .option('--force', 'replace a trained model, or the training in the work folder', false)
      .action(train);
  },
};

async function train(file: string, options: Options): Promise<void> {
  const task = taskOf(readTrainingFile(file), file);
  const configured = resolve(dirname(file));
  const folder = options.out === undefined ? configured : resolve(options.out);
  if (existsSync(join(folder, task.outcome)) && !options.force) {
    throw new InputError([{ file: folder, message: `holds ${task.outcome} already; --force replaces it` }]);
  }
  const work = resolve(options.work ?? join('runs', 'training', task.name));
  if (holdsTraining(work) && !options.resume && !options.force) {
    const message = 'holds what a training has reached already; --resume goes on from there, --force starts over';
    throw new InputError([{ file: work, message }]);
  }
  await mkdir(work, { recursive: true });
  const engine = await loadEngine(options.engine);
  process.stderr.write(`${engine.reason}\n`);
  if (task.keepsFeatures) {
    process.stderr.write('first the features of all training images, which can take minutes; then steps\n');
  }
  const log = new TrainingLog(work, options.resume);
  process.stderr.write(`log: ${log.file}\n`);
  const progress = progressLines(wallClock, process.stderr.isTTY, (text) => process.stderr.write(text));
  const common = {
    engine,
    folder,
    command: commandLine(file, options),
    clock: wallClock,
    checkpointFile: join(work, checkpointName),
    resume: options.resume,
    onProgress(report: TrainingProgress) {
      log.add(report);
      progress.report(report);
    },
    signal: AbortSignal.any([interruptSignal(), log.signal]),
  };
  try {
    process.stdout.write(await task.run(common, { modelsFolder: dirname(configured), work }));
  } catch (error) {
    progress.end();
    await log.end((error as Error).message);
    throw error;
  }
  progress.end();
  await log.end('the training itself has ended');
  // other outcomes are of several trainings in one log
  if (task.outcome !== 'card.json') return;
  const files = await writeFigure(work, training.name, training.draw(readTrainingLog(work), themes.paper));
  process.stderr.write(`${files.join('\n')}\n`);
}

/** Whether a folder holds a checkpoint, or codecs that an ablation has trained so far. */
function holdsTraining(work: string): boolean {
  if (!existsSync(work)) return false;
  return readdirSync(work).some((name) => name === checkpointName || existsSync(join(work, name, 'card.json')));
}

/** What was run, as far as it shows in the model: resuming, or another work folder, does not. */
export function commandLine(file: string, { engine, out }: Pick<Options, 'engine' | 'out'>): string {
  const options = [...(engine === 'auto' ? [] : ['--engine', engine]), ...(out === undefined ? [] : ['--out', out])];
  return ['bottlenet-sim', 'train', file, ...options].join(' ');
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
