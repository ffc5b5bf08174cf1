/** `train CONFIG`: trains a backbone or a codec as a committed configuration says; writes weights and card beside it. */
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { wallClock } from '../base/clock.js';
import { InputError } from '../base/errors.js';
import { readCodecConfig } from '../codec/training/codec-config.js';
import { makeCodecModel } from '../codec/training/codec-model.js';
import { loadEngine } from '../neural/engine.js';
import { makeBackboneModel } from '../neural/training/backbone-model.js';
import type { TrainingProgress } from '../neural/training/backbone-training.js';
import {
  type BackboneConfig,
  backboneConfigSchema,
  checkConfig,
  readTrainingFile,
} from '../neural/training/training-config.js';
import type { CliCommand } from './command.js';
import { interruptSignal } from './interruption.js';

interface Options {
  readonly out?: string;
  readonly work?: string;
  readonly resume: boolean;
  readonly force: boolean;
}

export const trainCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('train <config>')
      .description('train a backbone or a codec on the native engine')
      .option('--out <folder>', "folder for weights and card; default: the configuration's")
      .option('--work <folder>', 'folder for checkpoint and log; default: runs/training/NAME')
      .option('--resume', 'go on from the checkpoint in the work folder', false)
      .option('--force', 'replace a trained model', false)
      .action(train);
  },
};

async function train(file: string, options: Options): Promise<void> {
  const document = readTrainingFile(file);
  const kind = document.kind;
  if (kind !== 'backbone' && kind !== 'bottlenet') {
    throw new InputError([
      { file, path: '/kind', message: `is ${JSON.stringify(kind)}; accepted are "backbone" and "bottlenet"` },
    ]);
  }
  const config =
    kind === 'backbone'
      ? checkConfig<BackboneConfig>(backboneConfigSchema, document, file)
      : readCodecConfig(document, file);
  const folder = resolve(options.out ?? dirname(file));
  if (existsSync(join(folder, 'card.json')) && !options.force) {
    throw new InputError([{ file: folder, message: 'holds a trained model; --force replaces it' }]);
  }
  const work = resolve(options.work ?? join('runs', 'training', config.name));
  await mkdir(work, { recursive: true });
  const log = await open(join(work, 'log.jsonl'), options.resume ? 'a' : 'w');
  const engine = await loadEngine('native');
  process.stderr.write(`${engine.reason}\n`);
  const progress = progressWriter((line) => log.appendFile(line));
  const common = {
    engine,
    folder,
    command: `bottlenet-sim train models/${config.name}/${basename(file)}`,
    clock: wallClock,
    checkpointFile: join(work, 'checkpoint.safetensors'),
    resume: options.resume,
    onProgress: progress.report,
    signal: interruptSignal(),
  };
  try {
    const card =
      config.kind === 'backbone'
        ? await makeBackboneModel(config, common)
        : await makeCodecModel(config, dirname(folder), common);
    process.stdout.write(`${card.name}: ${card.bytes} bytes in ${folder}\n`);
  } finally {
    progress.end();
    await log.close();
  }
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
  return { report, end: () => void (live && process.stderr.write('\n')) };
}
