/** Domains and ticks of axes, chosen from the data alone. */

import type { PanelAxis } from './series-panel.js';

/** Steps of 1, 2 and 5 times a power of ten. */
const mantissas = [1, 2, 5] as const;

/** A linear axis from `low` to `high` (or beyond) with about `count` round steps. */
export function linearAxis(title: string, low: number, high: number, count = 5): PanelAxis {
  const step = roundStep((high - low) / count);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => decimal((first + index) * step));
  return { title, scale: 'linear', domain: [ticks[0]!, ticks.at(-1)!], ticks };
}

/** Decades from which an axis has room for powers of ten only. */
const MANY_DECADES = 3;

/** A logarithmic axis whose ends are the 1-2-5 steps around the data, or the powers of ten, written as such. */
export function logAxis(title: string, low: number, high: number): PanelAxis {
  const powersOnly = high / low > 10 ** MANY_DECADES;
  const steps = powersOnly ? [1] : mantissas;
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)) - 1; power <= Math.ceil(Math.log10(high)) + 1; power++) {
    ticks.push(...steps.map((mantissa) => Number(`${mantissa}e${power}`)));
  }
  const from = ticks.findLastIndex((tick) => tick <= low);
  const to = ticks.findIndex((tick) => tick >= high);
  const between = ticks.slice(from, Math.max(to, from + 1) + 1);
  const labels = powersOnly ? { labels: between.map(powerText) } : {};
  return { title, scale: 'log', domain: [between[0]!, between.at(-1)!], ticks: between, ...labels };
}

/** `10⁴`. */
function powerText(value: number): string {
  const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const exponent = String(Math.round(Math.log10(value)));
  return `10${[...exponent].map((letter) => (letter === '-' ? '⁻' : superscripts[Number(letter)]!)).join('')}`;
}

/** An axis with a tick at each studied value; logarithmic where the values span more than a factor of ten. */
export function studiedAxis(title: string, values: readonly number[]): PanelAxis {
  const ticks = [...new Set(values)].sort((a, b) => a - b);
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const spread = low > 0 && high / low > 10;
  const margin = spread ? (high / low) ** 0.03 : (high - low || 1) * 0.03;
  const domain = spread ? ([low / margin, high * margin] as const) : ([low - margin, high + margin] as const);
  return { title, scale: spread ? 'log' : 'linear', domain, ticks };
}

/** From the place of zero, which a logarithmic axis has not, to the smallest value above it. */
const ZERO_GAP = 2.5;

/**
 * A logarithmic axis with a tick at each studied value, and zero at its left end, labelled as such.
 * @param values of which some are above zero
 */
export function studiedAxisWithZero(title: string, values: readonly number[]): PanelAxis & { readonly zero: number } {
  const above = [...new Set(values)].filter((value) => value > 0).sort((a, b) => a - b);
  const zero = above[0]! / ZERO_GAP;
  const axis = studiedAxis(title, [zero, ...above]);
  return { ...axis, scale: 'log', zero, labels: ['0', ...above.map(String)] };
}

function roundStep(raw: number): number {
  if (!(raw > 0)) return 1;
  const power = Math.floor(Math.log10(raw));
  const steps = [...mantissas, 10].map((mantissa) => Number(`${mantissa}e${power}`));
  return steps.find((step) => step >= raw * 0.999) ?? steps.at(-1)!;
}

const decimal = (value: number): number => Number(value.toPrecision(12));
