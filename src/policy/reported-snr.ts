/**
 * Adapts the code to the channel: the first codec whose threshold the reported SNR reaches.
 *
 *   choice = min { i : SNR_i >= threshold_i },  the last codec where no threshold is reached
 *
 * SNR_i in whole decibels is the newest report for a request of codec i, so it is as old, and as wrong, as `report` says. With n
 * codecs there are n - 1 thresholds in dB, falling: `codec` belongs to the best channel, the last alternative to the worst. A
 * threshold between two whole decibels acts as the upper one. Over Rayleigh fading of mean SNR G, the same for all codecs (power
 * control short of the maximum), thresholds in whole dB, a report without error chooses codec i with probability
 *
 *   exp(-g_i/G) - exp(-g_{i-1}/G),  g_i = 10^((threshold_i - 0.5)/10),  g_{-1} = infinite, g_{n-1} = 0.
 *
 * Source: rate adaptation by SNR thresholds, A. Goldsmith, Wireless Communications (2005), chapter 9.
 */
import { Type } from 'typebox';
import { quantity } from '../base/units.js';
import type { PolicyModel } from './policy.js';

export interface ReportedSnrParameters {
  readonly kind: 'reported-snr';
  /** dB, falling. */
  readonly thresholds: readonly number[];
}

export const reportedSnrPolicy: PolicyModel<ReportedSnrParameters> = {
  name: 'reported-snr',
  summary: 'the first codec whose threshold the reported SNR reaches, else the last one',
  source: 'A. Goldsmith, Wireless Communications (2005), chapter 9',
  schema: Type.Object(
    {
      kind: Type.Literal('reported-snr'),
      thresholds: Type.Array(quantity('ratio', { description: 'least SNR' }), {
        minItems: 1,
        maxItems: 15,
        description:
          'least reported SNR, in whole decibels, of `codec` and of each of the `alternatives` but the last, falling',
      }),
    },
    { additionalProperties: false, description: 'The codec by the reported SNR' },
  ),
  refuses({ thresholds }, codecs) {
    if (!Array.isArray(thresholds)) return undefined;
    const rising = thresholds.findIndex((threshold, index) => index > 0 && !(threshold < thresholds[index - 1]!));
    if (rising >= 0) {
      return `threshold ${rising} is ${thresholds[rising]} dB behind ${thresholds[rising - 1]} dB; accepted: falling thresholds`;
    }
    if (thresholds.length === codecs - 1) return undefined;
    return `found ${thresholds.length} in "thresholds"; accepted: one less than there are codecs`;
  },
  create({ thresholds }) {
    return {
      choose({ codecs, reportedSnrDb }) {
        const reached = thresholds.findIndex((threshold, index) => reportedSnrDb(codecs[index]!) >= threshold);
        return reached < 0 ? thresholds.length : reached;
      },
    };
  },
};
