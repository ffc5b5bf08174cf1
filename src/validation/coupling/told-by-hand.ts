import type { ToldTable } from '../../codec/bottlenet-network.js';

/** Told condition c, nearest to 10 log10(g / V(c)), and V(c): from the card, apart from the simulator. */
export function toldByHand({ grid, variance }: ToldTable, snr: number): { told: number; variance: number } {
  const distances = grid.map((told, place) => Math.abs(10 * Math.log10(snr / variance[place]!) - told));
  const place = distances.indexOf(Math.min(...distances));
  return { told: grid[place]!, variance: variance[place]! };
}
