/**
 * One panel of a line figure as Vega-Lite layers: intervals below, lines, markers, frame on top.
 *
 * Estimates that their runs cannot support have a hollow marker: they are drawn, not hidden, and not trusted. A point that stands alone
 * has its interval as a bar, since a band needs two.
 */

import type { TopLevelSpec } from 'vega-lite';
import { textWidth } from './font.js';
import type { SeriesStyle, Theme } from './theme.js';

/** A layer, and a view that consists of layers, as Vega-Lite types them. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];
export type View = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'][number];

export interface SeriesPoint {
  readonly x: number;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly trusted: boolean;
  /** No line leads to it or away. */
  readonly alone?: boolean;
}

export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly points: readonly SeriesPoint[];
}

export interface PanelAxis {
  readonly title: string;
  readonly scale: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Of the ticks; absent: their numbers. */
  readonly labels?: readonly string[];
}

export interface Panel {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly x: PanelAxis;
  readonly y: PanelAxis;
  readonly series: readonly Series[];
  /** Whether points have markers; absent: they have. */
  readonly markers?: boolean;
  /** How intervals of joined points are drawn; absent: as bands. */
  readonly intervals?: 'bands' | 'bars';
  /** Lines across the panel. */
  readonly levels?: readonly Level[];
}

export interface Level {
  readonly name: string;
  readonly y: number;
  readonly style: Omit<SeriesStyle, 'marker'>;
}

/** Between two labels of an axis, in units of the font size. */
const LABEL_GAP = 0.2;

export function panelView(panel: Panel, theme: Theme): View {
  const { width, height, series, levels = [], markers = true } = panel;
  return {
    width,
    height,
    title: { text: panel.title, fontSize: theme.fontSize, fontWeight: 'normal', anchor: 'middle', offset: 5 },
    layer: [
      ...levels.map((level) => levelLayer(level, panel, theme)),
      ...series.flatMap((one) => [bandLayer(one, panel, theme), barLayer(one, panel, theme)]),
      ...series.map((one) => lineLayer(one, panel, theme)),
      ...(markers ? series.map((one) => markerLayer(one, panel, theme)) : []),
      frameLayer(panel, theme),
    ],
  } as View;
}

/** Both axes of every layer are the same object: Vega-Lite then draws them once. */
function axes({ x, y, width }: Panel, { fontSize }: Theme): { x: object; y: object } {
  const encoding = (field: string, { title, scale, domain, ticks, labels }: PanelAxis, shown: ReadonlySet<number>) => ({
    field,
    type: 'quantitative',
    scale: { type: scale, domain, nice: false, ...(scale === 'linear' ? { zero: false } : {}) },
    axis: {
      ...{ title, values: ticks, tickRound: false, translate: 0, labelOverlap: false, labelFlush: false },
      labelExpr: `(${JSON.stringify(Object.fromEntries(ticks.map((tick, at) => [tick, shown.has(tick) ? (labels?.[at] ?? `${tick}`) : ''])))})[datum.value]`,
    },
  });
  return { x: encoding('x', x, labelledTicks(x, width, fontSize)), y: encoding('y', y, new Set(y.ticks)) };
}

/** Ticks of an axis of so many points whose labels keep clear of each other: from the right, so that the last one has its label. */
function labelledTicks({ scale, domain, ticks, labels }: PanelAxis, width: number, fontSize: number): Set<number> {
  const place = (value: number): number => (scale === 'log' ? Math.log(value) : value);
  const [low, high] = domain.map(place) as [number, number];
  const shown = new Set<number>();
  let free = Number.POSITIVE_INFINITY;
  for (let at = ticks.length - 1; at >= 0; at--) {
    const tick = ticks[at]!;
    const half = textWidth(labels?.[at] ?? `${tick}`, fontSize) / 2;
    const middle = ((place(tick) - low) / (high - low)) * width;
    if (middle + half > free) continue;
    shown.add(tick);
    free = middle - half - LABEL_GAP * fontSize;
  }
  return shown;
}

const known = ({ points }: Series): readonly SeriesPoint[] => points.filter(({ y }) => y !== null);

/** Neighbours that lines join; what stands alone is a run of one. */
function runsOf(series: Series): SeriesPoint[][] {
  const runs: SeriesPoint[][] = [];
  let open = false;
  for (const point of known(series)) {
    if (open && !point.alone) runs.at(-1)!.push(point);
    else runs.push([point]);
    open = !point.alone;
  }
  return runs;
}

/** Points of lines and bands, with the number of their run. */
const joinedPoints = (series: Series) =>
  runsOf(series).flatMap((run, index) => (run.length > 1 ? run.map((point) => ({ ...point, run: index })) : []));

/** An interval outside the axes is cut at the frame, not dropped. */
function intervalsOf<Point extends SeriesPoint>(points: readonly Point[], { y }: Panel) {
  const [bottom, top] = y.domain;
  const within = (value: number): number => Math.min(top, Math.max(bottom, value));
  return points
    .filter(({ low, high }) => low !== null && high !== null)
    .map((point) => ({ ...point, y: within(point.low!), y2: within(point.high!) }));
}

function bandLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const values = panel.intervals === 'bars' ? [] : intervalsOf(joinedPoints(series), panel);
  return {
    data: { values: values.map(({ x, y, y2, run }) => ({ x, y, y2, run })) },
    mark: { type: 'area', color: series.style.colour, opacity: theme.bandOpacity, clip: true },
    encoding: { ...axes(panel, theme), y2: { field: 'y2' }, detail: { field: 'run' } },
  } as Layer;
}

function barLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const runs = runsOf(series).filter(({ length }) => length === 1 || panel.intervals === 'bars');
  return {
    data: { values: intervalsOf(runs.flat(), panel).map(({ x, y, y2 }) => ({ x, y, y2 })) },
    mark: { type: 'rule', color: series.style.colour, strokeWidth: 0.8, clip: true },
    encoding: { ...axes(panel, theme), y2: { field: 'y2' } },
  } as Layer;
}

function lineLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const { colour, dash } = series.style;
  return {
    data: { values: joinedPoints(series) },
    mark: { type: 'line', color: colour, strokeWidth: theme.lineWidth, strokeDash: dash, clip: true },
    encoding: { ...axes(panel, theme), detail: { field: 'run' } },
  } as unknown as Layer;
}

function markerLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const { colour, marker } = series.style;
  const [bottom, top] = panel.y.domain;
  const values = known(series)
    .filter(({ y }) => y! >= bottom && y! <= top)
    .map((point) => ({ ...point, fill: point.trusted ? colour : 'none' }));
  return {
    data: { values },
    mark: { type: 'point', shape: marker, size: theme.markerSize, stroke: colour, strokeWidth: 0.8, opacity: 1 },
    encoding: { ...axes(panel, theme), fill: { field: 'fill', type: 'nominal', scale: null } },
  } as Layer;
}

function levelLayer({ y, style }: Level, panel: Panel, theme: Theme): Layer {
  return {
    data: { values: [{ y }] },
    mark: { type: 'rule', color: style.colour, strokeWidth: 0.8, strokeDash: style.dash },
    encoding: { y: axes(panel, theme).y },
  } as unknown as Layer;
}

function frameLayer(panel: Panel, theme: Theme): Layer {
  const { width, height } = panel;
  return {
    data: { values: [{}] },
    mark: { type: 'rect', stroke: theme.ink, strokeWidth: 0.6, fill: null },
    encoding: { x: { value: 0 }, x2: { value: width }, y: { value: 0 }, y2: { value: height } },
  } as Layer;
}
