/**
 * CSV files of numbers: one header line, then rows; every fault is named by line and column, all at once.
 *
 * Accepted: UTF-8 with or without byte order mark, LF or CRLF, columns in any order, plain decimal numbers ("0.9351", "1e-3"), empty
 * lines at the end, lines that begin with "#". No quotes: a number needs none.
 */
import { didYouMean, nearestName } from '../base/did-you-mean.js';
import type { Fault } from '../base/errors.js';

export interface NumericColumn {
  readonly name: string;
  /** In words, for messages. */
  readonly accepted: string;
  accepts(value: number): boolean;
  /** Value of every row where the file lacks the column; without one the column is required. */
  readonly default?: number;
}

export interface NumericRows {
  /** Values of each column. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** Line of each row, from 1. */
  readonly lines: readonly number[];
}

export interface NumericCsvOptions {
  readonly file: string;
  readonly text: string;
  readonly columns: readonly NumericColumn[];
  readonly mostRows: number;
}

/** Faults shown of one file; the rest are counted. */
const shownFaults = 20;
/** Of a source line that goes with a fault. */
const longestLine = 1000;
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The rows, or all faults. */
export function readNumericCsv(options: NumericCsvOptions): { readonly rows: NumericRows } | { faults: Fault[] } {
  const { file, text, columns, mostRows } = options;
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const filled = lines
    .map((content, index) => ({ content, line: index + 1 }))
    .filter(({ content }) => content.trim() !== '' && !content.startsWith('#'));
  const faults: Fault[] = [];
  const [header, ...body] = filled;
  if (header === undefined) return { faults: [{ file, message: `is empty; accepted: ${headerWords(columns)}` }] };
  const places = placesOf(header.content, columns);
  for (const { message, column } of places.faults) faults.push(faultAt(file, header, message, column));
  if (faults.length > 0) return { faults: abbreviated(file, faults) };
  if (body.length === 0) faults.push(faultAt(file, header, 'no rows follow; accepted: at least one'));
  if (body.length > mostRows) {
    faults.push(faultAt(file, body[mostRows]!, `${body.length} rows; accepted: at most ${mostRows}`));
    return { faults };
  }
  const values = columns.map((): number[] => []);
  for (const row of body) {
    const cells = row.content.split(',');
    if (cells.length !== places.count) {
      faults.push(
        faultAt(file, row, `found ${cells.length} cells; accepted: ${places.count}, as many as the header has`),
      );
      continue;
    }
    columns.forEach((column, index) => {
      const place = places.of[index];
      const value = place === undefined ? column.default! : numberIn(cells[place]!);
      if (!column.accepts(value)) {
        const found = JSON.stringify(cells[place!]!.trim().slice(0, 40));
        const message = `${column.name}: found ${found}; accepted: ${column.accepted}`;
        faults.push(faultAt(file, row, message, columnOf(cells, place!)));
      }
      values[index]!.push(value);
    });
  }
  if (faults.length > 0) return { faults: abbreviated(file, faults) };
  return {
    rows: {
      columns: Object.fromEntries(columns.map(({ name }, index) => [name, values[index]!])),
      lines: body.map(({ line }) => line),
    },
  };
}

/** The first faults, and how many more there are. */
export function abbreviated(file: string, faults: readonly Fault[]): Fault[] {
  const rest = faults.length - shownFaults;
  if (rest <= 0) return [...faults];
  return [...faults.slice(0, shownFaults), { file, message: `and ${rest} more faults` }];
}

interface Places {
  /** Place of each wanted column in the file, undefined where it is left to its default. */
  readonly of: readonly (number | undefined)[];
  readonly count: number;
  readonly faults: readonly { readonly message: string; readonly column: number }[];
}

function placesOf(header: string, columns: readonly NumericColumn[]): Places {
  const cells = header.split(',');
  const names = cells.map((name) => name.trim().slice(0, 40));
  const known = columns.map(({ name }) => name);
  const faults: { message: string; column: number }[] = [];
  names.forEach((name, index) => {
    const column = columnOf(cells, index);
    if (!known.includes(name)) {
      const message = `unknown column ${JSON.stringify(name)}${didYouMean(name, known)}; accepted: ${headerWords(columns)}`;
      faults.push({ message, column });
    } else if (names.indexOf(name) !== index) {
      faults.push({ message: `the column "${name}" stands here twice; accepted: once`, column });
    }
  });
  // The misspelt column says it already.
  const meant = names.map((name) => nearestName(name, known));
  for (const { name, default: fallback } of columns) {
    if (names.includes(name) || fallback !== undefined || meant.includes(name)) continue;
    faults.push({ message: `missing column "${name}"; accepted: ${headerWords(columns)}`, column: 1 });
  }
  const of = columns.map(({ name }) => (names.includes(name) ? names.indexOf(name) : undefined));
  return { of, count: names.length, faults };
}

const headerWords = (columns: readonly NumericColumn[]): string => {
  const optional = columns.filter((column) => column.default !== undefined).map(({ name }) => `"${name}"`);
  const required = columns.filter((column) => column.default === undefined).map(({ name }) => name);
  const header = `the header ${required.join(',')}`;
  return optional.length === 0 ? header : `${header}, and ${optional.join(', ')} if wanted`;
};

/** NaN for what is no plain number. */
function numberIn(cell: string): number {
  const text = cell.trim();
  return plainNumber.test(text) ? Number(text) : Number.NaN;
}

/** 1-based position of a cell in its line. */
function columnOf(cells: readonly string[], place: number): number {
  return cells.slice(0, place).reduce((sum, cell) => sum + cell.length + 1, 1);
}

function faultAt(
  file: string,
  { line, content }: { readonly line: number; readonly content: string },
  message: string,
  column = 1,
): Fault {
  return { file, line, column, message, sourceLine: content.slice(0, longestLine) };
}
