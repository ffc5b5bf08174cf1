/** docs/processes.md: every program of the page prints what the page says. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const page = readFileSync(new URL('../../docs/processes.md', import.meta.url), 'utf8');
const library = new URL('../../dist/process/index.js', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'bottlenet-processes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const programs = [...page.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)];

test('every program of the page is followed by what it prints', () => {
  expect(programs.length).toBe(page.match(/```js/g)!.length);
});

test.each(programs.map(([, name, code, output]) => [name!, code!, output!]))('%s', (name, code, output) => {
  const file = join(folder, name);
  writeFileSync(file, code.replace("'bottlenet-sim/process'", JSON.stringify(library)));
  expect(execFileSync(process.execPath, [file], { encoding: 'utf8' })).toBe(output);
});
