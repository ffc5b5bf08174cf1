/** Kept front features: the same numbers, computed once; what is damaged or deleted is made again, once. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../../src/base/errors.js';
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

const kept = () => storedFeatures(folder, engine, counting, tinySplit, images);
/** Times the front network ran while all was read. */
const computedBy = (source: FeatureSource): number => {
  calls = 0;
  expect(all(source)).toEqual(plain);
  return calls;
};
const fileOf = () => join(folder, readdirSync(folder)[0]!);

it('are what the network gives, computed once', () => {
  expect(computedBy(kept())).toBe(2);
  expect(computedBy(kept())).toBe(0);
  expect(readdirSync(folder)).toHaveLength(1);
});

it('answer like the whole network', () => {
  expect(baseCorrectFrom(backbone, tinySplit, kept(), images)).toEqual(baseCorrect(backbone, images));
});

it('are of these images alone', () => {
  const other = storedFeatures(folder, engine, counting, tinySplit, { ...images, sha256: 'others' });
  expect(computedBy(other)).toBe(2);
  expect(readdirSync(folder)).toHaveLength(2);
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});

describe('a batch that is damaged is computed and written anew', () => {
  /** Of a batch: digest, then values. */
  const batchBytes = 32 + 4 * tinyFeatureValues * evaluationBatch;

  it.each([
    ['in its values', batchBytes + 40],
    ['in its digest', batchBytes + 3],
  ])('%s', (_, at) => {
    all(kept());
    const bytes = readFileSync(fileOf());
    bytes[at]! ^= 1;
    writeFileSync(fileOf(), bytes);
    expect(computedBy(kept())).toBe(1);
    expect(computedBy(kept())).toBe(0);
  });

  it('at the end of a file that was cut short', () => {
    all(kept());
    const bytes = readFileSync(fileOf());
    writeFileSync(fileOf(), bytes.subarray(0, -20 * tinyFeatureValues));
    expect(computedBy(kept())).toBe(1);
    expect(readFileSync(fileOf())).toEqual(bytes);
  });

  it('and all of them where the file, or the folder, was deleted while it was in use', () => {
    const source = kept();
    all(source);
    rmSync(fileOf());
    expect(computedBy(source)).toBe(2);
    expect(computedBy(source)).toBe(0);
    rmSync(folder, { recursive: true });
    expect(computedBy(source)).toBe(2);
    expect(computedBy(source)).toBe(0);
  });
});

it('a part of a batch is computed', () => {
  const source = kept();
  calls = 0;
  expect(source(0, 10)).toEqual(plain[0]!.subarray(0, 10 * tinyFeatureValues));
  expect(calls).toBe(1);
});

it('a disk that refuses is named', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const source = storedFeatures(join(file, 'inside'), engine, counting, tinySplit, images);
  expect(() => all(source)).toThrow(EnvironmentError);
  expect(() => all(source)).toThrow(/features .*inside/);
});
