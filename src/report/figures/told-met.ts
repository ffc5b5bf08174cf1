/**
 * Accuracy by what the encoder was told and what its code met: one heat map per model, the numbers in the cells. Both axes
 * list the conditions of the table, which need not be evenly spaced. The diagonal is framed: told what is met. Each map has its own scale.
 */
import type { FigureData } from '../figure.js';
import { figureConfig } from '../figure-config.js';
import { columnOf, type EvaluatedModel, type ModelFigure } from '../model-figure.js';
import type { View } from '../series-panel.js';
import type { Theme } from '../theme.js';

const TABLE = 'told-met';
/** Side of a cell, and distance of two maps, in units of the font size. */
const CELL = { width: 2.45, height: 1.9 };
const GAP = 2;
const COLUMNS = 2;
/** Points of accuracy from the lightest to the darkest colour, at least. */
const LEAST_SPAN = 1;

interface HeatCell {
  readonly told: number;
  readonly met: number;
  readonly percent: number;
}

interface Axes {
  readonly told: string;
  readonly met: string;
  readonly columns: readonly [string, string];
}

const axesOf: Readonly<Record<string, Axes>> = {
  awgn: { told: 'PSNR told (dB)', met: 'PSNR met (dB)', columns: ['told_db', 'met_db'] },
  'bit-erasure': {
    told: 'Erasure probability told',
    met: 'Erasure probability met',
    columns: ['told_p', 'met_p'],
  },
};

export const toldMet: ModelFigure = {
  name: 'told-met',
  title: 'Accuracy by condition told and condition met',
  needs: { table: TABLE, channels: Object.keys(axesOf) },
  draw(models, theme) {
    const views = models.map((model) => heatMap(model, theme));
    const rows = Array.from({ length: Math.ceil(views.length / COLUMNS) }, (_, row) => ({
      hconcat: views.slice(row * COLUMNS, (row + 1) * COLUMNS),
      resolve: { scale: { fill: 'independent' } },
      spacing: GAP * theme.fontSize,
    }));
    return {
      spec: {
        background: theme.background,
        padding: 3,
        config: figureConfig(theme),
        spacing: GAP * theme.fontSize,
        resolve: { scale: { fill: 'independent' } },
        vconcat: rows as View[],
      },
      data: dataOf(models),
      caption:
        'Accuracy in percent by the condition the encoder was told and the one its code met; framed: told what is met. Each map has its own scale of colours, from its lowest to its highest accuracy.',
    };
  },
};

function cellsOf({ channel, tables }: EvaluatedModel): HeatCell[] {
  const table = tables[TABLE]!;
  const [told, met, percent] = [...axesOf[channel]!.columns, 'accuracy_percent'].map((name) => columnOf(table, name));
  return told!.map((value, row) => ({ told: value!, met: met![row]!, percent: percent![row]! }));
}

function heatMap(evaluated: EvaluatedModel, theme: Theme): View {
  const { model, channel } = evaluated;
  const cells = cellsOf(evaluated);
  const drawn = cells.map(({ percent }) => percent);
  const highest = Math.max(...drawn);
  const lowest = Math.min(...drawn, highest - LEAST_SPAN);
  const { fontSize, ink, background } = theme;
  const axes = axesOf[channel]!;
  const told = distinct(cells.map((cell) => cell.told));
  const met = distinct(cells.map((cell) => cell.met));
  const dark = lowest + 0.6 * (highest - lowest);
  const values = cells.map((cell) => ({
    ...cell,
    text: cell.percent.toFixed(1),
    colour: cell.percent > dark ? background : ink,
  }));
  const axis = (title: string) => ({
    title,
    labelAngle: 0,
    format: '.12~g',
    grid: false,
    ticks: false,
    labelPadding: 3,
  });
  const place = {
    x: { field: 'met', type: 'ordinal', scale: { domain: met }, axis: axis(axes.met) },
    // what is told grows upwards
    y: { field: 'told', type: 'ordinal', scale: { domain: [...told].reverse() }, axis: axis(axes.told) },
  };
  const height = told.length * CELL.height * fontSize;
  const legend = {
    ...{ title: null, gradientLength: height, gradientThickness: 0.9 * fontSize, offset: 6 },
    ...{ labelFontSize: fontSize, labelColor: ink, values: [lowest, highest], format: '.1f' },
  };
  const scale = { domain: [lowest, highest], range: ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'] };
  return {
    width: met.length * CELL.width * fontSize,
    height,
    title: { text: model, fontSize, fontWeight: 'normal', anchor: 'middle', offset: 5 },
    layer: [
      {
        data: { values },
        mark: { type: 'rect' },
        encoding: { ...place, fill: { field: 'percent', type: 'quantitative', scale, legend } },
      },
      {
        data: { values: values.filter((cell) => cell.told === cell.met) },
        mark: { type: 'rect', filled: false, stroke: ink, strokeWidth: 0.8 },
        encoding: place,
      },
      {
        data: { values },
        mark: { type: 'text', fontSize: 0.85 * fontSize, baseline: 'middle' },
        encoding: { ...place, text: { field: 'text' }, color: { field: 'colour', type: 'nominal', scale: null } },
      },
    ],
  } as unknown as View;
}

const distinct = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

function dataOf(models: readonly EvaluatedModel[]): FigureData {
  const columns = [...new Set(models.flatMap(({ tables }) => tables[TABLE]!.columns))];
  const rows = models.flatMap(({ model, tables }) => {
    const table = tables[TABLE]!;
    return table.rows.map((row) => [
      model,
      ...columns.map((name) => (table.columns.includes(name) ? row[table.columns.indexOf(name)]! : null)),
    ]);
  });
  return { header: ['model', ...columns], rows };
}
