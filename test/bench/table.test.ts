import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textOf, writeTable } from './table.mjs';

const rows = [
  { work: 'M/M/1', peerName: 'SimPy', ours: 2.345e7, peer: 234_500, ratio: 100, floor: 80, aim: 110, unit: 'events/s' },
  { work: 'M/M/1', peerName: 'ns-3', ours: 2.345e7, peer: null, ratio: null, floor: 3, aim: 4, unit: 'events/s' },
].map((row, i) => ({ ...row, note: [null, 'install ns-3'][i]! }));

test('figures with three digits, blanks for what was not measured, and why', () => {
  const [, first, second, note] = textOf(rows).split('\n');
  expect(first!.split(/ {2,}/)).toEqual(['M/M/1', 'SimPy', '23.4 M', '235 k', '100', '80', '110', 'events/s']);
  expect(second!.split(/ {2,}/)).toEqual(['M/M/1', 'ns-3', '23.4 M', '3', '4', 'events/s']);
  expect(note).toBe('M/M/1, ns-3: install ns-3');
});

test.each([
  [79.9, '79.9 ↓'],
  [79.96, '80.0'],
  [80, '80.0'],
])('a ratio of %d beside a floor of 80 is shown as "%s"', (ratio, shown) => {
  const [, line] = textOf([{ ...rows[0]!, ratio }]).split('\n');
  expect(line!.split(/ {2,}/)[4]).toBe(shown);
});

test('the table replaces what stood between the marks, and nothing else', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'bench-table-')), 'page.md');
  const marks = ['<!-- table: npm run bench -- --markdown -->', '<!-- end of table -->'];
  writeFileSync(file, ['before', marks[0], 'old', marks[1], 'after'].join('\n'));
  const found = { ns3: { name: 'ns-3', missing: 'install ns-3' }, simpy: { name: 'SimPy', version: 'SimPy 4' } };
  writeTable(file, { rows, rounds: 5, peers: found });
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^before\n/);
  expect(page).toMatch(/<!-- end of table -->\nafter$/);
  expect(page).not.toContain('old');
  expect(page).toContain('| M/M/1 | SimPy | 23.4 M | 235 k | 100 | 80 | 110 | events/s |');
  expect(page).toContain('ns-3: not run (install ns-3). SimPy: SimPy 4.');
  expect(page).not.toContain('↓');
  writeTable(file, { rows: [{ ...rows[0], ratio: 79 }, ...rows], rounds: 5, peers: found });
  expect(readFileSync(file, 'utf8')).toContain('\n- ↓: below its floor, 1 of 2 ratios that have one\n');
  writeFileSync(file, page);
  const other = ['<!-- table: node other.mjs --markdown -->', 'old too', '<!-- end of table -->'];
  writeFileSync(file, [page, ...other].join('\n'));
  writeTable(file, { command: 'node other.mjs', rows: [], rounds: 5, peers: found });
  expect(readFileSync(file, 'utf8').startsWith(page)).toBe(true);
  expect(readFileSync(file, 'utf8')).not.toContain('old too');
  writeFileSync(file, [marks[0], 'without an end', ...other].join('\n'));
  expect(() => writeTable(file, { rows, rounds: 5, peers: found })).toThrow(/accepted is a page with the lines/);
  writeFileSync(file, 'no marks');
  expect(() => writeTable(file, { rows, rounds: 5, peers: found })).toThrow(/accepted is a page with the lines/);
});
