/**
 * One panel of a line figure as Vega-Lite layers: interval bands below, lines, markers, frame on top.
 *
 * Estimates that their runs cannot support have a hollow marker: they are drawn, not hidden, and not trusted.
 */

import type { TopLevelSpec } from 'vega-lite';
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
  /** Lines across the panel. */
  readonly levels?: readonly Level[];
}

export interface Level {
  readonly name: string;
  readonly y: number;
  readonly style: Omit<SeriesStyle, 'marker'>;
}

export function panelView(panel: Panel, theme: Theme): View {
  const { width, height, series, levels = [], markers = true } = panel;
  return {
    width,
    height,
    title: { text: panel.title, fontSize: theme.fontSize, fontWeight: 'normal', anchor: 'middle', offset: 5 },
    layer: [
      ...levels.map((level) => levelLayer(level, panel)),
      ...series.map((one) => bandLayer(one, panel, theme)),
      ...series.map((one) => lineLayer(one, panel, theme)),
      ...(markers ? series.map((one) => markerLayer(one, panel, theme)) : []),
      frameLayer(panel, theme),
    ],
  } as View;
}

/** Both axes of every layer are the same object: Vega-Lite then draws them once. */
function axes({ x, y }: Panel): { x: object; y: object } {
  const encoding = (field: string, { title, scale, domain, ticks }: PanelAxis): object => ({
    field,
    type: 'quantitative',
    scale: { type: scale, domain, nice: false, ...(scale === 'linear' ? { zero: false } : {}) },
    axis: { title, values: ticks, format: '.12~g', tickRound: false, translate: 0 },
  });
  return { x: encoding('x', x), y: encoding('y', y) };
}

const known = ({ points }: Series): readonly SeriesPoint[] => points.filter(({ y }) => y !== null);

/** An interval outside the axes is cut at the frame, not dropped. */
function bandLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const [bottom, top] = panel.y.domain;
  const within = (value: number): number => Math.min(top, Math.max(bottom, value));
  const values = known(series)
    .filter(({ low, high }) => low !== null && high !== null)
    .map(({ x, low, high }) => ({ x, y: within(low!), y2: within(high!) }));
  return {
    data: { values },
    mark: { type: 'area', color: series.style.colour, opacity: theme.bandOpacity, clip: true },
    encoding: { ...axes(panel), y2: { field: 'y2' } },
  } as Layer;
}

function lineLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const { colour, dash } = series.style;
  return {
    data: { values: known(series) },
    mark: { type: 'line', color: colour, strokeWidth: theme.lineWidth, strokeDash: dash, clip: true },
    encoding: axes(panel),
  } as unknown as Layer;
}

function markerLayer(series: Series, panel: Panel, theme: Theme): Layer {
  const { colour, marker } = series.style;
  const [bottom, top] = panel.y.domain;
  const values = known(series)
    .filter(({ y }) => y! >= bottom && y! <= top)
    .map((point) => ({ ...point, fill: point.trusted ? colour : theme.background }));
  return {
    data: { values },
    mark: { type: 'point', shape: marker, size: theme.markerSize, stroke: colour, strokeWidth: 0.8, opacity: 1 },
    encoding: { ...axes(panel), fill: { field: 'fill', type: 'nominal', scale: null } },
  } as Layer;
}

function levelLayer({ y, style }: Level, panel: Panel): Layer {
  return {
    data: { values: [{ y }] },
    mark: { type: 'rule', color: style.colour, strokeWidth: 0.8, strokeDash: style.dash },
    encoding: { y: axes(panel).y },
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
