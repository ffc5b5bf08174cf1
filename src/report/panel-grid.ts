/** Several panels with one legend above them, in rows; and the specification of the whole figure. */
import type { TopLevelSpec } from 'vega-lite';
import { figureConfig } from './figure-config.js';
import { type LegendEntry, legendView } from './series-legend.js';
import { type Panel, panelView, type View } from './series-panel.js';
import type { Theme } from './theme.js';

/** Size of a panel in units of the font size: two fit the text width of a paper (7.16 in) at 8 points. */
export const panelSize = { width: 25.5, height: 18.5 };
const GAP = 2.2;
/** Between rows: room for the titles of the axes. */
const ROW_GAP = 1.5;
/** Axis and its title, beside a panel. */
const AXIS = 4;

export interface PanelGroup {
  /** Empty: none. */
  readonly legend: readonly LegendEntry[];
  readonly panels: readonly Panel[];
}

/** Groups one below the other, `columns` panels in a row, each group with its own legend. */
export function gridSpec(groups: readonly PanelGroup[], columns: number, theme: Theme): TopLevelSpec {
  const em = theme.fontSize;
  const width = (columns * (panelSize.width + AXIS) + (columns - 1) * GAP) * em;
  const views = groups.flatMap(({ legend, panels }): View[] => [
    ...(legend.length === 0 ? [] : [legendView(legend, width, theme)]),
    ...rowsOf(panels, columns).map(
      (row) => ({ hconcat: row.map((panel) => panelView(panel, theme)), spacing: GAP * em }) as View,
    ),
  ]);
  return {
    background: theme.background,
    padding: 3,
    config: figureConfig(theme),
    spacing: ROW_GAP * em,
    center: true,
    vconcat: views,
  };
}

function rowsOf(panels: readonly Panel[], columns: number): (readonly Panel[])[] {
  return Array.from({ length: Math.ceil(panels.length / columns) }, (_, row) =>
    panels.slice(row * columns, (row + 1) * columns),
  );
}
