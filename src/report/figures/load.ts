/**
 * In-time accuracy and 95th percentile of latency against the studied load, one series per variant.
 *
 * In-time accuracy counts late, dropped and wrong answers as wrong, over all created requests; latency is over answered
 * requests only, so it must be read beside the accuracy.
 */

import { InputError } from '../../base/errors.js';
import type { StudyRow, StudyTable } from '../../study/study-table.js';
import { linearAxis, logAxis, studiedAxis } from '../axis-scale.js';
import type { Figure, FigureData } from '../figure.js';
import { figureConfig } from '../figure-config.js';
import { legendView } from '../series-legend.js';
import { type Panel, panelView, type Series } from '../series-panel.js';
import type { Theme } from '../theme.js';
import { isTrusted } from '../trust.js';

const ACCURACY = 'accuracy.inTime';
const LATENCY = 'latency.p95';
/** Size of a panel in units of the font size: two fit the text width of a paper (7.16 in) at 8 points. */
const PANEL = { width: 26, height: 18.5 };
const GAP = 2.2;

const axisTitle = (path: string): string => (/^devices\.[^.]+\.count$/.test(path) ? 'Number of devices' : path);

export const load: Figure = {
  name: 'load',
  title: 'In-time accuracy and latency against load',
  metrics: [ACCURACY, LATENCY],
  draw(table, theme) {
    const accuracy = seriesOf(table, ACCURACY, 100, theme);
    const latency = seriesOf(table, LATENCY, 1000, theme);
    const first = table.rows[0]!;
    const text = table.rows.find(({ value }) => typeof value !== 'number');
    if (text !== undefined) {
      throw new InputError(
        `the axis ${text.axis} has the value "${text.value}"; accepted here: an axis of plain numbers`,
      );
    }
    const x = studiedAxis(
      axisTitle(first.axis),
      table.rows.map(({ value }) => Number(value)),
    );
    const em = theme.fontSize;
    const size = { width: PANEL.width * em, height: PANEL.height * em };
    const panels: Panel[] = [
      {
        ...size,
        title: '(a)',
        x,
        y: linearAxis('In-time accuracy (%)', Math.min(...drawn(accuracy)), Math.max(...drawn(accuracy))),
        series: accuracy,
      },
      {
        ...size,
        title: '(b)',
        x,
        y: logAxis('95th percentile of latency (ms)', Math.min(...drawn(latency)), Math.max(...drawn(latency))),
        series: latency,
      },
    ];
    const level = table.rows.find(({ metric, level }) => metric === ACCURACY && level !== null)?.level ?? 0.95;
    return {
      spec: {
        background: theme.background,
        padding: 3,
        config: figureConfig(theme),
        spacing: 6,
        center: true,
        vconcat: [
          legendView(accuracy, (2 * PANEL.width + GAP + 5) * em, theme),
          { hconcat: panels.map((panel) => panelView(panel, theme)), spacing: GAP * em },
        ],
      },
      data: dataOf(table),
      caption:
        `(a) Share of created requests answered correctly before their deadline; (b) 95th percentile of the latency of answered requests. ` +
        `Bands: ${level * 100} % confidence intervals. Hollow markers: overloaded, the number grows with the length of the run. No marker: no measured request was answered, or too few for the quantile.`,
    };
  },
};

function seriesOf(table: StudyTable, metric: string, factor: number, theme: Theme): Series[] {
  const names = [...new Set(table.rows.map(({ variant }) => variant))];
  const scaled = (value: number | null): number | null => (value === null ? null : value * factor);
  const series = names.map((name, index): Series => {
    const rows = table.rows.filter((row) => row.variant === name && row.metric === metric);
    const points = rows.map((row) => ({
      x: Number(row.value),
      y: scaled(row.estimate),
      low: scaled(row.low),
      high: scaled(row.high),
      trusted: isTrusted(row),
    }));
    return {
      name,
      style: theme.series[index % theme.series.length]!,
      points: points.sort((a, b) => a.x - b.x),
    };
  });
  if (drawn(series).length === 0) throw new InputError(`the table holds no estimate of ${metric}`);
  return series;
}

/** Every value that a panel shows: estimates, and the intervals of trusted points. */
function drawn(series: readonly Series[]): number[] {
  return series
    .flatMap(({ points }) => points)
    .flatMap(({ y, low, high, trusted }) => (y !== null && trusted ? [y, low, high] : [y]))
    .filter((value) => value !== null);
}

function dataOf(table: StudyTable): FigureData {
  const header = ['variant', 'axis', 'value', 'metric', 'unit', 'estimate', 'low', 'high', 'level', 'verdict'] as const;
  const rows = table.rows.filter(({ metric }) => metric === ACCURACY || metric === LATENCY);
  return { header, rows: rows.map((row) => header.map((column: keyof StudyRow) => row[column])) };
}
