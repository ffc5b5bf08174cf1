/** A figure: a drawing of one stored result. It never runs a simulation. */

import type { TopLevelSpec } from 'vega-lite';
import type { Cell } from '../study/csv.js';
import type { StudyTable } from '../study/study-table.js';
import type { Theme } from './theme.js';

/** The data behind a figure, exactly the numbers that are drawn. */
export interface FigureData {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface FigureDrawing {
  readonly spec: TopLevelSpec;
  readonly data: FigureData;
  /** One sentence or two: what is drawn, with which intervals. */
  readonly caption: string;
}

export interface Figure {
  /** Name on the command line and of the files. */
  readonly name: string;
  readonly title: string;
  /** Metrics that the table must hold. */
  readonly metrics: readonly string[];
  draw(table: StudyTable, theme: Theme): FigureDrawing;
}
