/**
 * The values that codec and link exchange: what is to be sent, and what arrived.
 *
 * k real code values occupy ceil(k/2) complex channel uses (one data resource element each). The header of a request
 * (request 24, codec 8, told condition 8, CRC 16 = 56 bits) is sent at 0.5 bit per use before the payload and is lost
 * when log2(1+g) < 0.5; its loss drops the request. The header is the link's: uses and segments below are the
 * payload's alone.
 */
import { ModelError } from '../base/errors.js';
import type { BitRun } from './bit-runs.js';

export const headerBits = 56;
export const headerBitsPerUse = 0.5;
/** 112 channel uses, for every payload that is sent at all. */
export const headerUses = headerBits / headerBitsPerUse;

/** What the encoder hands to the link. */
export type Payload =
  /** Real code values, two to a channel use, sent without error protection; E|s|^2 of their symbols, 1 unless stated. */
  | { readonly kind: 'analog'; readonly values: number; readonly symbolPower?: number }
  /** Bits that arrive all right or not at all; retried. */
  | { readonly kind: 'digital'; readonly bits: number }
  /** Bits that may be erased and are not retried. */
  | { readonly kind: 'erasure-tolerant'; readonly bits: number }
  /** Answered on the device: nothing is sent, not even a header. */
  | { readonly kind: 'none' };

export type PayloadKind = Payload['kind'];

/** A run of consecutive channel uses at one SNR g (linear). */
export interface SnrSegment {
  readonly uses: number;
  readonly snr: number;
}

/** What the link hands to the decoder. A lost request has no reception. */
export type Reception =
  /** In the order of transmission; together exactly the payload's channel uses. */
  | { readonly kind: 'analog'; readonly segments: readonly SnrSegment[] }
  | { readonly kind: 'digital' }
  /** In the order of transmission; together exactly the payload's bits. */
  | { readonly kind: 'erasure-tolerant'; readonly runs: readonly BitRun[] }
  | { readonly kind: 'none' };

/** Channel uses of `values` real code values. */
export function analogUses(values: number): number {
  return Math.ceil(values / 2);
}

/** Channel uses of `bits` bits at a spectral efficiency of `bitsPerUse`. */
export function codedUses(bits: number, bitsPerUse: number): number {
  if (!(bitsPerUse > 0)) throw new ModelError(`bits per channel use must be positive, not ${bitsPerUse}`);
  return Math.ceil(bits / bitsPerUse);
}

/** Mean of 1/g over the channel uses, whose product with V is the mean noise variance; Infinity where a use has g = 0. */
export function meanInverseSnr(segments: readonly SnrSegment[]): number {
  let uses = 0;
  let inverse = 0;
  for (const segment of segments) {
    uses += segment.uses;
    inverse += segment.uses / segment.snr;
  }
  return inverse / uses;
}

/**
 * Noise variance of each real code value, sigma_j^2 = V / g_j, from the SNR of the channel uses that carried it.
 *
 * @param segments run-length SNR over the payload's uses, in order
 * @param values number of code values k; values 2j-1 and 2j share use j, the last use may carry one
 * @param scale V of the code (see code-mapping: variance `ac`, second moment `dc`, 1 `peak`)
 * @param out k numbers; a use at g = 0 gives Infinity
 * @throws ModelError when the segments do not add up to ceil(k/2) uses
 */
export function expandSigma2(
  segments: readonly SnrSegment[],
  values: number,
  scale: number,
  out: Float64Array | Float32Array,
): void {
  const uses = analogUses(values);
  let used = 0;
  let value = 0;
  for (const segment of segments) {
    used += segment.uses;
    const sigma2 = scale / segment.snr;
    const end = Math.min(values, 2 * used);
    while (value < end) out[value++] = sigma2;
  }
  if (used !== uses) {
    throw new ModelError(`reception covers ${used} channel uses, but ${values} code values need ${uses}`);
  }
}
