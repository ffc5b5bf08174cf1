/** What stands in a folder of models, put together for comparisons: backbones, their rivals, their codecs. Nothing is computed. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { backboneMacs, backboneStages, splitPlaces } from '../../neural/backbone.js';
import { type BackboneCard, readModelCard } from '../../neural/model-card.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { listModels } from '../load.js';
import { type RivalsFile, readRivals } from '../rivals/rivals-file.js';
import { type JointTable, jointFormat } from '../training/joint-table.js';

export interface ComparedBackbone {
  readonly card: BackboneCard;
  /** Multiply-accumulates per image of the whole network, and before each split. */
  readonly macs: number;
  readonly deviceMacs: ReadonlyMap<string, number>;
  /** Absent until `evaluate --rivals --write` has run on these weights. */
  readonly rivals?: RivalsFile;
  /** Those trained on these weights, by name. */
  readonly codecs: readonly BottleNetCard[];
  /** What phase 3 brought on these weights, by name. */
  readonly joint: readonly JointTable[];
}

/** Every backbone of the folder that has codecs, rivals or tables of phase 3. */
export async function comparedBackbones(folder: string): Promise<ComparedBackbone[]> {
  const places = await listModels([folder]);
  const cards = places.map((place) => ({ ...place, card: readModelCard(place.folder) }));
  const tables = jointTables(folder);
  const codecs = cards.map(({ card }) => card as BottleNetCard).filter(({ kind }) => kind === 'bottlenet');
  return cards
    .filter(({ card }) => card.kind === 'backbone')
    .map(({ folder: inside, card }) => {
      const stored = readRivals(inside);
      const rivals = stored?.backboneSha256 === card.sha256 ? { rivals: stored } : {};
      const own = codecs.filter(({ backboneSha256 }) => backboneSha256 === card.sha256);
      const joint = tables.filter(({ backboneSha256 }) => backboneSha256 === card.sha256);
      return { ...costsOf(card as BackboneCard), ...rivals, codecs: own, joint };
    })
    .filter(({ rivals, codecs: own, joint }) => rivals !== undefined || own.length > 0 || joint.length > 0);
}

/** The table of every folder that holds one. @throws InputError for another format */
function jointTables(folder: string): JointTable[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name, 'joint.json'))
    .filter((file) => existsSync(file))
    .map((file) => {
      const table = JSON.parse(readFileSync(file, 'utf8')) as Partial<JointTable>;
      if (table.format === jointFormat) return table as JointTable;
      const message = `has format ${JSON.stringify(table.format)}; accepted is "${jointFormat}", which \`train\` writes`;
      throw new InputError([{ file, message }]);
    });
}

function costsOf(card: BackboneCard): Pick<ComparedBackbone, 'card' | 'macs' | 'deviceMacs'> {
  const stages = backboneStages(card.shape);
  const before = (count: number) => stages.slice(0, count).reduce((sum, { macs }) => sum + macs, 0);
  const deviceMacs = new Map(splitPlaces(card.shape).map(({ name, stages: count }) => [name, before(count)]));
  return { card, macs: backboneMacs(card.shape), deviceMacs };
}
