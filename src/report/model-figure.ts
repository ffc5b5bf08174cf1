/** Figures of trained models: drawings of what `evaluate` and `train` have stored. They never run a network. */
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
  /** Shared by trainings that differ in their seed. */
  readonly recipe: string;
  /** What tells it from other codecs of its split in few words: size, law. */
  readonly label: string;
  readonly backbone: string;
  readonly split: string;
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

/** One way to send an image's answer, at one of its settings. */
export interface SentPoint {
  readonly method: string;
  readonly setting: string;
  /** Null where the network is not cut, or where the place does not matter. */
  readonly split: string | null;
  /** Over how many trainings of one recipe the shares are means; 1 where nothing was trained for it. */
  readonly trainings: number;
  readonly bits: number;
  readonly percent: number;
  readonly low: number;
  readonly high: number;
}

/** Least work on the device from so many bits on, MMAC; null where it cannot be done. */
export interface WorkStep {
  readonly bits: number;
  readonly codec: number | null;
  readonly rival: number | null;
  readonly rivalName: string;
}

/** A backbone, its codecs and their rivals. */
export interface BackboneComparison {
  readonly backbone: string;
  readonly basePercent: number;
  /** MMAC of the whole network. */
  readonly wholeWork: number;
  /** Every method there is, also those without a point: a method's place gives its look. */
  readonly methods: readonly string[];
  /** From the place of the first split to that of the last; those of no place first. */
  readonly points: readonly SentPoint[];
  /** By what the loss must keep to. */
  readonly work: readonly { readonly title: string; readonly steps: readonly WorkStep[] }[];
}

export interface ComparisonFigure {
  readonly name: string;
  readonly title: string;
  draw(comparison: BackboneComparison, theme: Theme): FigureDrawing;
}

/** One report of a training. */
export interface TrainingStep {
  readonly step: number;
  readonly loss: number;
  /** Percent of the validation images, where it was just measured. */
  readonly validation?: number;
}

export interface TrainingFigure {
  readonly name: string;
  readonly title: string;
  /** @param log at least one report, in the order of the steps */
  draw(log: readonly TrainingStep[], theme: Theme): FigureDrawing;
}

/** Numbers of a column; null where a cell is empty. */
export function columnOf({ columns, rows }: ModelTable, name: string): readonly (number | null)[] {
  const place = columns.indexOf(name);
  return rows.map((row) => row[place] as number | null);
}
