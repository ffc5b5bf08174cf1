/** What a codec is told and meets at one condition of an ablation. */
import type { KeyedDraws } from '../../base/random/keyed-draws.js';
import { type PowerMode, psnrDb, ToldRule, toldScale } from '../../channel/code-mapping.js';
import { ratioFromDb } from '../../channel/decibel.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { bitsOf, erasureTrial, noiseTrial, rayleighGain, type Trial } from '../evaluation/trial.js';
import { type CodePrefix, prefixTransmission } from '../nested-prefix.js';
import { toldGridOf } from '../told-grid.js';
import type { AblationAxis } from './ablation-config.js';

/** Told and met as functions of the channel's gain, which is 1 without fading. */
export interface AblationSetting {
  readonly told: (gain: number) => number;
  /** PSNR in dB, or erasure probability. */
  readonly met: (gain: number) => number;
  /** Names the noise: equal for all variants at one condition. */
  readonly purpose: string;
  readonly fading: boolean;
  /** E|s|^2 of a symbol as a share of the transmit power, on the axis `snr`. */
  readonly symbolPower?: number;
}

/**
 * Told = met, or what a link of SNR g makes of a code in its power mode: told by the rule of the simulator, PSNR of scale / g.
 * With fading g = mean SNR times an exponential gain of mean 1, one per code (Rayleigh), known before the code is made.
 *
 * @param prefix what is sent of the code: its b and V
 */
export function settingAt(
  axis: AblationAxis,
  condition: number,
  { told: table }: Pick<CodePrefix, 'told'>,
  powerMode: PowerMode,
): AblationSetting {
  const purpose = `channel at ${condition}`;
  const fixed = () => condition;
  if (axis === 'psnr' || axis === 'erasure') return { told: fixed, met: fixed, purpose, fading: false };
  const grid = toldGridOf(table, powerMode);
  const rule = new ToldRule(grid);
  const told = (gain: number) => rule.condition(gain * ratioFromDb(condition));
  const met = (gain: number) => psnrDb(toldScale(told(gain), grid) / (gain * ratioFromDb(condition)));
  if (axis === 'rayleigh') return { told, met, purpose, fading: true };
  const symbolPower = powerMode === 'peak' ? toldScale(told(1), toldGridOf(table, 'dc')) : 1;
  return { told, met, purpose, fading: false, symbolPower };
}

/** The channel of a setting, as it meets a prefix of the codes of a model. */
export function settingTrial(
  { told, met, purpose, fading }: AblationSetting,
  card: BottleNetCard,
  prefix: CodePrefix,
  draws: KeyedDraws,
): Trial {
  const gain = (image: number) => (fading ? rayleighGain({ draws }, image) : 1);
  const channel = { told: (image: number) => told(gain(image)), purpose };
  const noise = () => noiseTrial({ draws }, { ...channel, psnr: (image) => met(gain(image)) });
  const erasures = () => {
    const { perValue } = bitsOf(card);
    const bits = { perValue, perRequest: perValue * prefix.values };
    return erasureTrial({ draws }, { ...channel, erasure: met(1), bits });
  };
  const trial = card.channel === 'awgn' ? noise() : erasures();
  const send = prefixTransmission<{ told: number; image: number }>(card, prefix, (sent, { image }, arrived, variance) =>
    trial.transmit(sent, image, arrived, variance),
  );
  return {
    told: trial.told,
    transmit: (code, image, received, sigma2) => send(code, { told: trial.told(image), image }, received, sigma2),
  };
}
