/** Tables beside a codec: kept and read while they are of its weights, which change when it is trained anew. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError, InputError } from '../../src/base/errors.js';
import { type Evaluated, readEvaluationIndex, writeTables } from '../../src/cli/evaluation-files.js';
import { storedEvaluations } from '../../src/cli/stored-evaluations.js';
import { readBottleNetCard } from '../../src/codec/bottlenet-card.js';
import { writeTinyModels } from '../codec/tiny-models.js';

const name = 'tiny-erasure';
let models: string;
let said: string[];
beforeEach(() => {
  models = writeTinyModels();
  said = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());
const elsewhere = mkdtempSync(join(tmpdir(), 'bottlenet-sim-tables-'));
afterAll(() => rmSync(elsewhere, { recursive: true }));

const share = { percent: 90, low: 89, high: 91, images: 100 };
const evaluated = (sha256?: string): Evaluated => {
  const card = readBottleNetCard(join(models, name));
  return {
    card: { ...card, sha256: sha256 ?? card.sha256 },
    split: { name: 'late', shape: [3, 3, 8], deviceMacs: 1, serverMacs: 1 },
    base: share,
    provenance: { imageSet: 'tiny', imageSetSha256: 'tiny', images: 100, seed: 1, engine: 'none' },
  };
};
const table = (part: string) => ({ name: part, title: part, columns: ['erasure_p'], rows: [[0.1]] });
const tables = () => join(models, name, 'tables');
const kept = () => Object.keys(readEvaluationIndex(tables())!.tables);

describe('tables of other parts', () => {
  it('stay when one is measured on the same weights', async () => {
    await writeTables(tables(), evaluated(), [table('bursts'), table('told-met')]);
    await writeTables(tables(), evaluated(), [table('channel')]);
    expect(kept()).toEqual(['bursts', 'told-met', 'channel']);
    expect(said).toEqual([]);
  });

  it('go, with a word, when the codec was trained anew', async () => {
    await writeTables(tables(), evaluated('old'), [table('bursts'), table('told-met')]);
    await writeTables(tables(), evaluated(), [table('bursts')]);
    expect(kept()).toEqual(['bursts']);
    expect(existsSync(join(tables(), 'told-met.csv'))).toBe(false);
    expect(said.join('')).toBe(
      `${join(tables(), 'told-met.csv')}: removed, it is of other weights than ${name} has now\n`,
    );
  });
});

describe('a figure', () => {
  it('is drawn from the tables of the weights that the codec has', async () => {
    await writeTables(tables(), evaluated('old'), [table('told-met')]);
    const withoutIt = storedEvaluations(models).find(({ model }) => model === name)!;
    expect(Object.keys(withoutIt.tables)).toEqual([]);
    expect(said.join('')).toContain(`told-met.csv: left out, it is of other weights than ${name} has now`);
    await writeTables(tables(), evaluated(), [table('told-met')]);
    const model = storedEvaluations(models).find(({ model: found }) => found === name)!;
    expect(model.tables['told-met']).toMatchObject({ columns: ['erasure_p'], rows: [[0.1]], images: 100 });
  });

  it("of a codec's own folder has it once", async () => {
    await writeTables(tables(), evaluated(), [table('told-met')]);
    expect(storedEvaluations(join(models, name)).map(({ model }) => model)).toEqual([name]);
  });
});

it('a damaged index is refused with its name', async () => {
  await writeTables(tables(), evaluated(), [table('bursts')]);
  const file = join(tables(), 'tables.json');
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, 30));
  expect(() => storedEvaluations(models)).toThrow(InputError);
  expect(() => storedEvaluations(models)).toThrow(/tables\.json is not JSON/);
});

it('a place that cannot be written is named', async () => {
  const file = join(elsewhere, 'file');
  writeFileSync(file, '');
  const writing = writeTables(join(file, 'out'), evaluated(), [table('bursts')]);
  await expect(writing).rejects.toThrow(EnvironmentError);
  await expect(writing).rejects.toThrow(/out cannot be written/);
});
