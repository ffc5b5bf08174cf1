/**
 * The OFDMA resource grid: slots, resource blocks, data resource elements.
 *
 * One resource block (RB) is 12 subcarriers by one slot of 14 symbols. N_RE = 12 (14 - n_DMRS) of its elements carry
 * data, one complex channel use each. The unit of a grant is one RB in one slot.
 *
 * Source: 3GPP TS 38.211 (numerology), TS 38.101-1 table 5.3.2-1 and TS 38.101-2 table 5.3.2-1 (RB counts).
 * Limits: normal cyclic prefix; pilot symbols carry no data; guard bands only through the RB count.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';

export const subcarriersPerBlock = 12;
export const symbolsPerSlot = 14;

const slotAt15kHz = 1_000_000;

/** Slot length, 1 ms / 2^mu for a subcarrier spacing of 15 * 2^mu kHz, mu = 0..4: whole nanoseconds. */
export function slotDuration(subcarrierSpacingHz: number): SimTime {
  const slot = slotAt15kHz / (subcarrierSpacingHz / 15_000);
  if (![15_000, 30_000, 60_000, 120_000, 240_000].includes(subcarrierSpacingHz)) {
    throw new ModelError(`subcarrier spacing ${subcarrierSpacingHz} Hz is not 15, 30, 60, 120 or 240 kHz`);
  }
  return slot as SimTime;
}

/** Data resource elements of one RB in one slot, N_RE = 12 (14 - n_DMRS): 144 with two pilot symbols. */
export function resourceElementsPerBlock(dmrsSymbols: number): number {
  if (!Number.isInteger(dmrsSymbols) || dmrsSymbols < 0 || dmrsSymbols >= symbolsPerSlot) {
    throw new ModelError(`pilot symbols per slot must be a whole number from 0 to 13, not ${dmrsSymbols}`);
  }
  return subcarriersPerBlock * (symbolsPerSlot - dmrsSymbols);
}

/** RB-slots that `uses` channel uses (payload and header together) occupy. */
export function resourceBlockSlots(uses: number, elementsPerBlock: number): number {
  return Math.ceil(uses / elementsPerBlock);
}

/** Number of RBs by subcarrier spacing (kHz) and channel bandwidth (MHz); 120 kHz is frequency range 2. */
const blockCounts: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  15: { 5: 25, 10: 52, 15: 79, 20: 106, 25: 133, 30: 160, 35: 188, 40: 216, 45: 242, 50: 270 },
  30: {
    5: 11,
    10: 24,
    15: 38,
    20: 51,
    25: 65,
    30: 78,
    35: 92,
    40: 106,
    45: 119,
    50: 133,
    60: 162,
    70: 189,
    80: 217,
    90: 245,
    100: 273,
  },
  60: {
    10: 11,
    15: 18,
    20: 24,
    25: 31,
    30: 38,
    35: 44,
    40: 51,
    45: 58,
    50: 65,
    60: 79,
    70: 93,
    80: 107,
    90: 121,
    100: 135,
    200: 264,
  },
  120: { 50: 32, 100: 66, 200: 132, 400: 264 },
};

/** Resource blocks of a channel of `bandwidthHz` at a subcarrier spacing; only the standard's combinations. */
export function resourceBlockCount(bandwidthHz: number, subcarrierSpacingHz: number): number {
  const row = blockCounts[subcarrierSpacingHz / 1000];
  const count = row?.[bandwidthHz / 1e6];
  if (count !== undefined) return count;
  const accepted = row === undefined ? '' : `; MHz accepted at this spacing: ${Object.keys(row).join(', ')}`;
  throw new ModelError(
    `no resource block count for ${bandwidthHz / 1e6} MHz at ${subcarrierSpacingHz / 1000} kHz spacing${accepted}`,
  );
}
