/**
 * Uncoded bits behind a demapper that gives up on weak ones: QPSK, two bits per channel use, no error correction, no retries.
 *
 * The statistic of a bit is r = +-1 + N(0, 1/(2 g_b)), g_b = g/2 the SNR per bit (energy of a bit over N0). It is erased where
 * |r| < t, else its sign decides, so with Q(x) = P(N(0,1) > x)
 *
 *   p_e = Q((1 - t) sqrt(2 g_b)) - Q((1 + t) sqrt(2 g_b)),   p_f = Q((1 + t) sqrt(2 g_b)).
 *
 * Flipped bits reach the decoder. SNR and both probabilities hold for one grant; a code may meet several. The threshold has no
 * default: a small one erases little and flips much. An encoder is told p_e of the reported SNR.
 *
 * Source: definition; QPSK: J. G. Proakis, M. Salehi, "Digital Communications", 5th ed., section 4.3.
 * Limits: perfect channel knowledge; no codec shipped is trained on flips; p_e falls again, and p_f rises to 1/2, at SNRs so
 * low that hardly any |r| lies below t.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { normalCdf } from '../base/statistics/normal-distribution.js';
import type { ErasureModel } from './channel-process.js';

export interface SoftDemapperParameters {
  readonly kind: 'soft-demapper';
  /** t, in units of the noiseless statistic. */
  readonly threshold: number;
}

const bitsPerUse = 2;

/** p_e and p_f of a bit at linear SNR g of a channel use. @throws ModelError for a negative SNR or threshold */
export function demappedBit(snr: number, threshold: number): { readonly erasure: number; readonly flip: number } {
  if (!(snr >= 0 && threshold >= 0)) {
    throw new ModelError(`no bit statistic at SNR ${snr}, threshold ${threshold}: accepted are numbers of 0 or more`);
  }
  const perBit = snr / bitsPerUse;
  const scale = Math.sqrt(2 * perBit);
  const flip = normalCdf(-(1 + threshold) * scale);
  return { erasure: normalCdf(-(1 - threshold) * scale) - flip, flip };
}

export const softDemapper: ErasureModel<SoftDemapperParameters> = {
  name: 'soft-demapper',
  summary: 'uncoded QPSK bits: weak ones are erased, the rest decided by their sign, rightly or not',
  schema: Type.Object(
    {
      kind: Type.Literal('soft-demapper'),
      threshold: Type.Number({
        minimum: 0,
        maximum: 10,
        description: 'a bit is erased below this magnitude of its statistic, which is +-1 without noise',
      }),
    },
    {
      additionalProperties: false,
      description: 'Uncoded QPSK bits, erased where the demapper is unsure, else decided',
    },
  ),
  source: 'definition; Proakis and Salehi, Digital Communications, 4.3',
  payloads: ['erasure-tolerant'],
  create: ({ threshold }) => ({
    bitsPerUse,
    probability: (_time, snr) => demappedBit(snr, threshold).erasure,
    impair: ({ bits, snr }) => [{ bits, ...demappedBit(snr, threshold) }],
  }),
};
