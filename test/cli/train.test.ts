/** `train`: where it looks for the backbone, and what of an earlier training it does not touch. No data set is needed for any of it. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { commandLine, trainCommand } from '../../src/cli/train.js';
import { writeTinyModels } from '../codec/tiny-models.js';
import { tinyRecipe } from '../codec/training/tiny-ground.js';

const root = mkdtempSync(join(tmpdir(), 'train-command-'));
afterAll(() => rmSync(root, { recursive: true }));
// A command that can be resumed catches the signals, which is for the program alone.
const signals = ['SIGINT', 'SIGTERM'] as const;
const caught = signals.map((signal) => process.listeners(signal));
afterAll(() => {
  signals.forEach((signal, place) => {
    for (const listener of process.listeners(signal)) {
      if (!caught[place]!.includes(listener)) process.off(signal, listener);
    }
  });
});

let config: string;
beforeAll(() => {
  const folder = join(writeTinyModels(), 'mine');
  mkdirSync(folder);
  config = join(folder, 'train.json');
  const document = {
    format: 'bottlenet-sim/training@1',
    kind: 'bottlenet',
    name: 'mine',
    // Another one than the backbone's: where the backbone is found, the training ends there.
    dataSet: 'cifar100',
    backbone: 'tiny',
    split: 'late',
    channel: 'awgn',
    receiver: 'zf',
    seed: 1,
    shape: { kernel: 3, stride: 1, padding: 'same', channels: 3 },
    recipe: { ...tinyRecipe, distillation: 0.5 },
  };
  writeFileSync(config, JSON.stringify(document));
});

async function train(...options: readonly string[]): Promise<void> {
  const program = new Command();
  trainCommand.register(program);
  await program.parseAsync(['train', config, '--engine', 'wasm', ...options], { from: 'user' });
}

test('the backbone is looked for in the folder above the configuration, wherever the model goes', async () => {
  const training = train('--out', join(root, 'elsewhere', 'mine'), '--work', join(root, 'work'));
  await expect(training).rejects.toThrow(/"cifar100-train" has 100 classes; .* "tiny"/);
});

test.each([
  ['a checkpoint', 'checkpoint.safetensors'],
  ['a codec of an ablation', join('0123456789abcdef', 'card.json')],
])('a work folder with %s is left alone unless told otherwise', async (_, file) => {
  const work = mkdtempSync(join(root, 'held-'));
  mkdirSync(join(work, file, '..'), { recursive: true });
  writeFileSync(join(work, file), 'trained for days');
  writeFileSync(join(work, 'log.jsonl'), 'log of days');
  const refused = train('--work', work);
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toThrow(/holds what a training has reached already; --resume .*, --force/);
  // These get as far as the backbone, and still leave all as it was.
  await expect(train('--work', work, '--resume')).rejects.toThrow(/"cifar100-train"/);
  await expect(train('--work', work, '--force')).rejects.toThrow(/"cifar100-train"/);
  expect(readFileSync(join(work, 'log.jsonl'), 'utf8')).toBe('log of days');
  expect(readFileSync(join(work, file), 'utf8')).toBe('trained for days');
  expect(readdirSync(work).length).toBe(2);
});

test('a log without a checkpoint is nothing to go on from, and outlives a command that fails', async () => {
  const work = mkdtempSync(join(root, 'logged-'));
  writeFileSync(join(work, 'log.jsonl'), 'log of days');
  await expect(train('--work', work)).rejects.toThrow(/"cifar100-train"/);
  expect(readFileSync(join(work, 'log.jsonl'), 'utf8')).toBe('log of days');
});

test('a card records the command as it was given, with what changes the model or its place', () => {
  expect(commandLine('models/x/train.json', { engine: 'auto' })).toBe('bottlenet-sim train models/x/train.json');
  expect(commandLine('own/train.json', { engine: 'wasm', out: 'models/y' })).toBe(
    'bottlenet-sim train own/train.json --engine wasm --out models/y',
  );
});
