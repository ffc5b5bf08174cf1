/**
 * VGG-16 and ResNet-50 with random weights: folded norms give what the unfolded ones give, front + back is the whole, bit for bit,
 * at every split; a training step changes every trained tensor of VGG-16.
 */
import { describe, expect, test } from 'vitest';
import { type BackboneShape, splitPlaces } from '../../src/neural/backbone.js';
import { loadEngine } from '../../src/neural/engine.js';
import { type BackboneCard, modelFormat } from '../../src/neural/model-card.js';
import { makeSplitNetwork } from '../../src/neural/split-network.js';
import { foldedWeights, makeBackbone, normalisedImages } from '../../src/neural/training/backbone-layers.js';
import { trainBackbone } from '../../src/neural/training/backbone-training.js';
import { NativeOps } from '../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../src/neural/training/random.js';
import { syntheticImages } from './training/synthetic-images.js';

const count = 2;
const random = new TrainingRandom(6, 'paper-networks');
const images = Uint8Array.from({ length: count * 3072 }, () => random.integer(256));
const colours = { mean: [0.49, 0.48, 0.45], deviation: [0.25, 0.24, 0.26] } as const;

describe.each(['vgg16', 'resnet50'] as const)('%s', (architecture) => {
  const shape: BackboneShape = { architecture, classCount: 100, ...colours };

  test('front and back are the whole at every split, and folded norms the norms', async () => {
    const engine = await loadEngine('native');
    const ops = new NativeOps(engine);
    const backbone = makeBackbone(ops, shape, null, 1, ops.float32);
    const all = [...backbone.network.parameters, ...backbone.network.statistics];
    // One pass in training mode moves the running statistics away from where they start.
    ops.free(backbone.network.forward(normalisedImages(ops, shape, images, count), true));
    const tensors = foldedWeights(backbone, (name) => ops.readFloats(all.find((t) => t.name === name)!.value));
    const unfolded = ops.readFloats(backbone.network.forward(normalisedImages(ops, shape, images, count), false));
    const card = { format: modelFormat, kind: 'backbone', name: 'n', dataSet: 'cifar100', bytes: 0, sha256: '', shape };
    const network = makeSplitNetwork(engine, card as unknown as BackboneCard, { tensors, metadata: {} });
    const whole = network.whole(images, count);
    const size = Math.max(...unfolded.map(Math.abs));
    const largest = whole.reduce((most, logit, i) => Math.max(most, Math.abs(logit - unfolded[i]!)), 0);
    expect(largest).toBeLessThan(1e-4 * size);
    expect([...network.splits.keys()]).toEqual(splitPlaces(shape).map(({ name }) => name));
    for (const name of network.splits.keys()) {
      expect(network.back(name, network.front(name, images, count), count)).toEqual(whole);
    }
    network.dispose();
  }, 120_000);
});

test('a training step changes every trained tensor of VGG-16', async () => {
  const shape: BackboneShape = { architecture: 'vgg16', classCount: 100, ...colours };
  const engine = await loadEngine('native');
  const recipe = {
    epochs: 1,
    batch: 4,
    peakRate: 0.1,
    warmUp: 0.5,
    momentum: 0.9,
    weightDecay: 5e-4,
    labelSmoothing: 0.1,
    shift: 4,
    cutout: 8,
    averageDecay: 0.5,
    averageEvery: 1,
    precision: 'auto',
  } as const;
  const common = { engine, shape, recipe, seed: 1, clock: { now: () => 0 }, onProgress: () => {} };
  const data = { training: syntheticImages(8, 100, 1), validation: syntheticImages(4, 100, 2) };
  const before = (await trainBackbone({ ...common, ...data, stopAtStep: 0 })).weights;
  const after = (await trainBackbone({ ...common, ...data })).weights;
  for (const [name, { data: values }] of after) expect([name, values]).not.toEqual([name, before.get(name)!.data]);
}, 120_000);
