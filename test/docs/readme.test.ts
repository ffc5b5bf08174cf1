/** What the README says the quickstart prints is what it prints; the citation names this version. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { resultTable, verdictLine } from '../../src/cli/result-table.js';
import { loadScenario } from '../../src/scenario/load.js';
import { simulate } from '../../src/simulate.js';

const root = new URL('../../', import.meta.url).pathname;
const page = readFileSync(`${root}README.md`, 'utf8');

/** Cells of the lines of a result table that hold a metric. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.split('│').map((cell) => cell.trim()))
    .filter((cells) => cells.length === 6)
    .map((cells) => cells.slice(1, 5));

/** Numbers that follow from answers: they differ in the last digits between engines, and are absent where no network answers. */
const fromAnswers = /^(accuracy\.|energy\.perCorrectInTime|throughput\.correct)/;

it('the table of the quickstart is the one of this program', async () => {
  const { scenario } = await loadScenario(`${root}scenarios/quickstart.json`, { set: ['inference.share=0'] });
  const result = await simulate(scenario);
  const printed = rowsOf(resultTable(result));
  const shown = rowsOf(page);
  expect(printed.length).toBeGreaterThan(20);
  expect(shown.map(([name]) => name)).toEqual(printed.map(([name]) => name!.replace(/ \[\d+\]$/, '')));
  const byTiming = (rows: string[][]) => rows.filter(([name]) => !fromAnswers.test(name!));
  expect(byTiming(shown)).toEqual(byTiming(printed));
  expect(page).toContain(verdictLine(result));
}, 600_000);

it('the citation names this version', () => {
  const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
  expect(page).toContain(`version = {${version}}`);
});
