/** `import FOLDER --out FOLDER`: a network trained elsewhere becomes a backbone, if it computes here what it computed there. */
import { statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { EnvironmentError, InputError } from '../base/errors.js';
import { formatQuantity } from '../base/units.js';
import { type EngineChoice, loadEngine } from '../neural/engine.js';
import { type ImportedNetwork, importedFiles, importNetwork } from '../neural/import/import-network.js';
import { type NetworkFile, networkDocument } from '../neural/import/network-file.js';
import { type DescribedDocument, readDescribedDocument } from '../scenario/described-document.js';
import { maximumBytes } from '../scenario/json-document.js';
import { readDocument } from '../scenario/load.js';
import type { CliCommand } from './command.js';
import { addEngineOption, addFormatOption, type OutputOptions } from './common-options.js';
import { checkOutputFolder } from './output-folder.js';

interface Options extends Pick<OutputOptions, 'format' | 'force'> {
  readonly engine: EngineChoice;
  readonly out: string;
}

export const importCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('import <folder>')
      .description('make a backbone of a network trained elsewhere: network.json, weights and reference as safetensors')
      .requiredOption('--out <folder>', "folder of the model, which ends in the network's name")
      .option('--force', 'replace what the folder holds', false);
    addFormatOption(addEngineOption(command)).action(importFolder);
  },
};

async function importFolder(folder: string, { out, force, engine: choice, format }: Options): Promise<void> {
  const document = await readNetwork(join(folder, importedFiles.network));
  const network = document.value as NetworkFile;
  const target = resolve(out);
  if (basename(target) !== network.name) {
    throw new InputError(
      `--out ${out}: the folder of a model has its name; accepted: a folder called "${network.name}"`,
    );
  }
  checkOutputFolder(target, force);
  const engine = await loadEngine(choice);
  process.stderr.write(`${engine.reason}\n`);
  const imported = importNetwork(engine, folder, network, document.refuse);
  for (const name of imported.unused) process.stderr.write(`note: no layer uses the tensor "${name}"\n`);
  await write(target, imported);
  process.stdout.write(
    format === 'json' ? `${JSON.stringify(summaryOf(imported), null, 2)}\n` : textOf(imported, target),
  );
}

/** @throws InputError with every fault of the description */
async function readNetwork(file: string): Promise<DescribedDocument> {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > maximumBytes) {
    throw new InputError([{ file, message: `${size} bytes; accepted: at most ${maximumBytes} (5 MB)` }]);
  }
  return readDescribedDocument(networkDocument, await readDocument(file), file);
}

/** The card comes last: with it the folder is a model. */
async function write(target: string, { card, weights }: ImportedNetwork): Promise<void> {
  try {
    await mkdir(target, { recursive: true });
    await writeWhole(join(target, 'weights.safetensors'), weights);
    await writeWhole(join(target, 'card.json'), `${JSON.stringify(card, null, 2)}\n`);
  } catch (error) {
    throw new EnvironmentError(`${target}: cannot be written (${(error as Error).message})`);
  }
}

function summaryOf({ card, splits, agreements, unused }: ImportedNetwork): object {
  const { name, dataSet, bytes, sha256, macs, parameters } = card;
  return { name, dataSet, bytes, sha256, macs, parameters, splits, agreements, unused };
}

function textOf({ card, splits, agreements }: ImportedNetwork, target: string): string {
  const work = (macs: number): string => formatQuantity(macs, 'macs');
  const places = splits.map(
    ({ name, shape, deviceMacs, serverMacs }) =>
      `  ${name}: ${shape.join('x')}, ${work(deviceMacs)} before it, ${work(serverMacs)} behind\n`,
  );
  const differences = agreements.map(
    ({ what, largestDifference, scale }) =>
      `  ${what}: ${largestDifference.toExponential(1)}, values reach ${scale.toPrecision(3)}\n`,
  );
  return [
    `${card.name}: ${card.parameters} parameters, ${work(card.macs)}, ${card.bytes} bytes in ${target}\n`,
    'splits\n',
    ...places,
    'largest differences from the reference\n',
    ...differences,
  ].join('');
}
