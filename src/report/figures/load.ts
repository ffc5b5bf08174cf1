/**
 * In-time accuracy and 95th percentile of latency against the studied load, one series per variant.
 *
 * In-time accuracy counts late, dropped and wrong answers as wrong, over all created requests; latency is over answered
 * requests only, so it must be read beside the accuracy. Of an overloaded run both depend on its length: its accuracy is left out, a mark
 * in a strip below the axis stands for it, one row per variant; its latency is a mark that no line leads to.
 */

import { InputError } from '../../base/errors.js';
import type { StudyRow, StudyTable } from '../../study/study-table.js';
import { linearAxis, logAxis, studiedAxis } from '../axis-scale.js';
import type { Figure, FigureData } from '../figure.js';
import { figureConfig } from '../figure-config.js';
import { legendView } from '../series-legend.js';
import { type Panel, type PanelAxis, panelView, type Series, type SeriesPoint } from '../series-panel.js';
import type { Theme } from '../theme.js';
import { isTrusted } from '../trust.js';

const ACCURACY = 'accuracy.inTime';
const LATENCY = 'latency.p95';
/** Size of a panel in units of the font size: two fit the text width of a paper (7.16 in) at 8 points. */
const PANEL = { width: 24.5, height: 18.5 };
const GAP = 2.2;
/** Height of a row of the strip of overloaded runs. */
const STRIP_ROW = 0.75;

const ACCURACY_TITLE = 'In-time accuracy (%)';

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
    const size = { width: PANEL.width * em, height: PANEL.height * em, x };
    const panels: Panel[] = [
      { ...size, title: '(a) In-time accuracy', ...withStrip(accuracy) },
      {
        ...size,
        title: '(b) 95th percentile of latency',
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
        `Bands: ${level * 100} % confidence intervals. Hollow markers: the run cannot support the number; overloaded ones, whose numbers depend on the length of the run, stand alone, in (a) below the axis. ` +
        'No marker: no measured request was answered, or too few for the quantile.',
    };
  },
};

interface LoadPoint extends SeriesPoint {
  readonly overloaded: boolean;
}

interface LoadSeries extends Series {
  readonly points: readonly LoadPoint[];
}

function seriesOf(table: StudyTable, metric: string, factor: number, theme: Theme): LoadSeries[] {
  const names = [...new Set(table.rows.map(({ variant }) => variant))];
  const scaled = (value: number | null): number | null => (value === null ? null : value * factor);
  const series = names.map((name, index): LoadSeries => {
    const rows = table.rows.filter((row) => row.variant === name && row.metric === metric);
    const points = rows.map((row): LoadPoint => {
      const trusted = isTrusted(row);
      const interval = trusted ? { low: scaled(row.low), high: scaled(row.high) } : { low: null, high: null };
      const overloaded = row.verdict === 'overloaded';
      return { x: Number(row.value), y: scaled(row.estimate), ...interval, trusted, alone: !trusted, overloaded };
    });
    return {
      name,
      style: theme.series[index % theme.series.length]!,
      points: points.sort((a, b) => a.x - b.x),
    };
  });
  if (drawn(series).length === 0) throw new InputError(`the table holds no estimate of ${metric}`);
  return series;
}

/** The axis of the accuracy and, below it, a strip with a row per variant where a run was overloaded. */
function withStrip(series: readonly LoadSeries[]): Pick<Panel, 'y' | 'series'> {
  const steady = series.map((one) => ({ ...one, points: one.points.filter(({ overloaded }) => !overloaded) }));
  const values = drawn(steady);
  const axis =
    values.length === 0
      ? linearAxis(ACCURACY_TITLE, 0, 100)
      : linearAxis(ACCURACY_TITLE, Math.min(0, ...values), Math.max(...values));
  if (!series.some(({ points }) => points.some(({ overloaded }) => overloaded))) return { y: axis, series };
  const [bottom, top] = axis.domain;
  const share = (STRIP_ROW * series.length) / PANEL.height;
  const depth = (share * (top - bottom)) / (1 - share);
  const row = (index: number): number => bottom - (depth * (index + 0.5)) / series.length;
  const y: PanelAxis = {
    ...axis,
    domain: [bottom - depth, top],
    ticks: [bottom - depth / 2, ...axis.ticks],
    labels: ['overloaded', ...axis.ticks.map(String)],
  };
  const placed = series.map((one, index) => ({
    ...one,
    points: one.points.map((point) => (point.overloaded ? { ...point, y: row(index) } : point)),
  }));
  return { y, series: placed };
}

/** Every value that a panel shows: estimates, and the intervals of trusted points. */
function drawn(series: readonly Series[]): number[] {
  return series
    .flatMap(({ points }) => points)
    .flatMap(({ y, low, high }) => (y === null ? [] : [y, low, high]))
    .filter((value) => value !== null);
}

function dataOf(table: StudyTable): FigureData {
  const header = ['variant', 'axis', 'value', 'metric', 'unit', 'estimate', 'low', 'high', 'level', 'verdict'] as const;
  const rows = table.rows.filter(({ metric }) => metric === ACCURACY || metric === LATENCY);
  return { header, rows: rows.map((row) => header.map((column: keyof StudyRow) => row[column])) };
}
