/** The table of a study: one row per point and metric, tidy, in the order of the study file. */

import { InputError } from '../base/errors.js';
import type { MetricEstimate, Verdict } from '../metrics/result.js';
import { type Cell, formatCsv, parseCsv } from './csv.js';

export type AxisValue = number | string;

export interface StudyRow {
  readonly variant: string;
  /** Path that the axis varies, e.g. `devices.camera.count`. */
  readonly axis: string;
  readonly value: AxisValue;
  readonly metric: string;
  readonly unit: string;
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  readonly n: number;
  /** Verdict of the point: whether its runs can carry their numbers. */
  readonly verdict: Verdict;
  readonly note: string;
}

export interface StudyTable {
  readonly rows: readonly StudyRow[];
}

const columns = [
  'variant',
  'axis',
  'value',
  'metric',
  'unit',
  'estimate',
  'low',
  'high',
  'level',
  'n',
  'verdict',
  'note',
] as const satisfies readonly (keyof StudyRow)[];

export function studyRow(
  point: Pick<StudyRow, 'variant' | 'axis' | 'value' | 'verdict'>,
  metric: MetricEstimate,
): StudyRow {
  const { name, unit, estimate, low, high, level, n, note } = metric;
  return { ...point, metric: name, unit, estimate, low, high, level, n, note: note ?? '' };
}

export function formatStudyTable(table: StudyTable): string {
  return formatCsv(
    columns,
    table.rows.map((row) => columns.map((column): Cell => row[column])),
  );
}

/** Reads what `formatStudyTable` wrote; `file` is for messages. */
export function parseStudyTable(text: string, file: string): StudyTable {
  const [header = [], ...lines] = parseCsv(text);
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new InputError([{ file, line: 1, message: `missing columns: ${missing.join(', ')}` }]);
  const rows = lines.map((cells, index): StudyRow => {
    const cell = (column: (typeof columns)[number]): string => cells[header.indexOf(column)] ?? '';
    const quantity = (column: (typeof columns)[number]): number | null => {
      const value = cell(column) === '' ? null : Number(cell(column));
      if (Number.isNaN(value)) {
        throw new InputError([{ file, line: index + 2, path: column, message: `not a number: ${cell(column)}` }]);
      }
      return value;
    };
    return {
      variant: cell('variant'),
      axis: cell('axis'),
      value: axisValue(cell('value')),
      metric: cell('metric'),
      unit: cell('unit'),
      estimate: quantity('estimate'),
      low: quantity('low'),
      high: quantity('high'),
      level: quantity('level'),
      n: quantity('n') ?? 0,
      verdict: cell('verdict') as Verdict,
      note: cell('note'),
    };
  });
  return { rows };
}

const axisValue = (text: string): AxisValue =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
