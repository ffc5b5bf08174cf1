/**
 * Tables of evaluated models, read back: from a folder that `evaluate --out` has filled, a model's folder (its card and its tables),
 * or a folder that holds several of either. The folder of a backbone stands for its codecs beside it.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import type { BottleNetCard } from '../codec/bottlenet-network.js';
import { channelTable } from '../codec/evaluation/parts/channel.js';
import { readModelCard } from '../neural/model-card.js';
import type { EvaluatedModel, ModelTable } from '../report/model-figure.js';
import { type Cell, parseCsv } from '../study/csv.js';
import { readEvaluationIndex } from './evaluation-files.js';

/** In the order of the folders' names. @throws InputError where there are none */
export function storedEvaluations(folder: string): EvaluatedModel[] {
  const backbone = backboneIn(folder);
  const places = backbone === undefined ? [folder, ...subfolders(folder)] : subfolders(dirname(resolve(folder)));
  const found = places.flatMap((place) => {
    const stored = storedTables(place) ?? storedTables(join(place, 'tables'));
    const model = ofCard(place, stored) ?? stored;
    return model === undefined || (backbone !== undefined && model.backbone !== backbone) ? [] : [model];
  });
  if (found.length > 0) return found;
  const accepted = 'a folder that `evaluate --out` or `evaluate --write` has filled, or one that holds such folders';
  throw new InputError([{ file: folder, message: `no tables of a model in it; accepted: ${accepted}` }]);
}

function backboneIn(folder: string): string | undefined {
  if (statSync(join(folder, 'card.json'), { throwIfNoEntry: false }) === undefined) return undefined;
  const { kind, name } = readModelCard(folder);
  return kind === 'backbone' ? name : undefined;
}

function subfolders(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(folder, name)).sort();
}

function storedTables(folder: string): EvaluatedModel | undefined {
  const index = readEvaluationIndex(folder);
  if (index === undefined) return undefined;
  const { model, backbone, split, channel, tables } = index;
  const read = Object.entries(tables).map(([name, { base, images }]): [string, ModelTable] => {
    const [columns = [], ...rows] = parseCsv(withoutComments(readFileSync(join(folder, `${name}.csv`), 'utf8')));
    return [name, { columns, rows: rows.map((row) => row.map(cellOf)), basePercent: base.percent, images }];
  });
  return { model, backbone, split, channel, tables: Object.fromEntries(read) };
}

/** A codec's folder: the table of its card, and those beside it. */
function ofCard(folder: string, stored: EvaluatedModel | undefined): EvaluatedModel | undefined {
  if (statSync(join(folder, 'card.json'), { throwIfNoEntry: false }) === undefined) return undefined;
  const card = readModelCard(folder);
  if (card.kind !== 'bottlenet') return undefined;
  const codec = card as BottleNetCard;
  const { name, backbone, split, channel, accuracy } = codec;
  if (accuracy === undefined) return stored;
  const { columns, rows } = channelTable(codec, accuracy.rows);
  const table = { columns, rows, basePercent: accuracy.base.percent, images: accuracy.base.images };
  return { model: name, backbone, split, channel, tables: { channel: table, ...stored?.tables } };
}

const withoutComments = (text: string): string => text.replace(/^#.*\n/gm, '');

function cellOf(text: string): Cell {
  if (text === '') return null;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
