/** Decibels and linear power ratios, by functions that give the same bits on every machine. */
import { exp } from '../base/math/exp.js';
import { log } from '../base/math/log.js';

const nepersPerDecibel = Math.LN10 / 10;
const decibelsPerNeper = 10 / Math.LN10;

/** 10^(decibels/10). */
export function ratioFromDb(decibels: number): number {
  return exp(decibels * nepersPerDecibel);
}

/** 10 log10(ratio); -Infinity at 0. */
export function dbFromRatio(ratio: number): number {
  return ratio === 0 ? Number.NEGATIVE_INFINITY : decibelsPerNeper * log(ratio);
}
