/** What stands in a folder of models, put together for comparisons: backbones, their rivals, their codecs. Nothing is computed. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { readFormatted } from '../../base/formatted-file.js';
import { backboneMacs, backboneStages, splitPlaces } from '../../neural/backbone.js';
import type { BackboneCard } from '../../neural/model-card.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { cardOf, listModels } from '../load.js';
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

/** Every backbone of the folder that has codecs, rivals or tables of phase 3. @throws InputError where those of one were measured on different images */
export async function comparedBackbones(folder: string): Promise<ComparedBackbone[]> {
  const places = await listModels([folder]);
  const cards = places.map((place) => ({ ...place, card: cardOf(place) }));
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
    .filter(({ rivals, codecs: own, joint }) => rivals !== undefined || own.length > 0 || joint.length > 0)
    .map((backbone) => checkImages(folder, backbone));
}

/** What is compared is of the same images. */
function checkImages(folder: string, backbone: ComparedBackbone): ComparedBackbone {
  const { card, rivals, codecs, joint } = backbone;
  const fileOf = (name: string, file: string) => join(folder, name, file);
  const measured = [
    ...(rivals === undefined ? [] : [{ file: fileOf(card.name, 'rivals.json'), ...imagesOf(rivals) }]),
    ...codecs.flatMap(({ name, accuracy }) =>
      accuracy === undefined ? [] : [{ file: fileOf(name, 'card.json'), ...imagesOf(accuracy) }],
    ),
    ...joint.map((table) => ({ file: fileOf(table.name, 'joint.json'), ...imagesOf(table) })),
  ];
  const [first] = measured;
  const strange = measured.filter(({ sha256 }) => sha256 !== first!.sha256);
  if (strange.length === 0) return backbone;
  throw new InputError(
    strange.map(({ file, name, sha256 }) => ({
      file,
      message: `measured on ${name} (sha256 ${sha256}); accepted beside ${first!.file}: ${first!.name} (${first!.sha256})`,
    })),
  );
}

const imagesOf = (of: { readonly imageSet: string; readonly imageSetSha256: string }) => ({
  name: of.imageSet,
  sha256: of.imageSetSha256,
});

/** The table of every folder that holds one. @throws InputError for one that is damaged or of another format */
function jointTables(folder: string): JointTable[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name, 'joint.json'))
    .filter((file) => existsSync(file))
    .map((file) => readFormatted<JointTable>(file, jointFormat, 'train'));
}

function costsOf(card: BackboneCard): Pick<ComparedBackbone, 'card' | 'macs' | 'deviceMacs'> {
  const stages = backboneStages(card.shape);
  const before = (count: number) => stages.slice(0, count).reduce((sum, { macs }) => sum + macs, 0);
  const deviceMacs = new Map(splitPlaces(card.shape).map(({ name, stages: count }) => [name, before(count)]));
  return { card, macs: backboneMacs(card.shape), deviceMacs };
}
