/** Finding trained models: by name only, inside their folder only, with a useful refusal. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError, InputError } from '../../src/base/errors.js';
import { bottleNetAwgn } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasure } from '../../src/codec/bottlenet-erasure.js';
import { findModel, listModels, shippedModelFolder } from '../../src/codec/load.js';
import { tinyContext } from './tiny-models.js';

const context = await tinyContext(4);
const [folder] = context.modelFolders;
const other = mkdtempSync(join(tmpdir(), 'bottlenet-sim-other-'));
afterAll(() => rmSync(other, { recursive: true, force: true }));

describe('models', () => {
  it('are the subfolders with a card, sorted by name', async () => {
    mkdirSync(join(folder!, 'image-sets'));
    writeFileSync(join(folder!, 'notes.txt'), '');
    const names = (await listModels([folder!])).map((model) => model.name);
    expect(names).toEqual(['tiny', 'tiny-awgn-lmmse', 'tiny-awgn-zf', 'tiny-erasure']);
  });

  it('come from the first folder that has the name', async () => {
    const own = join(other, 'own');
    cpSync(join(folder!, 'tiny'), join(own, 'tiny'), { recursive: true });
    expect((await findModel('tiny', 'backbone', [own, folder!])).folder).toContain('own');
    expect((await findModel('tiny', 'backbone', [folder!, own])).folder).not.toContain('own');
    expect((await findModel('tiny-erasure', 'bottlenet', [own, folder!])).card.name).toBe('tiny-erasure');
  });

  it('are refused by unknown names, with the accepted ones and the nearest', async () => {
    const find = findModel('tiny-erasur', 'bottlenet', [folder!]);
    await expect(find).rejects.toThrow(InputError);
    await expect(find).rejects.toThrow(
      'unknown bottlenet "tiny-erasur": accepted are tiny-awgn-lmmse, tiny-awgn-zf, tiny-erasure; did you mean "tiny-erasure"?',
    );
    for (const name of ['../tiny', 'image-sets', '.', '', 'tiny/', '__proto__']) {
      await expect(findModel(name, 'backbone', [folder!])).rejects.toThrow(InputError);
    }
  });

  it('are refused where another kind or channel is needed', async () => {
    await expect(findModel('tiny', 'bottlenet', [folder!])).rejects.toThrow('model "tiny" is a backbone');
    const noisy = bottleNetAwgn.create({ model: 'tiny-erasure' } as never, context);
    await expect(noisy).rejects.toThrow('trained for the channel "bit-erasure"; "awgn" is needed here');
    const erasing = bottleNetErasure.create({ model: 'tiny-awgn-zf' } as never, context);
    await expect(erasing).rejects.toThrow('"bit-erasure" is needed here');
  });

  it('are refused in a folder of another name than their card says', async () => {
    const renamed = join(other, 'renamed');
    cpSync(join(folder!, 'tiny'), join(renamed, 'mine'), { recursive: true });
    await expect(findModel('mine', 'backbone', [renamed])).rejects.toThrow(
      'is "tiny"; accepted is "mine", the name of its folder, by which models are found',
    );
  });

  it('are missing with an error of the environment', async () => {
    const empty = join(other, 'empty');
    mkdirSync(empty);
    await expect(findModel('tiny', 'backbone', [empty])).rejects.toThrow(EnvironmentError);
    await expect(listModels([join(other, 'absent')])).rejects.toThrow(EnvironmentError);
    const file = join(other, 'file');
    writeFileSync(file, '');
    await expect(listModels([file])).rejects.toThrow(EnvironmentError);
  });

  it('do not lead out of their folder', async () => {
    const linked = join(other, 'linked');
    mkdirSync(linked);
    symlinkSync(join(folder!, 'tiny'), join(linked, 'tiny'), 'junction');
    await expect(findModel('tiny', 'backbone', [linked])).rejects.toThrow(/leads out of its folder/);
  });

  it('come with the package in a folder that exists', async () => {
    expect((await listModels([shippedModelFolder])).map(({ name }) => name).every((name) => name !== '')).toBe(true);
  });
});
