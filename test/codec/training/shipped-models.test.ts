/**
 * The models in `models/`: cards are those of their weights, they load on every engine and agree, and their size is within bounds.
 * Engines differ in the order of float32 additions: 1e-4 on logits of order ten is five times what was measured.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { readModelCard } from '../../../src/codec/bottlenet-card.js';
import { loadBottleNetNetwork } from '../../../src/codec/load.js';
import { type Backend, loadEngine } from '../../../src/neural/engine.js';
import { type ImageSet, loadImageSet } from '../../../src/neural/image-set.js';
import { loadSplitNetwork } from '../../../src/neural/split-network.js';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const folders = readdirSync(models)
  .map((name) => join(models, name))
  .filter((folder) => statSync(join(folder, 'card.json'), { throwIfNoEntry: false }) !== undefined);
const cards = folders.map((folder) => readModelCard(folder));
const codecs = cards.filter((card) => card.kind === 'bottlenet');
const backbone = join(models, 'compact-cifar10');
const backbones = cards.filter((card) => card.kind === 'backbone').map(({ name }) => name);

let images: ImageSet;
beforeAll(async () => {
  images = await loadImageSet('cifar10-test-2000');
});

test('all weights together are at most 80 MB', () => {
  expect(cards.reduce((sum, card) => sum + card.bytes, 0)).toBeLessThanOrEqual(80e6);
  for (const [i, folder] of folders.entries()) {
    expect(statSync(join(folder, 'weights.safetensors')).size).toBe(cards[i]!.bytes);
  }
});

test('there are codecs for noise and for erasures at an early and a late split, 16 times smaller or more', () => {
  const kinds = codecs.map((card) => `${card.split} ${card.channel}`);
  expect(kinds).toEqual(expect.arrayContaining(['early awgn', 'early bit-erasure', 'late awgn', 'late bit-erasure']));
  for (const card of codecs) {
    const sent = card.channel === 'awgn' ? card.values : (card.values * (card.bits ?? 8)) / 8;
    expect((card.compression * card.values) / sent).toBeGreaterThanOrEqual(16);
    expect(card.codeShape.reduce((a, b) => a * b, 1)).toBe(card.values);
    expect(card.told.grid.length).toBe(card.told.variance.length);
    expect(card.told.variance.every((variance) => variance > 0 && variance < 0.25)).toBe(true);
  }
});

/** Logits of the first images: unsplit, and through every codec of that backbone under a mild channel. */
async function logitsOn(backend: Backend, name: string, count: number): Promise<Map<string, Float32Array>> {
  const engine = await loadEngine(backend);
  const network = loadSplitNetwork(engine, join(models, name));
  const part = images.images.subarray(0, count * 3072);
  const result = new Map([['unsplit', network.whole(part, count)]]);
  for (const card of codecs.filter((made) => made.backbone === name)) {
    const codec = loadBottleNetNetwork(engine, join(models, card.name), network);
    const told = new Float32Array(count).fill(card.channel === 'awgn' ? 20 : 0.01);
    const code = codec.encode(network.front(card.split, part, count), told, count);
    result.set(card.name, codec.answer(code, told, new Float32Array(code.length).fill(0.01), count));
    codec.dispose();
  }
  network.dispose();
  return result;
}

describe.each([
  ...backbones.map((name) => ({ backend: 'wasm' as const, name, count: 8 })),
  // Plain JavaScript takes seconds for an image of a large network.
  { backend: 'cpu' as const, name: 'compact-cifar10', count: 2 },
])('$backend, $name', ({ backend, name, count }) => {
  test('answers like the native engine', async () => {
    const native = await logitsOn('native', name, count);
    const other = await logitsOn(backend, name, count);
    for (const [codec, logits] of native) {
      const difference = logits.reduce((most, value, i) => Math.max(most, Math.abs(value - other.get(codec)![i]!)), 0);
      expect(difference, codec).toBeLessThan(1e-4);
    }
  });
});

test('most of the first shipped images are recognised', async () => {
  const count = 200;
  const logits = loadSplitNetwork(await loadEngine('native'), backbone).whole(
    images.images.subarray(0, count * 3072),
    count,
  );
  let correct = 0;
  for (let i = 0; i < count; i++) {
    const row = logits.subarray(i * 10, (i + 1) * 10);
    if (row.indexOf(Math.max(...row)) === images.labels[i]) correct++;
  }
  // 93 % expected: below 170 of 200 has a probability under 1e-4.
  expect(correct).toBeGreaterThan(170);
});
