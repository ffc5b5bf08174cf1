/** What the encoder of a trained code may be told, and the scale of the code by told condition, as a link and a table need it. */
import { noiseScale, type PowerMode } from '../channel/code-mapping.js';
import type { ToldTable } from './bottlenet-network.js';

/**
 * What the PSNR of a told condition, as a ratio, is multiplied by to give the SNR of a symbol, g = scale/sigma^2 (`noiseScale`): V in `ac`,
 * E[x^2] in `dc`, 1 in `peak`.
 *
 * @returns `toldVariance` by condition of the card's table, which begins at `toldMinimum`
 */
export function toldGridOf(
  { grid, mean, variance }: ToldTable,
  powerMode: PowerMode,
): { readonly toldMinimum: number; readonly toldVariance: Float64Array } {
  const scaleAt = (_: number, place: number) =>
    noiseScale(powerMode, { mean: mean[place]!, variance: variance[place]! });
  return { toldMinimum: grid[0]!, toldVariance: Float64Array.from(grid, scaleAt) };
}

/** What an encoder hears of a condition: the nearest within the range of its card's table, beyond which it was not trained. */
export function withinTold({ grid }: Pick<ToldTable, 'grid'>, condition: number): number {
  return Math.min(grid.at(-1)!, Math.max(grid[0]!, condition));
}
