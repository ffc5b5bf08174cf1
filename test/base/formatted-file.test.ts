/** Files that say their format are read, or refused with their name and what would be accepted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EnvironmentError, InputError } from '../../src/base/errors.js';
import { readFormatted } from '../../src/base/formatted-file.js';

const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-formatted-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, 'file.json');
const read = () => readFormatted<{ readonly format: 'a@2'; readonly rows: number }>(file, 'a@2', 'measure --write');
function faultOf(content: string): unknown {
  writeFileSync(file, content);
  try {
    return read();
  } catch (error) {
    return error;
  }
}

it('gives what the file holds', () => {
  expect(faultOf('{"format":"a@2","rows":3}')).toEqual({ format: 'a@2', rows: 3 });
});

it.each([
  ['{"format":"a@2","ro', /file\.json is not JSON: .*; accepted is "a@2", which `measure --write` writes/],
  ['', /file\.json is not JSON: /],
  ['null', /file\.json has format undefined; accepted is "a@2"/],
  ['{"format":"a@1"}', /file\.json has format "a@1"; accepted is "a@2"/],
])('refuses %j', (content, message) => {
  const fault = faultOf(content);
  expect(fault).toBeInstanceOf(InputError);
  expect((fault as InputError).message).toMatch(message);
});

it('says of the machine what it cannot read', () => {
  rmSync(file);
  expect(read).toThrow(EnvironmentError);
  expect(read).toThrow(/file\.json cannot be read/);
});
