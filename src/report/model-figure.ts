/** A figure of trained models: a drawing of the tables that `evaluate` has stored. It never runs a network. */
import type { Cell } from '../study/csv.js';
import type { FigureDrawing } from './figure.js';
import type { Theme } from './theme.js';

/** One stored table of a model. */
export interface ModelTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** Accuracy of the unsplit network on the same images, percent. */
  readonly basePercent: number;
  readonly images: number;
}

export interface EvaluatedModel {
  readonly model: string;
  readonly backbone: string;
  readonly channel: string;
  /** By name: `channel`, `told-met`, ... */
  readonly tables: Readonly<Record<string, ModelTable>>;
}

export interface ModelFigure {
  /** Name on the command line and of the files. */
  readonly name: string;
  readonly title: string;
  /** What a model needs to be drawn. */
  readonly needs: { readonly table: string; readonly channels: readonly string[] };
  /** @param models at least one; each has what is needed */
  draw(models: readonly EvaluatedModel[], theme: Theme): FigureDrawing;
}

/** Numbers of a column; null where a cell is empty. */
export function columnOf({ columns, rows }: ModelTable, name: string): readonly (number | null)[] {
  const place = columns.indexOf(name);
  return rows.map((row) => row[place] as number | null);
}
