/** CIFAR-100 is taken only if it is CIFAR-100, whatever the order of its records; planes become pixels. */
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EnvironmentError, InputError } from '../../src/base/errors.js';
import { decodeRecords } from '../../src/neural/cifar-records.js';
import { hasCifar100, importCifar100, readCifar100 } from '../../src/neural/cifar100.js';

const root = mkdtempSync(join(tmpdir(), 'bottlenet-cifar100-'));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (): string => mkdtempSync(join(root, 'folder-'));

test('a record is coarse label, fine label and three planes', () => {
  const records = new Uint8Array(2 * 3074);
  records.set([7, 42], 3074);
  records[3074 + 2 + 5] = 10; // red of pixel 5
  records[3074 + 2 + 1024 + 5] = 20;
  records[3074 + 2 + 2048 + 5] = 30;
  const { images, labels } = decodeRecords(records, {
    labels: [
      { key: 'coarse_labels', classCount: 20 },
      { key: 'fine_labels', classCount: 100 },
    ],
  });
  expect([...labels]).toEqual([0, 42]);
  expect([...images.subarray(3072 + 15, 3072 + 18)]).toEqual([10, 20, 30]);
});

test('missing, short and other files are refused, and nothing is stored', async () => {
  const [from, cache] = [folder(), folder()];
  await expect(importCifar100(from, cache)).rejects.toThrow(/holds no readable train.bin; needed are/);
  writeFileSync(join(from, 'train.bin'), 'too short');
  await expect(importCifar100(from, cache)).rejects.toThrow(/has 9 bytes; 50000 records of 3074 bytes are needed/);
  truncateSync(join(from, 'train.bin'), 50_000 * 3074);
  await expect(importCifar100(from, cache)).rejects.toThrow(InputError);
  await expect(importCifar100(from, cache)).rejects.toThrow(/is not CIFAR-100: its sorted records have sha256/);
  expect(readdirSync(cache)).toEqual([]);
  expect(await hasCifar100(cache)).toBe(false);
});

test('an absent data set says how to get it, a damaged one how to mend it', async () => {
  const cache = folder();
  await expect(readCifar100('test', cache)).rejects.toThrow(/data fetch cifar100.*data import cifar100 FOLDER/);
  await expect(readCifar100('test', cache)).rejects.toThrow(EnvironmentError);
});
