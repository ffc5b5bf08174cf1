/** How figures look. One Vega unit is one point (1/72 inch). */

/** Drawing style of one series: colour, dash and marker differ together, so that a grey print stays readable. */
export interface SeriesStyle {
  readonly colour: string;
  /** Lengths of dashes and gaps in points; empty for a solid line. */
  readonly dash: readonly number[];
  readonly marker: 'circle' | 'square' | 'triangle-up' | 'diamond' | 'triangle-down' | 'cross' | 'triangle-right';
}

export interface Theme {
  readonly fontFamily: string;
  readonly fontSize: number;
  readonly lineWidth: number;
  /** Area of a marker in square points. */
  readonly markerSize: number;
  readonly background: string;
  readonly ink: string;
  readonly grid: string;
  readonly bandOpacity: number;
  /** Series take these in order and start again after the last, the 49th. */
  readonly series: readonly SeriesStyle[];
}

const dashes: readonly (readonly number[])[] = [
  [],
  [5, 2],
  [1.2, 1.8],
  [5, 1.6, 1.2, 1.6],
  [2.6, 1.4],
  [8, 2],
  [8, 1.6, 1.2, 1.6, 1.2, 1.6],
];
const markers = ['circle', 'square', 'triangle-up', 'diamond', 'triangle-down', 'cross', 'triangle-right'] as const;

/** Every colour with a marker of its own; once all are used, again with other markers and dashes: 49 looks, of which no two share colour and marker, or marker and dash. */
const styles = (colours: readonly string[]): readonly SeriesStyle[] =>
  markers.flatMap((_, round) =>
    colours.map((colour, index) => ({
      colour,
      dash: dashes[(index + 3 * round) % dashes.length]!,
      marker: markers[(index + 2 * round) % markers.length]!,
    })),
  );

/** Okabe and Ito's palette (2008), distinguishable with every common colour blindness; yellow left out: too light. */
const okabeIto = ['#0072b2', '#56b4e9', '#d55e00', '#e69f00', '#009e73', '#cc79a7', '#000000'];

const paper: Theme = {
  fontFamily: 'Tinos',
  fontSize: 8,
  lineWidth: 1.1,
  markerSize: 18,
  background: '#ffffff',
  ink: '#000000',
  grid: '#e4e4e4',
  bandOpacity: 0.2,
  series: styles(okabeIto),
};

export const themes = {
  /** A column of a paper: small type, thin lines. */
  paper,
  /** The same in greys, for print. */
  grey: { ...paper, series: styles(['#000000', '#6e6e6e', '#3c3c3c', '#909090', '#1e1e1e', '#7d7d7d', '#555555']) },
  /** Larger type and lines, for a screen. */
  slides: { ...paper, fontSize: 11, lineWidth: 2, markerSize: 42 },
} as const satisfies Record<string, Theme>;

export type ThemeName = keyof typeof themes;
