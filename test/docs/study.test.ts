/** docs/study.md: the capacity question it shows prints the answer it shows. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { programFile } from '../support/program.js';

const page = readFileSync(new URL('../../docs/study.md', import.meta.url), 'utf8');

it('the answer is what the question prints', () => {
  const [, command, answer] = /```\nbottlenet-sim (capacity [\s\S]*?)\n```\n\n```\n([\s\S]*?)```/.exec(page)!;
  const shell = `"${process.execPath}" ${programFile} ${command}`;
  const { status, stdout } = spawnSync(shell, { shell: true, encoding: 'utf8' });
  expect(stdout).toBe(answer);
  expect(status).toBe(0);
}, 300_000);
