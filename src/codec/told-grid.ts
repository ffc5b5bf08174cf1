/** The scale of a trained code by told condition, as a link needs it. */
import { noiseScale, type PowerMode } from '../channel/code-mapping.js';
import type { ToldTable } from './bottlenet-network.js';

/**
 * V, E[x^2] or 1 for each told condition of a card's table, as the power mode has it; in `dc` it is E[x^2] whatever is sent.
 *
 * @param table of conditions ascending by 1 dB
 */
export function toldGridOf(
  { grid, mean, variance }: ToldTable,
  powerMode: PowerMode,
): { readonly toldMinimum: number; readonly toldVariance: Float64Array } {
  const scaleAt = (_: number, place: number) =>
    noiseScale(powerMode, { mean: mean[place]!, variance: variance[place]! });
  return { toldMinimum: grid[0]!, toldVariance: Float64Array.from(grid, scaleAt) };
}
