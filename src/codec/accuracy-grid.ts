/**
 * Measured accuracy over two conditions, told and met, read between the measured points.
 *
 * a(t, m) = sum over the four corners of weight x accuracy, weights bilinear in the coordinates of `Scale`: decibels as they are;
 * erasure probabilities by their logarithm from the smallest positive one of the axis on, and linearly between that one and a
 * row at 0. `nearest` takes the told value of the axis that lies nearest (ties to the larger) instead of the two around it:
 * for encoders that exist for some conditions only.
 *
 * Limits: a condition outside the grid counts as the nearest one inside. Source: definition.
 */
import { log } from '../base/math/log.js';
import { type MeasuredTable, type TableReading, tableReading } from '../base/statistics/table-error.js';

export type Scale = 'dB' | 'p';
export type BetweenTold = 'interpolated' | 'nearest';

/** Plain data. */
export interface AccuracyGrid {
  readonly scale: Scale;
  readonly betweenTold: BetweenTold;
  /** Ascending. */
  readonly told: readonly number[];
  readonly met: readonly number[];
  /** Row by row: cell `i x met.length + j` is told[i], met[j]. */
  readonly accuracies: readonly number[];
  readonly images: readonly number[];
}

/** Two neighbours on an axis and the share of the upper one. */
interface Place {
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

type Axis = (value: number) => Place;

/** How one table is read. */
export function gridReader(grid: AccuracyGrid, table: MeasuredTable): (told: number, met: number) => TableReading {
  const toldAxis = axis(grid.told, grid.scale);
  const metAxis = axis(grid.met, grid.scale);
  const nearest = grid.betweenTold === 'nearest';
  const width = grid.met.length;
  return (told, met) => {
    const row = nearest ? rounded(toldAxis(told)) : toldAxis(told);
    const column = metAxis(met);
    const cells: number[] = [];
    const weights: number[] = [];
    for (const [i, rowShare] of corners(row)) {
      for (const [j, columnShare] of corners(column)) {
        cells.push(i * width + j);
        weights.push(rowShare * columnShare);
      }
    }
    return tableReading(table, cells, weights);
  };
}

/** Index of the told value that `nearest` uses for a condition. */
export function nearestTold(grid: Pick<AccuracyGrid, 'told' | 'scale'>, told: number): number {
  return rounded(axis(grid.told, grid.scale)(told)).lower;
}

/** Linear interpolation on an axis of decibels, constant beyond its ends. */
export function interpolate(at: readonly number[], values: readonly number[], x: number): number {
  return corners(axis(at, 'dB')(x)).reduce((sum, [index, share]) => sum + share * values[index]!, 0);
}

const rounded = ({ lower, upper, share }: Place): Place => {
  const index = share >= 0.5 ? upper : lower;
  return { lower: index, upper: index, share: 0 };
};

/** Points with a share in the value, by index. */
const corners = ({ lower, upper, share }: Place): readonly (readonly [number, number])[] =>
  share === 0
    ? [[lower, 1]]
    : share === 1
      ? [[upper, 1]]
      : [
          [lower, 1 - share],
          [upper, share],
        ];

function axis(values: readonly number[], scale: Scale): Axis {
  const coordinate = scale === 'dB' ? (value: number) => value : erasureCoordinate(values);
  const coordinates = values.map(coordinate);
  const last = coordinates.length - 1;
  return (value) => {
    const x = coordinate(value);
    if (!(x > coordinates[0]!)) return { lower: 0, upper: 0, share: 0 };
    if (x >= coordinates[last]!) return { lower: last, upper: last, share: 0 };
    let upper = 1;
    while (coordinates[upper]! < x) upper++;
    const lower = upper - 1;
    const share = (x - coordinates[lower]!) / (coordinates[upper]! - coordinates[lower]!);
    return { lower, upper, share };
  };
}

/** ln p from the smallest positive p of the axis on; below it linear in p, one unit of ln down to 0. */
function erasureCoordinate(values: readonly number[]): (p: number) => number {
  const smallest = values.find((value) => value > 0) ?? 1;
  return (p) => (p >= smallest ? log(p) : log(smallest) - 1 + p / smallest);
}
