/** `compare WHAT`: comparisons made from the cards, rivals files and tables of phase 3 of a folder of models, as Markdown. No network runs. */
import { resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { comparedBackbones } from '../codec/comparison/compared-backbone.js';
import { reproductionMarkdown } from '../codec/comparison/reproduction-document.js';
import { rivalsMarkdown } from '../codec/comparison/rivals-document.js';
import { shippedModelFolder } from '../codec/load.js';
import type { CliCommand } from './command.js';
import { writing } from './writing.js';

interface Options {
  readonly models: string;
  readonly out?: string;
}

const documents: Readonly<Record<string, (models: string) => Promise<string>>> = {
  rivals: async (models) => rivalsMarkdown(await comparedBackbones(models)),
  reproduction: async (models) => reproductionMarkdown(await comparedBackbones(models)),
};

export const compareCommand: CliCommand = {
  register(program: Command): void {
    program
      .command('compare')
      .description('compare trained models with their rivals (rivals), or with what BottleNet++ claims (reproduction)')
      .addArgument(new Argument('<what>', 'which comparison').choices(Object.keys(documents)))
      .option('--models <folder>', 'folder of trained models', shippedModelFolder)
      .option('--out <file.md>', 'write it there; default: standard output')
      .action(compare);
  },
};

async function compare(what: string, { models, out }: Options): Promise<void> {
  const text = await documents[what]!(resolve(models));
  if (out === undefined) process.stdout.write(text);
  else await writing(`--out ${out}`, () => writeWhole(out, text));
}
