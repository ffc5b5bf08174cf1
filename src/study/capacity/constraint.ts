/**
 * Constraints of a capacity question: "latency.p99 <= 100 ms", "accuracy.inTime >= 0.95 base".
 *
 * `base` is the metric `accuracy.base`, the unsplit network on the same images: the limit follows it, and the two are
 * compared request by request, so that images which are hard for both do not widen the interval.
 */

import { didYouMean } from '../../base/did-you-mean.js';
import { InputError } from '../../base/errors.js';
import { type QuantityKind, readQuantity } from '../../base/units.js';

export const BASE_METRIC = 'accuracy.base';

/** A fixed limit in the metric's unit, or a multiple of the base accuracy. */
export type Limit = { readonly value: number } | { readonly timesBase: number };

export interface Constraint {
  /** As the user wrote it. */
  readonly text: string;
  readonly metric: string;
  readonly unit: string;
  readonly sense: 'atMost' | 'atLeast';
  readonly limit: Limit;
}

/** Name and unit of a metric that a result holds. */
export interface NamedUnit {
  readonly name: string;
  readonly unit: string;
}

const pattern = /^\s*(\S+?)\s*(<=|>=|[<>=≤≥]+)\s*(.+?)\s*$/u;
const example = 'accepted: METRIC <= VALUE or METRIC >= VALUE, such as "latency.p99 <= 100 ms"';

/** How values of a unit are written, and the factor from the reader's unit to the metric's. */
const quantities: Readonly<Record<string, { readonly kind: QuantityKind; readonly factor: number }>> = {
  s: { kind: 'duration', factor: 1e-9 },
  J: { kind: 'energy', factor: 1 },
  '1/s': { kind: 'rate', factor: 1 },
  bit: { kind: 'bits', factor: 1 },
};

/** @throws InputError naming the part that is wrong and what would be accepted */
export function parseConstraint(text: string, metrics: readonly NamedUnit[]): Constraint {
  const match = pattern.exec(text);
  if (match === null) throw new InputError(`constraint "${text}" is not understood; ${example}`);
  const [, metric, operator, right] = match as unknown as [string, string, string, string];
  const senses: Readonly<Record<string, Constraint['sense']>> = { '<=': 'atMost', '>=': 'atLeast' };
  const sense = Object.hasOwn(senses, operator) ? senses[operator] : undefined;
  if (sense === undefined) throw new InputError(`constraint "${text}": found "${operator}"; accepted: <= or >=`);
  const known = metrics.find(({ name }) => name === metric);
  if (known === undefined) {
    const names = metrics.map(({ name }) => name);
    throw new InputError(
      `constraint "${text}": unknown metric "${metric}"${didYouMean(metric, names)}; accepted: ${names.join(', ')}`,
    );
  }
  return { text: text.trim(), metric, unit: known.unit, sense, limit: readLimit(right, known, text) };
}

function readLimit(right: string, { name, unit }: NamedUnit, text: string): Limit {
  const relative = /^(\S+)\s+(base)$/.exec(right) ?? /^()(base)$/.exec(right);
  if (relative !== null) {
    if (!name.startsWith('accuracy.')) {
      throw new InputError(`constraint "${text}": "base" is an accuracy; accepted with accuracy.* metrics only`);
    }
    return { timesBase: readNumber(relative[1] === '' ? '1' : relative[1]!, text, 'a number before "base"') };
  }
  const quantity = quantities[unit];
  if (quantity !== undefined) {
    const reading = readQuantity(right, quantity.kind);
    if (!reading.ok) throw new InputError(`constraint "${text}": ${reading.message}`);
    return { value: reading.value * quantity.factor };
  }
  const percent = /^(\S+)\s*%$/.exec(right);
  if (percent !== null && unit === '1') return { value: readNumber(percent[1]!, text, 'a percentage') / 100 };
  return {
    value: readNumber(right, text, unit === '1' ? 'a share such as 0.95 or "95 %"' : `a number (unit ${unit})`),
  };
}

function readNumber(digits: string, text: string, accepted: string): number {
  const value = Number(digits);
  if (digits.trim() === '' || !Number.isFinite(value)) {
    throw new InputError(`constraint "${text}": found "${digits}"; accepted: ${accepted}`);
  }
  return value;
}
