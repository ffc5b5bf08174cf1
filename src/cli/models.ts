/** `models`: the trained models at hand, from their cards. */
import { resolve } from 'node:path';
import Table from 'cli-table3';
import { type Command, Option } from 'commander';
import type { TrainedCard } from '../codec/bottlenet-card.js';
import { claims } from '../codec/comparison/reproduction-answer.js';
import { rowAt } from '../codec/comparison/settings.js';
import { cardOf, listModels, shippedModelFolder } from '../codec/load.js';
import { zooPage } from '../codec/zoo-page.js';
import type { CliCommand } from './command.js';

interface Options {
  readonly format: 'table' | 'json' | 'markdown';
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
  /** Share of the test images, as `accuracy.top1` of a run; null until `evaluate --write` has run. */
  readonly accuracy: number | null;
  /** Condition of a codec's accuracy, that of the paper's claims: `PSNR 20 dB`, `p = 0.01`; null for a backbone. */
  readonly condition: string | null;
}

export const modelsCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('models')
      .description('list the trained models')
      .option('--models <folder>', 'folder of trained models', shippedModelFolder)
      .addOption(
        new Option('--format <format>', 'how models are printed; markdown is docs/zoo.md')
          .choices(['table', 'json', 'markdown'])
          .default('table'),
      )
      .action(list);
  },
};

async function list({ models: folder, format }: Options): Promise<void> {
  const places = await listModels([resolve(folder)]);
  const cards = places.map(cardOf);
  if (format === 'markdown') {
    process.stdout.write(zooPage(cards));
    return;
  }
  const rows = cards.map(rowOf);
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ models: rows }, null, 2)}\n`);
    return;
  }
  const conditions = Object.values(claims).map(({ text }) => text);
  const table = new Table({
    head: ['name', 'data set', 'backbone', 'split', 'codec', 'bytes', 'MMAC', `accuracy / %\n${conditions.join(', ')}`],
    colAligns: ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, dataSet, backbone, split, codec, bytes, macs, accuracy } of rows) {
    const cells = [name, dataSet, backbone, split ?? '-', codec ?? '-', `${bytes}`, (macs / 1e6).toFixed(2)];
    table.push([...cells, accuracy === null ? '-' : (100 * accuracy).toFixed(2)]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

function rowOf(card: TrainedCard): ModelRow {
  const { name, dataSet, bytes, sha256 } = card;
  if (card.kind === 'backbone') {
    const accuracy = shareOf(card.accuracy.test?.percent);
    return {
      name,
      dataSet,
      backbone: name,
      split: null,
      codec: null,
      bytes,
      sha256,
      macs: card.macs,
      accuracy,
      condition: null,
    };
  }
  const { backbone, split, channel, encoderMacs, decoderMacs } = card;
  const { condition, text } = claims[channel];
  const accuracy = shareOf(rowAt(card, condition)?.percent);
  const macs = encoderMacs + decoderMacs;
  return { name, dataSet, backbone, split, codec: channel, bytes, sha256, macs, accuracy, condition: text };
}

function shareOf(percent: number | undefined): number | null {
  return percent === undefined ? null : percent / 100;
}
