/** The coverage of intervals on a terminal. */
import Table from 'cli-table3';
import { coverageCells, coverageColumns } from '../validation/coverage/coverage-document.js';
import type { CoverageRow } from '../validation/coverage/coverage-row.js';
import type { CoverageResult } from '../validation/coverage/coverage-study.js';

/** One line of progress. */
export function coverageLine({ load, quantity, coverage, long, pass, naive }: CoverageRow): string {
  const said = long ? `${pass ? 'covers' : 'FAILS '}` : 'short ';
  const found = !long || naive.rejected ? '' : ': NAIVE INTERVAL NOT FOUND OUT';
  return `${said}  ${quantity} at load ${load}: ${(100 * coverage).toFixed(2)} %${found}`;
}

export function coverageText(result: CoverageResult): string {
  return `${table(result)}\n${summary(result)}\n`;
}

function table({ rows }: CoverageResult): string {
  const shown = new Table({
    head: [...coverageColumns, 'holds', 'naive found out'],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    const verdict = row.long
      ? [row.pass ? 'yes' : 'NO', row.naive.rejected ? 'yes' : 'NO']
      : ['too short', 'not judged'];
    shown.push([...coverageCells(row), ...verdict]);
  }
  return shown.toString();
}

function summary({ rows, comparisons }: CoverageResult): string {
  const judged = rows.filter(({ long }) => long);
  const held = judged.filter(({ pass }) => pass).length;
  const found = judged.filter(({ naive }) => naive.rejected).length;
  const equal = comparisons.filter((comparison) => comparison.equal).length;
  return (
    `${held} of ${judged.length} intervals cover as stated; ${found} of ${judged.length} naive intervals found out; ` +
    `${equal} of ${comparisons.length} repeats equal to the simulator's`
  );
}
