/** The scale of a trained code by told condition, as a link and a table need it. */
import { noiseScale, type PowerMode } from '../channel/code-mapping.js';
import type { ToldTable } from './bottlenet-network.js';

/**
 * What a told condition's PSNR is divided by to give the SNR of a symbol (`noiseScale`): V in `ac`, E[x^2] in `dc`, 1 in `peak`.
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
