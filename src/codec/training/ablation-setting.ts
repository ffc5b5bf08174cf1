/** What a codec is told and meets at one condition of an ablation. */
import { noiseScale, type PowerMode, psnrDb, ToldRule, toldScale } from '../../channel/code-mapping.js';
import { ratioFromDb } from '../../channel/decibel.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import type { AblationQuestion } from './ablation-config.js';

export interface AblationSetting {
  readonly told: number;
  /** PSNR in dB, or erasure probability. */
  readonly met: number;
  /** Names the noise: equal for all variants at one condition. */
  readonly purpose: string;
  /** E|s|^2 of a symbol as a share of the transmit power, on the axis `snr`. */
  readonly symbolPower?: number;
}

/**
 * Told = met, or what a link of SNR g makes of a code in its power mode: told by the rule of the simulator, PSNR of scale / g.
 */
export function settingAt(
  axis: AblationQuestion['axis'],
  condition: number,
  { told: table }: BottleNetCard,
  powerMode: PowerMode,
): AblationSetting {
  const purpose = `channel at ${condition}`;
  if (axis !== 'snr') return { told: condition, met: condition, purpose };
  const statistics = table.grid.map((_, place) => ({ mean: table.mean[place]!, variance: table.variance[place]! }));
  const grid = { toldMinimum: table.grid[0]!, toldVariance: statistics.map((code) => noiseScale(powerMode, code)) };
  const snr = ratioFromDb(condition);
  const told = new ToldRule(grid).condition(snr);
  const met = psnrDb(toldScale(told, grid) / snr);
  const symbolPower = powerMode === 'peak' ? noiseScale('dc', statistics[told - grid.toldMinimum]!) : 1;
  return { told, met, purpose, symbolPower };
}
