/** The report of a study: its figures where the table holds what they draw, then every metric, then the differences. */

import type { Cell } from '../study/csv.js';
import type { StudyTable } from '../study/study-table.js';
import { figures } from './figures/index.js';
import type { Report, ReportFigure } from './html-report.js';
import { renderSvg } from './render.js';
import { themes } from './theme.js';

export interface StoredStudy {
  readonly table: StudyTable;
  /** Header and rows of `differences.csv`. */
  readonly differences: readonly (readonly string[])[];
  readonly manifest: object & { readonly study: string };
}

export async function studyReport({ table, differences, manifest }: StoredStudy): Promise<Report> {
  const drawn: ReportFigure[] = [];
  for (const figure of figures) {
    const complete = figure.metrics.every((name) =>
      table.rows.some(({ metric, estimate }) => metric === name && estimate !== null),
    );
    if (!complete) continue;
    const { spec, caption } = figure.draw(table, themes.paper);
    drawn.push({ title: figure.title, caption, svg: await renderSvg(spec, figure.name) });
  }
  const { rows } = table;
  const axis = rows[0]?.axis ?? 'value';
  const [header = [], ...lines] = differences;
  return {
    title: `Study ${manifest.study}`,
    figures: drawn,
    tables: [
      {
        title: 'Metrics',
        note: 'Every estimate with its confidence interval; points whose verdict is not "stable" cannot support their numbers.',
        header: ['metric', 'variant', axis, 'estimate', 'low', 'high', 'unit', 'level', 'n', 'verdict', 'note'],
        rows: rows.map((row): Cell[] => [
          row.metric,
          row.variant,
          row.value,
          row.estimate,
          row.low,
          row.high,
          row.unit,
          row.level,
          row.n,
          row.verdict,
          row.note,
        ]),
        chooseBy: 'metric',
      },
      {
        title: 'Paired differences',
        note: 'Variant minus reference under common random numbers.',
        header,
        rows: lines.map((cells) => cells.map(readCell)),
        chooseBy: 'metric',
      },
    ].filter((part) => part.rows.length > 0),
    manifest,
  };
}

const readCell = (text: string): Cell => (text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : text);
