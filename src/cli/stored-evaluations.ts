/**
 * Tables of evaluated models, read back: from a folder that `evaluate --out` has filled, a model's folder (its card and its tables),
 * or a folder that holds several of either. The folder of a backbone stands for its codecs beside it.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../base/errors.js';
import { readModelCard, type TrainedCard } from '../codec/bottlenet-card.js';
import type { BottleNetCard } from '../codec/bottlenet-network.js';
import { codecLabel, recipeName } from '../codec/card-text.js';
import { channelTable } from '../codec/evaluation/parts/channel.js';
import type { EvaluatedModel, ModelTable } from '../report/model-figure.js';
import { type Cell, parseCsv } from '../study/csv.js';
import { isStale, readEvaluationIndex } from './evaluation-files.js';

/** In the order of the folders' names; tables of other weights than a card beside them has are left out. @throws InputError where there are none */
export function storedEvaluations(folder: string): EvaluatedModel[] {
  const backbone = backboneIn(folder);
  const found = placesFrom(folder, backbone).flatMap((place) => {
    const card = cardIn(place);
    const codec = card?.kind === 'bottlenet' ? card : undefined;
    const isOther = (model: { readonly backbone: string }) => backbone !== undefined && model.backbone !== backbone;
    if (codec !== undefined && isOther(codec)) return [];
    const model = codec === undefined ? storedTables(place) : ofCodec(place, codec);
    return model === undefined || isOther(model) ? [] : [model];
  });
  if (found.length > 0) return found;
  const accepted = 'a folder that `evaluate --out` or `evaluate --write` has filled, or one that holds such folders';
  throw new InputError([{ file: folder, message: `no tables of a model in it; accepted: ${accepted}` }]);
}

/** @param backbone whose folder it is; undefined for any other folder */
function placesFrom(folder: string, backbone: string | undefined): string[] {
  if (backbone !== undefined) return subfolders(dirname(resolve(folder)));
  return cardIn(folder) === undefined ? [folder, ...subfolders(folder)] : [folder];
}

function cardIn(folder: string): TrainedCard | undefined {
  return statSync(join(folder, 'card.json'), { throwIfNoEntry: false }) === undefined
    ? undefined
    : readModelCard(folder);
}

function backboneIn(folder: string): string | undefined {
  const card = cardIn(folder);
  return card?.kind === 'backbone' ? card.name : undefined;
}

function subfolders(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(folder, name)).sort();
}

/** @param card of the weights that the tables have to be of; absent: any */
function storedTables(folder: string, card?: BottleNetCard): EvaluatedModel | undefined {
  const index = readEvaluationIndex(folder);
  if (index === undefined) return undefined;
  const { model, backbone, split, channel, tables } = index;
  const read = Object.entries(tables).flatMap(([name, table]): [string, ModelTable][] => {
    const file = join(folder, `${name}.csv`);
    if (card !== undefined && isStale(table, card)) {
      process.stderr.write(`${file}: left out, it is of other weights than ${card.name} has now\n`);
      return [];
    }
    const [columns = [], ...rows] = parseCsv(withoutComments(readFileSync(file, 'utf8')));
    const { base, images } = table;
    return [[name, { columns, rows: rows.map((row) => row.map(cellOf)), basePercent: base.percent, images }]];
  });
  const all = Object.fromEntries(read);
  return { model, recipe: recipeName(model), label: model, backbone, split, channel, tables: all };
}

/** A codec's folder: the table of its card, and those beside it. */
function ofCodec(folder: string, card: BottleNetCard): EvaluatedModel | undefined {
  const stored = storedTables(folder, card) ?? storedTables(join(folder, 'tables'), card);
  const { name, backbone, split, channel, accuracy } = card;
  if (accuracy === undefined) return stored;
  const { columns, rows } = channelTable(card, accuracy.rows);
  const table = { columns, rows, basePercent: accuracy.base.percent, images: accuracy.base.images };
  const names = { model: name, recipe: recipeName(name), label: codecLabel(card) };
  return { ...names, backbone, split, channel, tables: { channel: table, ...stored?.tables } };
}

const withoutComments = (text: string): string => text.replace(/^#.*\n/gm, '');

function cellOf(text: string): Cell {
  if (text === '') return null;
  const value = Number(text);
  return Number.isNaN(value) ? text : value;
}
