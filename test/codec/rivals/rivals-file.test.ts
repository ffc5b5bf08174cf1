import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { InputError } from '../../../src/base/errors.js';
import type { RivalRow } from '../../../src/codec/rivals/rival.js';
import { readRivals, writeRivals } from '../../../src/codec/rivals/rivals-file.js';

const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-rivals-'));
afterAll(() => rmSync(folder, { recursive: true }));

const share = { percent: 90, low: 89, high: 91, images: 100 };
const row = (rival: string, bits: number): RivalRow => ({
  ...{ rival, setting: '', counting: 'all', split: null, bits, deviceMacs: 0 },
  ...{ ...share, loss: 0, lossStandardError: 0, lossUpper: 0 },
});
const ground = { backbone: 'b', backboneSha256: 'w', imageSet: 'i', imageSetSha256: 's', engine: 'e', base: share };

it('keeps the rows of other rivals on the same ground, in the order of the tables', async () => {
  expect(readRivals(folder)).toBeUndefined();
  await writeRivals(folder, { ...ground, rows: [row('jpeg', 5), row('png', 7)] });
  await writeRivals(folder, { ...ground, rows: [row('raw-image', 9), row('jpeg', 6)] });
  expect(readRivals(folder)!.rows.map(({ rival, bits }) => [rival, bits])).toEqual([
    ['raw-image', 9],
    ['png', 7],
    ['jpeg', 6],
  ]);
});

it('drops them where weights, images or engine are others', async () => {
  await writeRivals(folder, { ...ground, backboneSha256: 'other', rows: [row('png', 7)] });
  expect(readRivals(folder)!.rows).toHaveLength(1);
});

it('refuses a file of another format or a damaged one, and replaces it', async () => {
  writeFileSync(join(folder, 'rivals.json'), '{"format":"bottlenet-sim/rivals@1"}');
  expect(() => readRivals(folder)).toThrow('has format "bottlenet-sim/rivals@1"; accepted is "bottlenet-sim/rivals@2"');
  writeFileSync(join(folder, 'rivals.json'), '{"format":"bottlenet-sim/rivals@2","rows":[');
  expect(() => readRivals(folder)).toThrow(InputError);
  expect(() => readRivals(folder)).toThrow(/rivals\.json is not JSON/);
  await writeRivals(folder, { ...ground, rows: [row('png', 7)] });
  expect(JSON.parse(readFileSync(join(folder, 'rivals.json'), 'utf8'))).toMatchObject({
    format: 'bottlenet-sim/rivals@2',
  });
});
