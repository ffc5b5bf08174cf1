/** Is docs/validation.md about the rows there are? */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { coverageColumns } from '../../src/validation/coverage/coverage-document.js';
import { coverageQuantities } from '../../src/validation/coverage/coverage-quantity.js';
import { coverageRuns } from '../../src/validation/coverage/coverage-run.js';
import { coverageRepeats } from '../../src/validation/coverage/coverage-study.js';
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

it('docs/validation.md has the coverage of every quantity in every run, with the full number of repeats', () => {
  const section = /## Coverage of intervals\n([\s\S]*?)\n## /.exec(document)![1]!;
  expect(section.replaceAll('\n', ' ')).toContain(`${coverageRepeats.full} repeats`);
  const rows = section.split('\n').filter((line) => /^\| 0\.\d \| `/.test(line));
  expect(rows.map((line) => line.split(' | ').slice(0, 2).join(' '))).toEqual(
    coverageRuns.flatMap(({ load }) => coverageQuantities.map(({ id }) => `| ${load} \`${id}\``)),
  );
  for (const row of rows) expect(row.split(' | ')).toHaveLength(coverageColumns.length);
});
