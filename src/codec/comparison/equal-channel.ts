/**
 * A codec against what else could be sent in its place: in the same channel uses at the same mean power, or as the same bits.
 *
 * Noise: k values take n = ceil(k/2) complex uses at mean SNR g = E|s|^2/sigma^2 (V or E[x^2] over the noise variance of a value,
 * by power mode). Others send what `bitsThatFit(n, g, eps)` says, ideal codes, and are wrong where a block fails: (1 - eps) times
 * their share. Erasures: B bits of which a share p is lost; others send (1 - p) B bits behind an ideal erasure code, without failures.
 *
 * Headers are alike and left out. Limits: the mean bits of variable lengths count; the means are of the same images, but their difference is not
 * paired, so two within 1.96 root sums of squares of their standard errors count as level; this errs on that side.
 */

import { noiseScale, sigma2FromPsnrDb } from '../../channel/code-mapping.js';
import { dbFromRatio } from '../../channel/decibel.js';
import { bitsThatFit } from '../../channel/finite-blocklength.js';
import type { AccuracyRow } from '../accuracy-table.js';
import { type BottleNetCard, nearestTold } from '../bottlenet-network.js';
import { bitsOf } from '../evaluation/trial.js';
import type { RivalRow } from '../rivals/rival.js';
import type { ComparedBackbone } from './compared-backbone.js';
import { codecDeviceMacs, conventional, sentAsBits } from './settings.js';

/** Probabilities that a block of noisy uses fails; others choose the better. */
export const blockErrors = [1e-2, 1e-3] as const;

/** What another payload gets right in the codec's place. */
export interface Alternative {
  readonly row: RivalRow;
  /** Of the block that carries it; 0 over erasures. */
  readonly blockError: number;
  /** (1 - eps) times its share. */
  readonly percent: number;
}

export interface ChannelComparison {
  readonly card: BottleNetCard;
  /** Of the codec's own table. */
  readonly measured: AccuracyRow;
  readonly deviceMacs: number;
  /** Complex uses and mean SNR; null for bits. */
  readonly uses: number | null;
  readonly snrDb: number | null;
  /** Bits that others may send, by block error. */
  readonly fits: readonly { readonly blockError: number; readonly bits: number }[];
  /** The codec's own code as bits. */
  readonly separate: Alternative | undefined;
  /** Any other way, and any with no more device work. */
  readonly best: Alternative | undefined;
  readonly bestAsCheap: Alternative | undefined;
}

/** Every condition of a codec's table. */
export function compareOnChannel(backbone: ComparedBackbone, card: BottleNetCard): ChannelComparison[] {
  return (card.accuracy?.rows ?? []).map((measured) => {
    const deviceMacs = codecDeviceMacs(backbone, card);
    const budget = budgetOf(card, measured.condition);
    const rivals = conventional(backbone);
    const cheap = rivals.filter((row) => row.deviceMacs <= deviceMacs);
    return {
      card,
      measured,
      deviceMacs,
      ...budget,
      separate: bestOf(sentAsBits(backbone, card), budget.fits),
      best: bestOf(rivals, budget.fits),
      bestAsCheap: bestOf(cheap, budget.fits),
    };
  });
}

function budgetOf(card: BottleNetCard, condition: number): Pick<ChannelComparison, 'uses' | 'snrDb' | 'fits'> {
  if (card.channel === 'bit-erasure') {
    const bits = Math.floor((1 - condition) * bitsOf(card).perRequest);
    return { uses: null, snrDb: null, fits: [{ blockError: 0, bits }] };
  }
  const uses = Math.ceil(card.values / 2);
  const snr = meanSnr(card, condition);
  const fits = blockErrors.map((blockError) => ({ blockError, bits: Math.floor(bitsThatFit(uses, snr, blockError)) }));
  return { uses, snrDb: dbFromRatio(snr), fits };
}

/** Mean SNR of a complex use at which a code told `psnr` meets it: equal mean power, whatever the power mode calls its power. */
export function meanSnr({ told, powerMode }: BottleNetCard, psnr: number): number {
  const place = nearestTold(told.grid, psnr);
  const statistics = { mean: told.mean[place]!, variance: told.variance[place]! };
  return noiseScale(powerMode === 'ac' ? 'ac' : 'dc', statistics) / sigma2FromPsnrDb(psnr);
}

function bestOf(rows: readonly RivalRow[], fits: ChannelComparison['fits']): Alternative | undefined {
  const possible = rows.flatMap((row) =>
    fits
      .filter(({ bits }) => row.bits <= bits)
      .map(({ blockError }) => ({ row, blockError, percent: (1 - blockError) * row.percent })),
  );
  return possible.reduce<Alternative | undefined>(
    (best, one) => (best === undefined || isBetter(one, best) ? one : best),
    undefined,
  );
}

/** More right; equally right with fewer bits. */
function isBetter(one: Alternative, than: Alternative): boolean {
  return one.percent === than.percent ? one.row.bits < than.row.bits : one.percent > than.percent;
}

export type Verdict = 'codec' | 'other' | 'level';

/** Who gets more right, as far as the standard errors tell; the codec where there is no other. */
export function verdictOf({ measured }: Pick<ChannelComparison, 'measured'>, other: Alternative | undefined): Verdict {
  if (other === undefined) return 'codec';
  const difference = measured.percent - other.percent;
  const error = Math.hypot(measured.lossStandardError, other.row.lossStandardError);
  if (Math.abs(difference) <= 1.96 * error) return 'level';
  return difference > 0 ? 'codec' : 'other';
}
