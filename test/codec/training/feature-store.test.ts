/** Banks on disk: in more than one part they come back bit by bit; what is damaged counts as none and leaves nothing; the rest is said. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeatureBank } from '../../../src/codec/training/feature-bank.js';
import { readFeatureBank, writeFeatureBank } from '../../../src/codec/training/feature-store.js';
import { loadEngine } from '../../../src/neural/engine.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

const root = mkdtempSync(join(tmpdir(), 'feature-store-'));
const folder = (): string => mkdtempSync(join(root, 'bank-'));
/** More than one part of 500 rows, the last one not whole. */
const count = 1203;
const labels = new Uint8Array(count);
let ops: NativeOps;
let bank: FeatureBank;
beforeAll(async () => {
  ops = new NativeOps(await loadEngine('native'));
  const random = new TrainingRandom(1, 'bank');
  const features = (width: number) => {
    const values = random.fillGaussian(new Float32Array(count * 4 * width));
    return ops.into(ops.tensor(values, [count, 2, 2, width]), ops.bfloat16);
  };
  const version = (late: number | null) => ({
    features: features(3),
    late: late === null ? null : features(late),
    logits: random.fillGaussian(new Float32Array(count * 5)),
  });
  bank = { count, labels, versions: [version(2), version(null)] };
});
afterAll(() => {
  ops.dispose();
  rmSync(root, { recursive: true });
});

const floats = (tensor: FeatureBank['versions'][number]['features']): Float32Array => {
  const cast = ops.cast(tensor, ops.float32);
  const values = ops.readFloats(cast);
  ops.free(cast);
  return values;
};
const valuesOf = ({ versions }: FeatureBank) =>
  versions.map(({ features, late, logits }) => [floats(features), late && floats(late), late?.shape, logits]);

test('what is read is what was written, and nothing else is made', async () => {
  const place = folder();
  const before = ops.live;
  await writeFeatureBank(ops, place, bank);
  const read = (await readFeatureBank(ops, place, labels))!;
  expect(valuesOf(read)).toEqual(valuesOf(bank));
  expect(read.versions.map(({ features }) => features.shape)).toEqual(
    bank.versions.map(({ features }) => features.shape),
  );
  for (const { features, late } of read.versions) ops.free(features, ...(late === null ? [] : [late]));
  // Cached constants alone: shapes and places of slices.
  const constants = ops.live - before;
  await writeFeatureBank(ops, place, bank);
  expect(ops.live - before).toBe(constants);
});

test.each<[string, (place: string) => void]>([
  ['none at all', (place) => rmSync(join(place, 'bank.json'))],
  ['half a directory', (place) => truncateSync(join(place, 'bank.json'), 40)],
  ['a file too few', (place) => rmSync(join(place, 'logits-1.f32'))],
  ['half a file', (place) => truncateSync(join(place, 'late-0.bf16'), 1000)],
  [
    'another last byte',
    (place) => {
      const file = join(place, 'features-1.bf16');
      const bytes = readFileSync(file);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(file, bytes);
    },
  ],
])('%s is no bank, and leaves no tensor', async (_, damage) => {
  const place = folder();
  await writeFeatureBank(ops, place, bank);
  damage(place);
  const before = ops.live;
  expect(await readFeatureBank(ops, place, labels)).toBe(null);
  expect(ops.live).toBe(before);
});

test('a bank that is there and cannot be read is an error, not made anew in silence', async () => {
  const place = folder();
  await writeFeatureBank(ops, place, bank);
  rmSync(join(place, 'bank.json'));
  mkdirSync(join(place, 'bank.json'));
  await expect(readFeatureBank(ops, place, labels)).rejects.toThrow(/EISDIR/);
});
