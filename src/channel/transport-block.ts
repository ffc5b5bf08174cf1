/**
 * Transport block sizes of 5G NR: the payload lengths a shared channel can carry in one grant.
 *
 * From N_info = N_RE R Q_m v information bits:
 * - N_info <= 3824: n = max(3, floor(log2 N_info) - 6), N' = max(24, 2^n floor(N_info / 2^n)), then the smallest
 *   entry >= N' of table 5.1.3.2-1;
 * - else n = floor(log2(N_info - 24)) - 5, N' = max(3840, 2^n round((N_info - 24) / 2^n)) with ties upwards, and
 *   TBS = 8 C ceil((N' + 24) / (8 C)) - 24 with C = ceil((N' + 24) / 3816) code segments for code rates <= 1/4,
 *   C = ceil((N' + 24) / 8424) above if N' > 8424, else 1.
 *
 * The 24-bit CRC is added to the block and is not part of its size. Blocks of at most 3824 bits carry 16 CRC bits in
 * the standard; 24 are charged throughout.
 *
 * Source: 3GPP TS 38.214 section 5.1.3.2; TS 38.212 section 7.2.1 (CRC).
 * Limits: no upper limit on the block (the standard's largest, four layers, is 1,277,992 bits).
 */
import { ModelError } from '../base/errors.js';

export const crcBits = 24;

/** Table 5.1.3.2-1. */
const smallSizes: readonly number[] = [
  24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160, 168, 176, 184, 192, 208, 224, 240,
  256, 272, 288, 304, 320, 336, 352, 368, 384, 408, 432, 456, 480, 504, 528, 552, 576, 608, 640, 672, 704, 736, 768,
  808, 848, 888, 928, 984, 1032, 1064, 1128, 1160, 1192, 1224, 1256, 1288, 1320, 1352, 1416, 1480, 1544, 1608, 1672,
  1736, 1800, 1864, 1928, 2024, 2088, 2152, 2216, 2280, 2408, 2472, 2536, 2600, 2664, 2728, 2792, 2856, 2976, 3104,
  3240, 3368, 3496, 3624, 3752, 3824,
];

const largestSmall = 3824;
/** A code rate above 1/4, where the simulator's rate rule does not fix one. */
const defaultCodeRate = 1 / 3;

/** Transport block size that N_info information bits are given by the standard. */
export function transportBlockSize(informationBits: number, codeRate = defaultCodeRate): number {
  if (!(informationBits > 0)) throw new ModelError(`information bits must be positive, not ${informationBits}`);
  if (informationBits <= largestSmall) {
    const step = 2 ** Math.max(3, floorLog2(informationBits) - 6);
    const quantised = Math.max(24, step * Math.floor(informationBits / step));
    return smallSizes[firstAtLeast(quantised)]!;
  }
  const step = 2 ** (floorLog2(informationBits - 24) - 5);
  const quantised = Math.max(3840, step * Math.floor((informationBits - 24) / step + 0.5));
  return segmentedSize(quantised, codeRate);
}

/** The smallest transport block that holds `bits` bits. */
export function smallestTransportBlock(bits: number, codeRate = defaultCodeRate): number {
  if (!(bits >= 0)) throw new ModelError(`bits must not be negative, not ${bits}`);
  if (bits <= largestSmall) return smallSizes[firstAtLeast(bits)]!;
  // Sizes grow with N', whose grid is coarser than the padding: the first N' >= bits - 24 on the grid may be short.
  let quantised = 3840;
  let size = segmentedSize(quantised, codeRate);
  if (bits > 8192) quantised = gridStep(bits - 24) * Math.floor((bits - 24) / gridStep(bits - 24));
  for (; ; quantised += gridStep(quantised)) {
    size = segmentedSize(quantised, codeRate);
    if (size >= bits) return size;
  }
}

/** The largest transport block of at most `bits` bits; 0 when not even the smallest (24 bits) fits. */
export function largestTransportBlock(bits: number, codeRate = defaultCodeRate): number {
  if (bits < smallSizes[0]!) return 0;
  if (bits < segmentedSize(3840, codeRate)) {
    const above = firstAtLeast(bits);
    return above < smallSizes.length && smallSizes[above] === bits ? bits : smallSizes[above - 1]!;
  }
  let quantised = gridStep(bits) * Math.floor(bits / gridStep(bits));
  while (segmentedSize(quantised, codeRate) > bits) quantised -= gridStep(quantised - 1);
  for (let next = quantised; ; next += gridStep(next)) {
    if (segmentedSize(next, codeRate) > bits) return segmentedSize(quantised, codeRate);
    quantised = next;
  }
}

function segmentedSize(quantised: number, codeRate: number): number {
  const segments =
    codeRate <= 1 / 4
      ? Math.ceil((quantised + crcBits) / 3816)
      : quantised > 8424
        ? Math.ceil((quantised + crcBits) / 8424)
        : 1;
  return 8 * segments * Math.ceil((quantised + crcBits) / (8 * segments)) - crcBits;
}

/** Spacing of the grid of N' at a value of N' above 3824: 2^(floor(log2 N') - 5). */
function gridStep(quantised: number): number {
  return 2 ** (floorLog2(quantised) - 5);
}

/** floor(log2 x) without a logarithm, exact for 1 <= x < 2^32. */
function floorLog2(x: number): number {
  return 31 - Math.clz32(x);
}

/** Index of the first table entry >= bits; the table's length when there is none. */
function firstAtLeast(bits: number): number {
  let low = 0;
  let high = smallSizes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (smallSizes[middle]! < bits) low = middle + 1;
    else high = middle;
  }
  return low;
}
