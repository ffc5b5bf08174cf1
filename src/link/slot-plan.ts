/**
 * What one transmission can use and send in one slot: demand in resource blocks, and the content of a grant.
 *
 * Rate of digital and erasure-tolerant loads: r = (1 - p) min(6, 0.75 log2(1 + reported SNR)) bit per use, the report
 * taken for the granted blocks; p the reported erasure probability, for digital loads only. 0 below -5 dB: wait. Bits that an
 * erasure model sends without error correction have that model's rate and never wait.
 */
import type { SimTime } from '../base/time.js';
import { digitalBitsPerUse, reportedSnrDb } from '../channel/digital-rate.js';
import { codedUses } from '../channel/payload.js';
import { resourceBlockSlots } from '../channel/resource-grid.js';
import { crcBits, largestTransportBlock, smallestTransportBlock } from '../channel/transport-block.js';
import type { OngoingTransmission } from './transmission.js';
import type { Transmitter } from './transmitter.js';

/** Bits per use that the newest report at `time` allows on a grant of `blocks`. */
export function bitsPerUse(
  transmitter: Transmitter,
  transmission: OngoingTransmission,
  time: SimTime,
  blocks: number,
): number {
  const digital = transmission.load.kind === 'digital';
  const { bitsPerUse: uncoded } = transmitter.options.erasure;
  if (!digital && uncoded !== undefined) return uncoded;
  const rate = digitalBitsPerUse(reportedSnrDb(transmitter.reportedSnr(time, blocks)));
  return digital ? rate * (1 - transmitter.reportedErasure(time, blocks)) : rate;
}

/** What a transmission can use of one slot. */
export interface SlotDemand {
  /** Blocks that would finish it, at most the cell's; 0 when it has to wait. */
  readonly blocks: number;
  /** Fewest blocks that carry anything. */
  readonly minimum: number;
}

const wait: SlotDemand = { blocks: 0, minimum: 0 };

export function slotDemand(
  transmitter: Transmitter,
  transmission: OngoingTransmission,
  time: SimTime,
  elementsPerBlock: number,
  limit: number,
): SlotDemand {
  const { load, headerUsesLeft, left } = transmission;
  if (load.kind === 'analog') {
    return { blocks: Math.min(limit, resourceBlockSlots(headerUsesLeft + left, elementsPerBlock)), minimum: 1 };
  }
  const rate = bitsPerUse(transmitter, transmission, time, 1);
  if (rate === 0) return wait;
  const bits = load.kind === 'digital' ? smallestTransportBlock(left) + crcBits : left;
  let blocks = Math.min(limit, resourceBlockSlots(headerUsesLeft + codedUses(bits, rate), elementsPerBlock));
  // A device at its maximum power spreads it thinner over more blocks: no more than leave it above the waiting limit.
  while (blocks > 1 && bitsPerUse(transmitter, transmission, time, blocks) === 0) blocks--;
  if (load.kind === 'erasure-tolerant' || headerUsesLeft > 0) return { blocks, minimum: 1 };
  for (let minimum = 1; minimum <= blocks; minimum++) {
    const uses = minimum * elementsPerBlock;
    const { bits: carried } = transportBlockFor(left, uses, bitsPerUse(transmitter, transmission, time, minimum));
    if (carried > 0) return { blocks, minimum };
  }
  // Not even the smallest transport block fits at this rate.
  return wait;
}

/** Largest transport block for `uses` channel uses at `rate`, or what is left if that is less; CRC excluded. */
export function transportBlockFor(bitsLeft: number, uses: number, rate: number): { bits: number; uses: number } {
  const room = Math.floor(uses * rate) - crcBits;
  const whole = smallestTransportBlock(bitsLeft);
  const bits = whole <= room ? whole : largestTransportBlock(Math.max(0, room));
  return { bits, uses: bits === 0 ? 0 : Math.min(uses, codedUses(bits + crcBits, rate)) };
}
