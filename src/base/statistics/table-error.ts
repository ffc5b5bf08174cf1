/**
 * Accuracies read from a table that was measured beforehand, and the error that its cells bring into a result.
 *
 * Cell c holds the share a_c of n_c images. Its error is that of the "plus four" rule, under which a share of 0 or 1 has one too:
 * q_c = (a_c n_c + 2)/(n_c + 4), s_c^2 = q_c (1 - q_c)/(n_c + 4). A result is a sum over cells, A = sum_c w_c a_c, w_c its requests'
 * weights on the cells. Every request of every replication reads the same cells, so their error does not shrink as the run
 * grows. Cells are as a rule measured on the same images and err together, by how much nobody knows, but two events of
 * probability q and q' have a covariance of at most min(q, q') - q q'. So
 *
 *   V_table = Q(cells with w_c > 0) + Q(cells with w_c < 0),
 *   Q = sum_c sum_d v_c v_d (min(q_c, q_d) - q_c q_d),   v_c = |w_c| / sqrt(n_c + 4),
 *
 * bounds the variance of A: for a mean, where all weights are positive, whatever the dependence of the cells (it is reached where
 * every image that is right in a worse cell is right in a better one); for a difference, if no cell of the one side errs against
 * one of the other. A cell that both sides use alike drops out. nu = (smallest n_c used) - 1 degrees of freedom.
 *
 * Source: A. Agresti, B. A. Coull, "Approximate is better than exact for interval estimation of binomial proportions", The American
 * Statistician 52 (1998); the bound on the covariance is Frechet's and Hoeffding's (1951, 1940). Limits: the images behind the
 * table count as a random sample.
 */
import { ModelError } from '../errors.js';
import { square } from '../math/square.js';

/** Cells of one measured table, by index. */
export interface MeasuredTable {
  /** Equal for equal contents. */
  readonly id: string;
  readonly accuracies: ArrayLike<number>;
  /** Images behind each cell. */
  readonly images: ArrayLike<number>;
}

/** An accuracy read between cells: the sum of weight x accuracy, weights adding up to 1. */
export interface TableReading {
  readonly table: MeasuredTable;
  readonly accuracy: number;
  readonly cells: readonly number[];
  readonly weights: readonly number[];
}

/** Weights of many requests on the cells of one table; plain data. */
export interface TableWeights {
  readonly accuracies: Float64Array;
  readonly images: Float64Array;
  /** Sum over requests, by cell. */
  readonly weights: Float64Array;
}

/** Sums of weights by table. */
export type TableUse = Readonly<Record<string, TableWeights>>;

/** A variance that no further replication makes smaller, with its degrees of freedom. */
export interface SystematicError {
  readonly variance: number;
  readonly degrees: number;
}

/** @throws ModelError where weights and cells do not match in number */
export function tableReading(table: MeasuredTable, cells: readonly number[], weights: readonly number[]): TableReading {
  if (cells.length !== weights.length) throw new ModelError(`${cells.length} cells with ${weights.length} weights`);
  const accuracy = cells.reduce((sum, cell, index) => sum + weights[index]! * table.accuracies[cell]!, 0);
  return { table, accuracy, cells, weights };
}

/** Adds readings up, table by table. */
export class TableUseSum {
  private readonly tables = new Map<string, TableWeights>();

  add({ table, cells, weights }: TableReading): void {
    let use = this.tables.get(table.id);
    if (use === undefined) {
      use = {
        accuracies: Float64Array.from(table.accuracies),
        images: Float64Array.from(table.images),
        weights: new Float64Array(table.accuracies.length),
      };
      this.tables.set(table.id, use);
    }
    for (let index = 0; index < cells.length; index++) use.weights[cells[index]!]! += weights[index]!;
  }

  /** Undefined while nothing was read. */
  result(): TableUse | undefined {
    return this.tables.size === 0 ? undefined : Object.fromEntries(this.tables);
  }
}

/** Uses in a linear combination: `factor` times each. */
export interface WeightedUse {
  readonly factor: number;
  readonly use: TableUse | undefined;
}

/** Error of the sum of all parts over their cells; variance 0 where nothing was read from a table. */
export function systematicError(parts: readonly WeightedUse[]): SystematicError {
  const sums = new Map<string, TableWeights>();
  for (const { factor, use } of parts) {
    for (const [id, { accuracies, images, weights }] of Object.entries(use ?? {})) {
      const sum = sums.get(id) ?? { accuracies, images, weights: new Float64Array(weights.length) };
      sums.set(id, sum);
      for (let cell = 0; cell < weights.length; cell++) sum.weights[cell]! += factor * weights[cell]!;
    }
  }
  const above: Cell[] = [];
  const below: Cell[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for (const { accuracies, images, weights } of sums.values()) {
    for (let cell = 0; cell < weights.length; cell++) {
      const weight = weights[cell]!;
      if (weight === 0) continue;
      const count = images[cell]!;
      const cellError = { share: plusFour(accuracies[cell]!, count), size: Math.abs(weight) / Math.sqrt(count + 4) };
      (weight > 0 ? above : below).push(cellError);
      fewest = Math.min(fewest, images[cell]!);
    }
  }
  return { variance: jointVariance(above) + jointVariance(below), degrees: fewest - 1 };
}

export const noSystematicError: SystematicError = { variance: 0, degrees: Number.POSITIVE_INFINITY };

/** The error of a simulation and that of its tables, which are independent of each other. */
export function withSystematicError(
  { variance, degrees }: SystematicError,
  systematic: SystematicError,
): SystematicError {
  if (systematic.variance === 0) return { variance, degrees };
  const total = variance + systematic.variance;
  return {
    variance: total,
    degrees: square(total) / (square(variance) / degrees + square(systematic.variance) / systematic.degrees),
  };
}

/** Standard error of a share measured on `images` images. */
export function shareError(share: number, images: number): number {
  const shifted = plusFour(share, images);
  return Math.sqrt((shifted * (1 - shifted)) / (images + 4));
}

const plusFour = (share: number, images: number): number => (share * images + 2) / (images + 4);

interface Cell {
  /** q */
  readonly share: number;
  /** v */
  readonly size: number;
}

/** Q: the variance of the sum of v_c over the cells with u < q_c, u uniform, which is a step function of u. */
function jointVariance(cells: readonly Cell[]): number {
  const rising = [...cells].sort((a, b) => a.share - b.share);
  let sum = rising.reduce((total, { size }) => total + size, 0);
  let mean = 0;
  let squares = 0;
  let from = 0;
  for (const { share, size } of rising) {
    mean += (share - from) * sum;
    squares += (share - from) * square(sum);
    sum -= size;
    from = share;
  }
  return Math.max(0, squares - square(mean));
}
