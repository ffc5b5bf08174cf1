/** What a scenario can name on this machine: trained models, backbones, image sets. */
import { cardOf, listModels, shippedModelFolder } from '../codec/load.js';
import { cachedImageSets, shippedImageSets } from '../neural/image-set.js';
import type { RuleContext } from './rules.js';

/** @param modelFolders searched before the folder that comes with the package */
export async function installedNames(
  modelFolders: readonly string[] = [],
): Promise<Required<Pick<RuleContext, 'models' | 'imageSets' | 'backbones'>>> {
  const places = await listModels([...modelFolders, shippedModelFolder]);
  const cards = places.map(cardOf);
  const ofKind = (kind: string) => cards.filter((card) => card.kind === kind).map(({ name }) => name);
  return {
    models: ofKind('bottlenet'),
    backbones: ofKind('backbone'),
    imageSets: [...shippedImageSets, ...cachedImageSets],
  };
}
