/** Tables of an evaluation as files: one CSV file each, an index that says where their numbers come from, and a codec file. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeWhole } from '../base/atomic-file.js';
import { InputError } from '../base/errors.js';
import { readFormatted } from '../base/formatted-file.js';
import { type CodecFileOptions, codecFile, type Provenance, tableDescription } from '../codec/evaluation/codec-file.js';
import type { EvaluationTable } from '../codec/evaluation/evaluation-part.js';
import { accuracyTableName, type InterpolationSummary } from '../codec/evaluation/parts/accuracy-table.js';
import type { MeasuredShare, ModelCard } from '../neural/model-card.js';
import { formatCsv } from '../study/csv.js';
import { writing } from './writing.js';

const evaluationFormat = 'bottlenet-sim/evaluation@1';
const indexFile = 'tables.json';

/** What is evaluated, and on what. */
export type Evaluated = Omit<CodecFileOptions, 'table' | 'interpolation'>;

interface StoredTable extends Provenance {
  readonly title: string;
  readonly note?: string;
  readonly modelSha256: string;
  readonly base: MeasuredShare;
  readonly facts?: EvaluationTable['facts'];
}

/** What a folder of tables holds. */
export interface EvaluationIndex {
  readonly format: typeof evaluationFormat;
  readonly model: string;
  readonly backbone: string;
  readonly split: string;
  readonly channel: string;
  readonly values: number;
  readonly tables: Readonly<Record<string, StoredTable>>;
}

/** Writes all tables to a folder. Tables of other parts that stand in its index stay if they are of the same weights; else they go. */
export async function writeTables(
  folder: string,
  evaluated: Evaluated,
  tables: readonly EvaluationTable[],
): Promise<void> {
  const { card, base, provenance } = evaluated;
  const before = readEvaluationIndex(folder);
  const stored = Object.entries(before?.model === card.name ? before.tables : {});
  const stale = stored
    .filter(([name, table]) => isStale(table, card) && !tables.some((one) => one.name === name))
    .map(([name]) => name);
  const entries = tables.map(({ name, title, note, facts }): [string, StoredTable] => [
    name,
    {
      title,
      ...(note === undefined ? {} : { note }),
      modelSha256: card.sha256,
      base,
      ...provenance,
      ...(facts === undefined ? {} : { facts }),
    },
  ]);
  const index: EvaluationIndex = {
    format: evaluationFormat,
    model: card.name,
    backbone: card.backbone,
    split: card.split,
    channel: card.channel,
    values: card.values,
    tables: Object.fromEntries([...stored.filter(([name]) => !stale.includes(name)), ...entries]),
  };
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    for (const table of tables) await writeTable(join(folder, `${table.name}.csv`), evaluated, table);
    await writeWhole(join(folder, indexFile), `${JSON.stringify(index, null, 2)}\n`);
    for (const name of stale) {
      process.stderr.write(`${join(folder, name)}.csv: removed, it is of other weights than ${card.name} has now\n`);
      await rm(join(folder, `${name}.csv`), { force: true });
      if (name === accuracyTableName) await rm(join(folder, `${name}.json`), { force: true });
    }
  });
}

/** @throws InputError unless the codec file beside it can have its name */
export function checkTableName(file: string): void {
  if (extname(file) !== '.csv') throw new InputError(`--table ${file}: accepted is a name that ends in .csv`);
}

/** Writes the table of a tabulated codec to `file`, as `checkTableName` accepts it, and the codec file beside it. */
export async function writeAccuracyTable(
  file: string,
  evaluated: Evaluated,
  tables: readonly EvaluationTable[],
): Promise<void> {
  const table = tables.find(({ name }) => name === accuracyTableName)!;
  await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    await writeTable(file, evaluated, table);
  });
}

async function writeTable(file: string, evaluated: Evaluated, table: EvaluationTable): Promise<void> {
  const csv = formatCsv(table.columns, table.rows);
  if (table.name !== accuracyTableName) {
    await writeWhole(file, csv);
    return;
  }
  const interpolation = table.facts!.interpolation as InterpolationSummary;
  const description = tableDescription(evaluated.card, interpolation, evaluated.provenance);
  await writeWhole(file, `# ${description}\n${csv}`);
  const codec = codecFile({ ...evaluated, table: basename(file), interpolation });
  await writeWhole(file.replace(/\.csv$/, '.json'), `${JSON.stringify(codec, null, 2)}\n`);
}

/** Whether a table was measured on other weights than a card has. */
export function isStale(
  { modelSha256 }: Pick<StoredTable, 'modelSha256'>,
  { sha256 }: Pick<ModelCard, 'sha256'>,
): boolean {
  return modelSha256 !== sha256;
}

/** The index of a folder; undefined where it has none. @throws InputError for one that is damaged or of another format */
export function readEvaluationIndex(folder: string): EvaluationIndex | undefined {
  const file = join(folder, indexFile);
  if (!existsSync(file)) return undefined;
  return readFormatted<EvaluationIndex>(file, evaluationFormat, 'evaluate --out');
}
