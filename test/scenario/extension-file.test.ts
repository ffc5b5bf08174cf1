/** Extension files: what is exported is refused with file, place and what is accepted, before any schema is composed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { loadExtensions } from '../../src/scenario/extension-file.js';

const folder = mkdtempSync(join(tmpdir(), 'bottlenet-extension-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const write = (text: string): string => {
  const file = join(folder, `extension-${files++}.mjs`);
  writeFileSync(file, text);
  return file;
};

const refusal = async (text: string): Promise<{ file: string; message: string }> => {
  const file = write(text);
  const error = await loadExtensions([file]).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return { file, message: (error as InputError).message };
};

const right = `name: 'x', summary: 'x', source: 'x', schema: { type: 'object', properties: {} }`;

describe('an extension file', () => {
  it('is taken when its entries are whole, a cell with a schema that asks for slots too', async () => {
    const cell = `{ name: 'c', summary: '', source: '', create() {},
      schema: ({ scheduler }) => ({ type: 'object', properties: { scheduler } }) }`;
    const placement = `{ ${right}, distance: () => 1 }`;
    const file = write(`export const cells = [${cell}]; export const placements = [${placement}];`);
    const [loaded] = await loadExtensions([file]);
    expect(Object.keys(loaded!.entries)).toEqual(['cells', 'placements']);
  });

  it('is refused for a name that is taken, by the program or by a file before it', async () => {
    const entry = (name: string) => `{ ${right.replace("'x'", `'${name}'`)}, create() {} }`;
    const builtIn = await refusal(`export const fadings = [${entry('own')}, ${entry('static')}];`);
    expect(builtIn.message).toBe(
      `${builtIn.file} /fadings/1/name "static" is the name of a built-in entry; accepted: a name that is not taken`,
    );
    const one = write(`export const fadings = [${entry('own')}];`);
    const other = write(`export const arrivals = [${entry('own')}]; export const fadings = [${entry('own')}];`);
    await expect(loadExtensions([one, other])).rejects.toThrow(
      `${other} /fadings/0/name "own" is the name of an entry of ${one}; accepted: a name that is not taken`,
    );
  });

  it('is refused for an export that is no slot, or no list', async () => {
    const { message } = await refusal('export const scheduler = [];');
    expect(message).toMatch(
      /unknown export "scheduler"; did you mean "schedulers"\?; accepted: arrivals, cells, .*schedulers/,
    );
    expect((await refusal('export const schedulers = {};')).message).toMatch(/"schedulers" is no list/);
  });

  it('is refused for an empty entry: every key that is missing, with file, slot and place in the list', async () => {
    const { file, message } = await refusal(`export const schedulers = [{ ${right}, create() {} }, {}];`);
    const accepted =
      'accepted: an object with name (not empty), summary, source (texts), schema (object), create (function)';
    expect(message.split('\n')).toEqual(
      ['name', 'summary', 'source', 'schema', 'create'].map(
        (key) => `${file} /schedulers/1/${key} missing; ${accepted}`,
      ),
    );
  });

  it.each([
    ['schedulers', '7', '/schedulers/0 found 7'],
    ['schedulers', `{ ${right}, create() {}, name: '' }`, '/schedulers/0/name found ""'],
    ['schedulers', `{ ${right}, create() {}, schema: () => ({}) }`, '/schedulers/0/schema found a function'],
    ['placements', `{ ${right}, create() {} }`, '/placements/0/distance missing'],
    ['pathLosses', `{ ${right}, create() {} }`, '/pathLosses/0/pathLossDb missing'],
    [
      'fadings',
      `{ ${right}, create() {}, schema: { properties: { a: { type: 'nmber' } } } }`,
      '/fadings/0/schema is no JSON Schema: ',
    ],
  ])('is refused for %s = [%s]', async (slot, entry, place) => {
    const { file, message } = await refusal(`export const ${slot} = [${entry}];`);
    expect(message.split('\n')).toHaveLength(1);
    expect(message).toContain(`${file} ${place}`);
    expect(message).toContain('; accepted: ');
  });
});
