/**
 * The default rate rule of digital payloads, before tables of modulation and coding schemes are used.
 *
 *   rate = min(6, 0.75 log2(1 + reported SNR))   bit per channel use
 *   a block fails when the capacity log2(1 + SNR) it meets, averaged over its resource blocks, lies below its rate
 *
 * A device whose reported SNR lies below -5 dB waits. Reports are whole decibels, halves up, error added before
 * rounding. The header, at 0.5 bit per use, is lost when log2(1+g) < 0.5, that is g < sqrt 2 - 1.
 *
 * Source: the project's definition (docs/models.md); capacity after Shannon 1948.
 * Limits: no modulation table, no soft combining; a threshold stands for a block error curve.
 */
import { log } from '../base/math/log.js';
import { dbFromRatio, ratioFromDb } from './decibel.js';

export const rateShare = 0.75;
export const maxBitsPerUse = 6;
export const minReportedSnrDb = -5;

const headerSnr = Math.SQRT2 - 1;

/** Capacity log2(1 + g) in bit per channel use. */
export function capacityBitsPerUse(snr: number): number {
  return log(1 + snr) / Math.LN2;
}

/** What a device reports of a linear SNR: whole decibels, halves up; -Infinity without a signal. */
export function reportedSnrDb(snr: number, errorDb = 0): number {
  return Math.floor(dbFromRatio(snr) + errorDb + 0.5);
}

/** Rate in bit per channel use at a reported SNR; 0 below -5 dB, where the device waits. */
export function digitalBitsPerUse(reportedDb: number): number {
  if (!(reportedDb >= minReportedSnrDb)) return 0;
  return Math.min(maxBitsPerUse, rateShare * capacityBitsPerUse(ratioFromDb(reportedDb)));
}

/** Whether a block sent at `bitsPerUse` over capacity `meanCapacity` (bit per use) fails. */
export function blockFails(bitsPerUse: number, meanCapacity: number): boolean {
  return meanCapacity < bitsPerUse;
}

/** Whether the header of a request is lost at linear SNR g. */
export function headerLost(snr: number): boolean {
  return snr < headerSnr;
}
