/** Numbers of the validation tables. */
import type { ValidationRow } from './validation-row.js';

/** Five significant digits, whole numbers as they are. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(5))) : value.toExponential(4);
}

/** Standard error as a share of the reference; nothing for a run without randomness. */
export function standardErrorText({ reference, standardError }: ValidationRow): string {
  const share = Math.abs(standardError / reference);
  return share < 1e-12 || Number.isNaN(share) ? '0' : `${(100 * share).toPrecision(2)} %`;
}

/** How many standard errors a measured value lies from the reference. */
export function distanceText(measured: number, reference: number, standardError: number): string {
  const difference = measured - reference;
  if (Math.abs(difference) <= 1e-12 * Math.abs(reference)) return '0';
  const share = difference / standardError;
  if (Math.abs(share) < 1000) return share.toFixed(Math.abs(share) < 10 ? 1 : 0);
  return share > 0 ? '> 1000' : '< -1000';
}
