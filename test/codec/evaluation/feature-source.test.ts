/** Kept front features: the same numbers, computed once; a damaged batch is computed again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import {
  computedFeatures,
  eachFeatureBatch,
  evaluationBatch,
  type FeatureSource,
  storedFeatures,
} from '../../../src/codec/evaluation/feature-source.js';
import { baseCorrect, baseCorrectFrom } from '../../../src/codec/evaluation/trial.js';
import type { SplitNetwork } from '../../../src/neural/split-network.js';
import { tinyContext, tinyFeatureValues, tinySplit } from '../tiny-models.js';

const { engine, backbone, images } = await tinyContext(evaluationBatch + 10);
const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-features-'));
afterAll(() => rmSync(folder, { recursive: true }));

let calls = 0;
const counting: SplitNetwork = {
  ...backbone,
  front: (split, part, count) => {
    calls++;
    return backbone.front(split, part, count);
  },
};
const all = (source: FeatureSource): Float32Array[] => {
  const batches: Float32Array[] = [];
  eachFeatureBatch(source, images.count, (features) => batches.push(features));
  return batches;
};
const plain = all(computedFeatures(backbone, tinySplit, images));

it('are what the network gives, computed once', async () => {
  const made = await storedFeatures(folder, engine, counting, tinySplit, images);
  expect(calls).toBe(2);
  expect(all(made)).toEqual(plain);
  const again = await storedFeatures(folder, engine, counting, tinySplit, images);
  expect(all(again)).toEqual(plain);
  expect(calls).toBe(2);
  expect(readdirSync(folder)).toHaveLength(2);
});

it('answer like the whole network', async () => {
  const source = await storedFeatures(folder, engine, counting, tinySplit, images);
  expect(baseCorrectFrom(backbone, tinySplit, source, images)).toEqual(baseCorrect(backbone, images));
});

it('are computed anew where the file is damaged, and for other images', async () => {
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.f32'))!);
  const bytes = readFileSync(file);
  bytes[4 * tinyFeatureValues * evaluationBatch + 1]! ^= 1;
  writeFileSync(file, bytes);
  calls = 0;
  expect(all(await storedFeatures(folder, engine, counting, tinySplit, images))).toEqual(plain);
  expect(calls).toBe(1);
  await storedFeatures(folder, engine, counting, tinySplit, { ...images, sha256: 'others' });
  expect(calls).toBe(3);
  writeFileSync(file, bytes.subarray(4));
  await storedFeatures(folder, engine, counting, tinySplit, images);
  expect(calls).toBe(5);
});
