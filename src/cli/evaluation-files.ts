/** Tables of an evaluation as files: one CSV file each, an index that says where their numbers come from, and a codec file. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { writeWhole } from '../base/atomic-file.js';
import { EnvironmentError, InputError } from '../base/errors.js';
import { type CodecFileOptions, codecFile, type Provenance, tableDescription } from '../codec/evaluation/codec-file.js';
import type { EvaluationTable } from '../codec/evaluation/evaluation-part.js';
import { accuracyTableName, type InterpolationSummary } from '../codec/evaluation/parts/accuracy-table.js';
import type { MeasuredShare } from '../neural/model-card.js';
import { formatCsv } from '../study/csv.js';

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

/** Writes all tables to a folder; tables of other parts that stand in its index stay. */
export async function writeTables(
  folder: string,
  evaluated: Evaluated,
  tables: readonly EvaluationTable[],
): Promise<void> {
  const { card, base, provenance } = evaluated;
  const before = readEvaluationIndex(folder);
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
    tables: { ...(before?.model === card.name ? before.tables : {}), ...Object.fromEntries(entries) },
  };
  await writing(folder, async () => {
    await mkdir(folder, { recursive: true });
    for (const table of tables) await writeTable(join(folder, `${table.name}.csv`), evaluated, table);
    await writeWhole(join(folder, indexFile), `${JSON.stringify(index, null, 2)}\n`);
  });
}

/** Writes the table of a tabulated codec to `file`, and the codec file beside it. */
export async function writeAccuracyTable(
  file: string,
  evaluated: Evaluated,
  tables: readonly EvaluationTable[],
): Promise<void> {
  if (extname(file) !== '.csv') throw new InputError(`--table ${file}: accepted is a name that ends in .csv`);
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

/** The index of a folder; undefined where it has none. @throws InputError for one of another format */
export function readEvaluationIndex(folder: string): EvaluationIndex | undefined {
  const file = join(folder, indexFile);
  if (!existsSync(file)) return undefined;
  const index = JSON.parse(readFileSync(file, 'utf8')) as Partial<EvaluationIndex> | null;
  if (index?.format === evaluationFormat) return index as EvaluationIndex;
  const message = `has format ${JSON.stringify(index?.format)}; accepted is "${evaluationFormat}"`;
  throw new InputError([{ file, message }]);
}

async function writing(place: string, write: () => Promise<void>): Promise<void> {
  await write().catch((error: Error) => {
    throw new EnvironmentError(`${place} cannot be written (${error.message})`);
  });
}
