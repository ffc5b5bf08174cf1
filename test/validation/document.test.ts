/** Is docs/validation.md about the rows there are? */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { experiments } from '../../src/validation/index.js';

const document = readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8');
const lines = document
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.replaceAll('\\|', '|'));

it('docs/validation.md lists every row, in order', () => {
  const listed = lines.map((line) => line.split('`')[1]);
  expect(listed).toEqual(experiments.flatMap(({ checks }) => checks.map(({ id }) => id)));
});

it('docs/validation.md says what each row compares and what its wrong model changes', () => {
  for (const check of experiments.flatMap(({ checks }) => checks)) {
    const line = lines.find((candidate) => candidate.startsWith(`| \`${check.id}\` `));
    expect(line).toContain(check.title);
    expect(line).toContain(check.kind);
    expect(line).toContain(check.wrong.change);
  }
});
