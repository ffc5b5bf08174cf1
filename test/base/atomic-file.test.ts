import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../src/base/atomic-file.js';

const folder = () => mkdtempSync(join(tmpdir(), 'bottlenet-sim-atomic-'));

test('a file is replaced whole', async () => {
  const file = join(folder(), 'a.txt');
  writeFileSync(file, 'old and longer');
  await writeWhole(file, 'new');
  expect(readFileSync(file, 'utf8')).toBe('new');
});

test('where the place is taken by a folder nothing is left behind', async () => {
  const inside = folder();
  mkdirSync(join(inside, 'taken'));
  await expect(writeWhole(join(inside, 'taken'), 'text')).rejects.toThrow('EISDIR');
  expect(readdirSync(inside)).toEqual(['taken']);
});
