/** `compare WHAT`: comparisons made from the cards and rivals files of a folder of models, as Markdown. No network runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Argument, type Command } from 'commander';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import { comparedBackbones } from '../codec/comparison/compared-backbone.js';
import { reproductionMarkdown } from '../codec/comparison/reproduction-document.js';
import { rivalsMarkdown } from '../codec/comparison/rivals-document.js';
import { shippedModelFolder } from '../codec/load.js';
import type { JointTable } from '../codec/training/joint-table.js';
import type { CliCommand } from './command.js';

interface Options {
  readonly models: string;
  readonly out?: string;
}

const documents: Readonly<Record<string, (models: string) => Promise<string>>> = {
  rivals: async (models) => rivalsMarkdown(await comparedBackbones(models)),
  reproduction: async (models) => reproductionMarkdown(await comparedBackbones(models), jointTables(models)),
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
  else await writeWhole(out, text);
}

/** What phase 3 brought, of every folder that holds its table. */
function jointTables(models: string): JointTable[] {
  return readdirSync(models)
    .sort()
    .map((name) => join(models, name, 'joint.json'))
    .filter((file) => existsSync(file))
    .map((file) => {
      const table = JSON.parse(readFileSync(file, 'utf8')) as Partial<JointTable>;
      if (table.format === 'bottlenet-sim/joint@1') return table as JointTable;
      throw new InputError([
        { file, message: `has format ${JSON.stringify(table.format)}; accepted is "bottlenet-sim/joint@1"` },
      ]);
    });
}
