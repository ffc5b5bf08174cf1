/** `evaluate BACKBONE --rivals`: the rivals of a backbone's codecs, on the same images. */

import { dirname } from 'node:path';
import { wallClock } from '../base/clock.js';
import { Registry } from '../base/registry.js';
import { computedFeatures, type FeatureSource, storedFeatures } from '../codec/evaluation/feature-source.js';
import { measuredShare } from '../codec/evaluation/measured-loss.js';
import { cardOf, listModels, loadBottleNetNetwork } from '../codec/load.js';
import { rivals } from '../codec/rivals/index.js';
import type { RivalRow, RivalSubject } from '../codec/rivals/rival.js';
import { type RivalsFile, writeRivals } from '../codec/rivals/rivals-file.js';
import type { Engine } from '../neural/engine.js';
import { type ImageSet, loadImageSet } from '../neural/image-set.js';
import { readBackboneCard, readModelWeights } from '../neural/model-card.js';
import type { SplitNetwork } from '../neural/split-network.js';
import { lossHead, lossText, tableText } from './evaluation-text.js';
import { spacedLines } from './progress.js';

export interface RivalsOptions {
  /** Comma-separated; true: all. */
  readonly rivals: string | boolean;
  /** Folder that keeps front features. */
  readonly features?: string;
  readonly write: boolean;
}

interface Ground {
  readonly engine: Engine;
  readonly folder: string;
  readonly network: SplitNetwork;
  readonly images: ImageSet;
  readonly base: Uint8Array;
}

const registry = new Registry('rival', rivals);

/** @throws InputError for an unknown rival */
export function chosenRivals(names: string | boolean) {
  if (typeof names === 'boolean') return names ? rivals : [];
  const asked = names.split(',').map((name) => registry.get(name.trim()));
  return rivals.filter((rival) => asked.includes(rival));
}

export async function measureRivals(ground: Ground, options: RivalsOptions): Promise<Omit<RivalsFile, 'format'>> {
  const { engine, folder, network, images, base } = ground;
  const card = readBackboneCard(folder);
  const codecs = await codecsOf(ground);
  const splits = splitsOf(network, codecs);
  const sources = new Map<string, FeatureSource>();
  const subject: RivalSubject = {
    engine,
    network,
    card,
    weights: readModelWeights(folder, card),
    images,
    training: await loadImageSet(`${card.dataSet}-train`),
    base,
    splits,
    features: (split) => sources.get(split)!,
    codecs,
    onProgress: progress(),
  };
  for (const { name } of splits) {
    const kept =
      options.features === undefined ? undefined : storedFeatures(options.features, engine, network, name, images);
    sources.set(name, kept ?? computedFeatures(network, name, images));
  }
  const common = {
    backbone: card.name,
    backboneSha256: card.sha256,
    imageSet: images.name,
    imageSetSha256: images.sha256,
    engine: `${engine.backend} ${engine.version}`,
    base: measuredShare(base),
  };
  const rows: RivalRow[] = [];
  for (const rival of chosenRivals(options.rivals)) {
    const own = await rival.measure(subject);
    rows.push(...own);
    // Hours may pass until the last: what is done is kept.
    if (options.write) await writeRivals(folder, { ...common, rows: own });
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  return { ...common, rows };
}

/** Trained codecs that stand beside the backbone and belong to it. */
async function codecsOf({ engine, folder, network }: Ground): Promise<RivalSubject['codecs']> {
  const places = await listModels([dirname(folder)]);
  return places.flatMap((place) => {
    const card = cardOf(place);
    if (card.kind !== 'bottlenet' || card.backboneSha256 !== network.sha256) return [];
    return [{ card, load: () => loadBottleNetNetwork(engine, place.folder, network) }];
  });
}

/** Splits that have a codec; all where there is none. */
function splitsOf(network: SplitNetwork, codecs: RivalSubject['codecs']): RivalSubject['splits'] {
  const all = [...network.splits.values()];
  const used = all.filter(({ name }) => codecs.some(({ card }) => card.split === name));
  return used.length === 0 ? all : used;
}

export function rivalsText({ rows }: Pick<RivalsFile, 'rows'>): string {
  const body = rows.map((row) => [
    row.rival,
    row.setting,
    row.split ?? '',
    row.counting,
    row.bits.toFixed(0),
    (row.deviceMacs / 1e6).toFixed(2),
    ...lossText(row.percent, row.low, row.high, row.loss, row.lossStandardError, row.lossUpper),
  ]);
  return tableText(['rival', 'setting', 'split', 'counted', 'bits', 'device MMAC', ...lossHead], body);
}

function progress(): (what: string) => void {
  if (process.stderr.isTTY) return (what) => process.stderr.write(`\r${what}\u001b[K`);
  return spacedLines(wallClock, (text) => process.stderr.write(text));
}
