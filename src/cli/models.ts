/** `models`: the trained models at hand, from their cards. */
import { resolve } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import type { BottleNetCard } from '../codec/bottlenet-network.js';
import { listModels, shippedModelFolder } from '../codec/load.js';
import { type BackboneCard, readModelCard } from '../neural/model-card.js';
import type { CliCommand } from './command.js';
import { addFormatOption, type OutputOptions } from './common-options.js';

interface Options extends Pick<OutputOptions, 'format'> {
  readonly models: string;
}

interface ModelRow {
  readonly name: string;
  readonly dataSet: string;
  readonly backbone: string;
  readonly split: string | null;
  readonly codec: string | null;
  readonly bytes: number;
  readonly sha256: string;
  /** Of a backbone: the whole network; of a codec: encoder and decoder. */
  readonly macs: number;
  /** Percent of test images: of a codec, the best over its table's conditions; null until `evaluate --write` has run. */
  readonly accuracy: number | null;
}

export const modelsCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('models')
      .description('list the trained models')
      .option('--models <folder>', 'folder of trained models', shippedModelFolder);
    addFormatOption(command).action(list);
  },
};

async function list({ models: folder, format }: Options): Promise<void> {
  const places = await listModels([resolve(folder)]);
  const rows = places.map((place) => rowOf(readModelCard(place.folder) as BackboneCard | BottleNetCard));
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ models: rows }, null, 2)}\n`);
    return;
  }
  const table = new Table({
    head: ['name', 'data set', 'backbone', 'split', 'codec', 'bytes', 'MMAC', 'accuracy / %'],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, dataSet, backbone, split, codec, bytes, macs, accuracy } of rows) {
    const cells = [name, dataSet, backbone, split ?? '-', codec ?? '-', `${bytes}`, (macs / 1e6).toFixed(2)];
    table.push([...cells, accuracy === null ? '-' : accuracy.toFixed(2)]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

function rowOf(card: BackboneCard | BottleNetCard): ModelRow {
  const { name, dataSet, bytes, sha256 } = card;
  if (card.kind === 'backbone') {
    const accuracy = card.accuracy.test?.percent ?? null;
    return { name, dataSet, backbone: name, split: null, codec: null, bytes, sha256, macs: card.macs, accuracy };
  }
  const { backbone, split, channel, encoderMacs, decoderMacs } = card;
  const measured = card.accuracy?.rows.map((row) => row.percent);
  const accuracy = measured === undefined ? null : Math.max(...measured);
  return { name, dataSet, backbone, split, codec: channel, bytes, sha256, macs: encoderMacs + decoderMacs, accuracy };
}
