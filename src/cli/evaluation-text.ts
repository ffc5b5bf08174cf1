/** Tables of an evaluation for the terminal: numbers short, a measured loss in three cells. */
import Table from 'cli-table3';
import { type EvaluationTable, lossColumns } from '../codec/evaluation/evaluation-part.js';

/** Head and cells of a measured loss; null: not known. */
export const lossHead = ['correct / %', 'loss', 'loss <'];

export function lossText(
  percent: number,
  low: number | null,
  high: number | null,
  loss: number,
  error: number | null,
  upper: number | null,
): string[] {
  return [
    low === null || high === null
      ? percent.toFixed(2)
      : `${percent.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`,
    error === null ? loss.toFixed(2) : `${loss.toFixed(2)} +- ${error.toFixed(2)}`,
    upper === null ? '' : upper.toFixed(2),
  ];
}

/** Longer tables are for files. */
const longest = 120;

export function evaluationText({ title, columns, rows, note }: EvaluationTable): string {
  const start = columns.indexOf(lossColumns[0]);
  const end = start + lossColumns.length;
  const around = (cells: readonly string[], middle: readonly string[]): string[] =>
    start < 0 ? [...cells] : [...cells.slice(0, start), ...middle, ...cells.slice(end)];
  const head = around(
    columns.map((column) => column.replaceAll('_', ' ')),
    lossHead,
  );
  const body = rows.map((row) => {
    const loss = start < 0 ? [] : lossText(...(row.slice(start, end) as Parameters<typeof lossText>));
    return around(
      row.map((cell, place) => cellText(cell, columns[place]!)),
      loss,
    );
  });
  const shown = rows.length <= longest ? tableText(head, body) : `${rows.length} rows: see --out, or --format json\n`;
  return `${title}\n${shown}${note === undefined ? '' : `${note}\n`}`;
}

export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const style = { head: [], border: [], compact: true };
  const table = new Table({ head: [...head], colAligns: head.map(() => 'right'), style });
  table.push(...rows.map((row) => [...row]));
  return `${table.toString()}\n`;
}

const measured = /(percent|points|error)$/;

function cellText(cell: string | number | null, column: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  return measured.test(column) ? cell.toFixed(2) : String(Number(cell.toPrecision(4)));
}
