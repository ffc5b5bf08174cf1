/**
 * Finds trained models: direct subfolders with a `card.json` of the folders searched, the first of a name winning.
 *
 * A name is looked up in that list and never joined to a path, and a subfolder that leads out of its folder by a symbolic link
 * is refused, so a scenario cannot read elsewhere.
 */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../base/did-you-mean.js';
import { EnvironmentError, InputError } from '../base/errors.js';
import type { Engine } from '../neural/engine.js';
import { cardFile, type ModelCard, readModelWeights } from '../neural/model-card.js';
import type { SplitNetwork } from '../neural/split-network.js';
import { readBottleNetCard, readModelCard, type TrainedCard } from './bottlenet-card.js';
import { type BottleNetNetwork, makeBottleNetNetwork } from './bottlenet-network.js';
import type { CodecContext } from './codec.js';

/** A trained model on disk. */
export interface ModelPlace {
  readonly name: string;
  /** Real path of the folder that holds its card and weights. */
  readonly folder: string;
}

/** The folder of the models that come with the package. */
export const shippedModelFolder = fileURLToPath(new URL('../../models', import.meta.url));

/**
 * All models in the folders, by name.
 * @throws EnvironmentError for a folder that cannot be read
 * @throws InputError for a subfolder that leads elsewhere
 */
export async function listModels(folders: readonly string[]): Promise<ModelPlace[]> {
  const found = new Map<string, ModelPlace>();
  for (const folder of folders) {
    for (const place of await modelsIn(folder)) if (!found.has(place.name)) found.set(place.name, place);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The card of a model that was listed. @throws InputError for one that is damaged, or that of another model */
export const cardOf = ({ folder, name }: ModelPlace): TrainedCard => readModelCard(folder, name);

/**
 * The model of that name and kind.
 * @throws InputError for an unknown name or another kind, or the card of another model; EnvironmentError where there are no models at all
 */
export async function findModel<Kind extends ModelCard['kind']>(
  name: string,
  kind: Kind,
  folders: readonly string[],
): Promise<ModelPlace & { readonly card: Extract<TrainedCard, { kind: Kind }> }> {
  const models = await listModels(folders);
  const place = models.find((model) => model.name === name);
  if (place !== undefined) {
    const card = cardOf(place);
    if (card.kind === kind) return { ...place, card: card as Extract<TrainedCard, { kind: Kind }> };
    throw new InputError(`model "${name}" is a ${card.kind}; a ${kind} is needed here`);
  }
  if (models.length === 0) {
    throw new EnvironmentError(`model "${name}": no trained models in ${folders.join(', ') || 'no folder'}`);
  }
  const names = models.filter((model) => cardOf(model).kind === kind).map((model) => model.name);
  throw new InputError(`unknown ${kind} "${name}": accepted are ${names.join(', ')}${didYouMean(name, names)}`);
}

/**
 * Loads the trained codec of that name for a channel.
 * @throws InputError if it is unknown or was trained for the other channel
 */
export async function loadCodecNetwork(
  name: string,
  channel: BottleNetNetwork['card']['channel'],
  { engine, backbone, modelFolders }: CodecContext,
): Promise<BottleNetNetwork> {
  const { folder } = await findModel(name, 'bottlenet', modelFolders);
  const network = loadBottleNetNetwork(engine, folder, backbone);
  if (network.card.channel === channel) return network;
  const found = network.card.channel;
  network.dispose();
  throw new InputError(`model "${name}" was trained for the channel "${found}"; "${channel}" is needed here`);
}

/** Loads the codec whose card and weights stand in `folder`, for the backbone it was trained on. @throws InputError for a card or weights that are damaged or for another backbone */
export function loadBottleNetNetwork(engine: Engine, folder: string, backbone: SplitNetwork): BottleNetNetwork {
  const card = readBottleNetCard(folder);
  return makeBottleNetNetwork(engine, card, readModelWeights(folder, card), backbone);
}

async function modelsIn(folder: string): Promise<ModelPlace[]> {
  const root = await realpath(folder).catch(() => {
    throw new EnvironmentError(`model folder ${folder} does not exist`);
  });
  const places: ModelPlace[] = [];
  const entries = await readdir(root).catch((error: Error) => {
    throw new EnvironmentError(`model folder ${folder} cannot be read (${error.message})`);
  });
  for (const name of entries.sort()) {
    const inside = join(root, name);
    const isModel = await stat(join(inside, cardFile)).then(
      (entry) => entry.isFile(),
      () => false,
    );
    if (!isModel) continue;
    const real = await realpath(inside);
    if (!real.startsWith(root + sep)) throw new InputError(`model ${inside} leads out of its folder, to ${real}`);
    places.push({ name, folder: real });
  }
  return places;
}
