/** A legend outside the data: line, marker and name of each series, or of a line across, in columns as wide as their longest name. */

import { textWidth } from './font.js';
import type { Layer, View } from './series-panel.js';
import type { SeriesStyle, Theme } from './theme.js';

const SAMPLE = 22;
const GAP = 4;
const COLUMN_GAP = 16;

export interface LegendEntry {
  readonly name: string;
  /** Without a marker: a line across. */
  readonly style: Omit<SeriesStyle, 'marker'> & Partial<Pick<SeriesStyle, 'marker'>>;
}

export function legendView(series: readonly LegendEntry[], width: number, theme: Theme): View {
  const rowHeight = theme.fontSize * 1.35;
  const { rows, lefts } = layOut(series, width, theme);
  const layers = series.flatMap((one, index) =>
    entry(one, lefts[Math.floor(index / rows)]!, ((index % rows) + 0.5) * rowHeight, theme),
  );
  return { width, height: rows * rowHeight, view: { stroke: null }, layer: layers } as View;
}

/** The fewest rows whose columns fit into the width, centred. */
function layOut(series: readonly LegendEntry[], width: number, theme: Theme): { rows: number; lefts: number[] } {
  const entryWidth = ({ name }: LegendEntry): number => SAMPLE + GAP + textWidth(name, theme.fontSize);
  for (let rows = 1; ; rows++) {
    const columns = Array.from({ length: Math.ceil(series.length / rows) }, (_, column) =>
      Math.max(...series.slice(column * rows, (column + 1) * rows).map(entryWidth)),
    );
    const total = columns.reduce((sum, column) => sum + column + COLUMN_GAP, -COLUMN_GAP);
    if (total > width && rows < series.length) continue;
    let left = Math.max(0, (width - total) / 2);
    const lefts = columns.map((column) => {
      const at = left;
      left += column + COLUMN_GAP;
      return at;
    });
    return { rows, lefts };
  }
}

function entry({ name, style }: LegendEntry, x: number, y: number, theme: Theme): Layer[] {
  const data = { values: [{}] };
  const at = (dx: number): object => ({ x: { value: x + dx }, y: { value: y } });
  const marker = {
    data,
    mark: {
      type: 'point',
      shape: style.marker,
      size: theme.markerSize,
      stroke: style.colour,
      fill: style.colour,
      strokeWidth: 0.8,
      opacity: 1,
    },
    encoding: at(SAMPLE / 2),
  };
  return [
    {
      data,
      mark: { type: 'rule', color: style.colour, strokeWidth: theme.lineWidth, strokeDash: style.dash },
      encoding: { ...at(0), x2: { value: x + SAMPLE } },
    },
    ...(style.marker === undefined ? [] : [marker]),
    {
      data,
      mark: { type: 'text', text: name, align: 'left', baseline: 'middle', color: theme.ink, fontSize: theme.fontSize },
      encoding: at(SAMPLE + GAP),
    },
  ] as unknown as Layer[];
}
