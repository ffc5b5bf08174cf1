/** How pages write what stands in the cards of models. */
import type { MeasuredShare } from '../neural/model-card.js';
import type { BottleNetCard } from './bottlenet-network.js';
import { bitsOf } from './evaluation/trial.js';
import { withinTold } from './told-grid.js';

/** Bits of a value before compression, against which bit ratios count. */
const floatBits = 32;

/** `69.21 (68.30 .. 70.11)`: percent with its interval. */
export function shareText({ percent, low, high }: Pick<MeasuredShare, 'percent' | 'low' | 'high'>): string {
  return `${percent.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`;
}

/**
 * Size of a code, and how many times smaller than the feature it is: values over values for noise (bandwidth reduction),
 * 32-bit floats over bits for erasures (bit compression).
 */
export function codeSize(card: Pick<BottleNetCard, 'channel' | 'values' | 'bits' | 'compression'>): {
  readonly text: string;
  readonly timesSmaller: number;
} {
  if (card.channel === 'awgn') return { text: `${card.values} values`, timesSmaller: card.compression };
  const { perValue, perRequest } = bitsOf(card);
  return { text: `${perRequest} bits`, timesSmaller: (card.compression * floatBits) / perValue };
}

/** `20 .. 42 dB`, `p = 0 .. 0.01`: what an encoder may be told. */
export function toldRange({ channel, told: { grid } }: Pick<BottleNetCard, 'channel' | 'told'>): string {
  const ends = `${grid[0]} .. ${grid.at(-1)}`;
  return channel === 'awgn' ? `${ends} dB` : `p = ${ends}`;
}

/** Whether an encoder hears another condition than one of these when told them. */
export function clipsTold({ told }: Pick<BottleNetCard, 'told'>, conditions: readonly number[]): boolean {
  return conditions.some((condition) => withinTold(told, condition) !== condition);
}

/** Name that trainings of one recipe share: those that differ in their seed say so at the end. */
export const recipeName = (name: string): string => name.replace(/-seed\d+$/, '');

/** `64x`, `256x, published recipe`: size and training, for legends. */
export function codecLabel(
  card: Parameters<typeof codeSize>[0] & Pick<BottleNetCard, 'training' | 'prefixes'>,
): string {
  const times = `${Math.round(codeSize(card).timesSmaller)}x`;
  const nested = (card.prefixes?.length ?? 0) > 0 ? ['nested'] : [];
  return [times, ...nested, ...(isPublishedRecipe(card) ? ['published recipe'] : [])].join(', ');
}

/** Whether it was trained as the paper's public code does. */
export const isPublishedRecipe = ({ training }: Pick<BottleNetCard, 'training'>): boolean => training.law === 'paper';
