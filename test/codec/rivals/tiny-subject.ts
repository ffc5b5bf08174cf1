/** The tiny models and a few images, as rivals are measured on them. */
import { join } from 'node:path';
import type { BottleNetCard } from '../../../src/codec/bottlenet-network.js';
import { computedFeatures } from '../../../src/codec/evaluation/feature-source.js';
import { baseCorrect } from '../../../src/codec/evaluation/trial.js';
import { loadCodecNetwork } from '../../../src/codec/load.js';
import type { RivalSubject } from '../../../src/codec/rivals/rival.js';
import { readBackboneCard, readModelWeights } from '../../../src/neural/model-card.js';
import { tinyContext, tinyImages, tinySplit } from '../tiny-models.js';

export async function tinySubject(count: number): Promise<RivalSubject> {
  const context = await tinyContext(count);
  const { engine, backbone: network, images } = context;
  const folder = join(context.modelFolders[0]!, 'tiny');
  const card = readBackboneCard(folder);
  const codec = await loadCodecNetwork('tiny-erasure', 'bit-erasure', context);
  return {
    engine,
    network,
    card,
    weights: readModelWeights(folder, card),
    images,
    training: tinyImages(count + 10),
    base: baseCorrect(network, images),
    splits: [network.splits.get(tinySplit)!],
    features: (split) => computedFeatures(network, split, images),
    codecs: [{ card: codec.card as BottleNetCard, load: () => ({ ...codec, dispose() {} }) }],
    onProgress() {},
  };
}
