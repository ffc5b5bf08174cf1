/**
 * A small random backbone on every engine: front + back is the whole, engines agree, folded norms are the norms, nothing leaks.
 * Engines differ by rounding only: 1e-4 on logits of order one.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, test } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import type { BackboneShape } from '../../src/neural/backbone.js';
import { type Backend, loadEngine } from '../../src/neural/engine.js';
import { type BackboneCard, modelFormat } from '../../src/neural/model-card.js';
import type { NamedTensor } from '../../src/neural/safetensors.js';
import { makeSplitNetwork, type SplitNetwork } from '../../src/neural/split-network.js';
import { foldedWeights, makeBackbone, normalisedImages } from '../../src/neural/training/backbone-layers.js';
import { NativeOps } from '../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../src/neural/training/random.js';

const shape: BackboneShape = {
  architecture: 'compact',
  whiteningKernel: 2,
  widths: [8, 12, 16],
  classCount: 10,
  mean: [0.49, 0.48, 0.45],
  deviation: [0.25, 0.24, 0.26],
};
const count = 3;
const random = new TrainingRandom(5, 'split-test');
const images = Uint8Array.from({ length: count * 3072 }, () => random.integer(256));

/** A trained-looking backbone: every running statistic and shift is set to something else than its start. */
async function trainable() {
  const ops = new NativeOps(await loadEngine('native'));
  const filters = random.fillGaussian(new Float32Array(12 * 24), 0.5);
  const backbone = makeBackbone(ops, shape, filters, 3, ops.float32);
  for (const { norm } of backbone.convolutions) {
    if (norm === null) continue;
    const channels = norm.shift.shape[0]!;
    norm.shift.load(random.fillGaussian(new Float32Array(channels), 0.3));
    ops.free(norm.mean.value, norm.variance.value);
    norm.mean.value = ops.tensor(random.fillGaussian(new Float32Array(channels)), [channels]);
    norm.variance.value = ops.tensor(
      Float32Array.from({ length: channels }, () => 0.3 + random.uniform()),
      [channels],
    );
  }
  const all = [...backbone.network.parameters, ...backbone.network.statistics];
  const weights = foldedWeights(backbone, (name) => ops.readFloats(all.find((tensor) => tensor.name === name)!.value));
  const logits = backbone.network.forward(normalisedImages(ops, shape, images, count), false);
  return { weights, logits: ops.readFloats(logits) };
}

function network(
  engine: Awaited<ReturnType<typeof loadEngine>>,
  weights: ReadonlyMap<string, NamedTensor>,
): SplitNetwork {
  const card = { format: modelFormat, kind: 'backbone', name: 'tiny', dataSet: 'cifar10', bytes: 0, sha256: '', shape };
  return makeSplitNetwork(engine, card as unknown as BackboneCard, { tensors: weights, metadata: {} });
}

const largest = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const prepared = trainable();
const open: SplitNetwork[] = [];
afterAll(() => {
  for (const made of open) made.dispose();
});

describe.each<Backend>(['native', 'wasm', 'cpu'])('%s', (backend) => {
  test('folded norms give what the unfolded ones give', async () => {
    const { weights, logits } = await prepared;
    const made = network(await loadEngine(backend), weights);
    open.push(made);
    expect(largest(made.whole(images, count), logits)).toBeLessThan(1e-4);
  });

  test('front and back are the whole, bit for bit, at every split', async () => {
    const { weights } = await prepared;
    const made = network(await loadEngine(backend), weights);
    const whole = made.whole(images, count);
    for (const { name, shape: extent } of made.splits.values()) {
      const features = made.front(name, images, count);
      expect(features.length).toBe(count * extent[0] * extent[1] * extent[2]);
      expect(made.back(name, features, count)).toEqual(whole);
    }
    made.dispose();
  });

  test('a map is pooled before bias and ReLU to the bits of pooling after them', async () => {
    const { weights } = await prepared;
    const { tf } = await loadEngine(backend);
    const made = network(await loadEngine(backend), weights);
    const tensorOf = (name: string) => tf.tensor(weights.get(name)!.data, [...weights.get(name)!.shape]);
    const front = made.front('block1', images, count);
    const plain = tf.tidy(() => {
      let map = tf.tensor4d(
        Float32Array.from(images, (byte, i) => {
          const [mean, factor] = [shape.mean[i % 3]! * 255, 1 / (255 * shape.deviation[i % 3]!)].map(Math.fround);
          return Math.fround(byte - mean!) * factor!;
        }),
        [count, 32, 32, 3],
      );
      for (const [name, pad, pool] of [
        ['whitening', 'valid', false],
        ['block1.convolution1', 'same', true],
        ['block1.convolution2', 'same', false],
      ] as const) {
        const filter = tensorOf(`${name}.weight`) as Tensor4D;
        const y = tf.fused.conv2d({
          x: map,
          filter,
          bias: tensorOf(`${name}.bias`),
          strides: 1,
          pad,
          activation: 'relu',
        });
        map = pool ? tf.maxPool(y, 2, 2, 'valid') : y;
      }
      return map.dataSync() as Float32Array;
    });
    expect(front).toEqual(plain);
    made.dispose();
  });

  test('no tensor is left behind', async () => {
    const { weights } = await prepared;
    const engine = await loadEngine(backend);
    const before = engine.tf.memory().numTensors;
    const made = network(engine, weights);
    const loaded = engine.tf.memory().numTensors;
    made.back('early', made.front('early', images, count), count);
    made.whole(images, count);
    expect(engine.tf.memory().numTensors).toBe(loaded);
    made.dispose();
    expect(engine.tf.memory().numTensors).toBe(before);
  });
});

test('a wrong number of values is a model error', async () => {
  const made = network(await loadEngine('native'), (await prepared).weights);
  expect(() => made.whole(images.subarray(1), count)).toThrow(ModelError);
  expect(() => made.back('late', new Float32Array(5), 1)).toThrow(ModelError);
  made.dispose();
});

test('split sizes add up', async () => {
  const made = network(await loadEngine('native'), (await prepared).weights);
  for (const split of made.splits.values()) expect(split.deviceMacs + split.serverMacs).toBe(made.macs);
  expect([...made.splits.keys()]).toEqual(['block1', 'early', 'block2', 'late']);
  made.dispose();
});
