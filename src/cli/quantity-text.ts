/** Numbers for people: as many digits as their interval supports, in the prefix that reads best. */

const prefixes = [
  { prefix: '', factor: 1 },
  { prefix: 'm', factor: 1e-3 },
  { prefix: 'u', factor: 1e-6 },
  { prefix: 'n', factor: 1e-9 },
];

export interface Scale {
  readonly factor: number;
  readonly unit: string;
}

/** Seconds and joules are shown in ms, mJ, ... where the value is below one; shares in percent. */
export function scaleOf(value: number, unit: string, isShare: boolean): Scale {
  if (isShare) return { factor: 0.01, unit: '%' };
  if (unit === '1') return { factor: 1, unit: '' };
  if (unit !== 's' && unit !== 'J') return { factor: 1, unit };
  // A mean of equal values may fall short of them by a rounding.
  const found = prefixes.find(({ factor }) => Math.abs(value) >= factor * (1 - 1e-9)) ?? prefixes[0]!;
  return { factor: found.factor, unit: `${found.prefix}${unit}` };
}

/** Decimal places that show two digits of the half-width, or four digits of a value whose interval is no wider than a millionth. */
export function decimalsFor(value: number, halfWidth: number | null): number {
  if (Number.isInteger(value) && (halfWidth ?? 0) === 0) return 0;
  const step = halfWidth !== null && halfWidth > 1e-6 * Math.abs(value) ? halfWidth : Math.abs(value) / 100;
  const leading = Math.floor(Math.log10(step));
  return Number.isFinite(leading) ? Math.min(12, Math.max(0, 1 - leading)) : 0;
}
