/**
 * Quantities in text: "20 MHz", "5 ms", "23 dBm". A number without a unit is refused.
 *
 * `quantity(kind)` is the schema of such a text; its static type is the resolved number. Resolved units: durations in
 * whole nanoseconds (rounded here, once), everything else in SI: Hz, m, m/s, W, J, 1/s, MAC/s, bit, byte; levels stay in
 * dBm and dB. Decimal prefixes shift the decimal point before the one conversion to binary, so "200 mW" is the double
 * nearest to 0.2.
 */
import { type TSchema, type TUnsafe, Type } from 'typebox';
import { InputError } from './errors.js';
import { MAX_TIME } from './time.js';

/** A unit as a power of ten of the resolved unit, for some times a further factor. */
interface Unit {
  readonly name: string;
  readonly exponent: number;
  readonly factor?: number;
  /** Accepted, never written: another spelling. */
  readonly alias?: true;
}

interface QuantityDefinition {
  /** Article and noun for messages. */
  readonly title: string;
  readonly example: string;
  readonly units: readonly Unit[];
  readonly signed?: true;
  /** Resolved values are whole: rounded to, or refused if they are not. */
  readonly whole?: 'rounded' | 'exact';
}

const unit = (name: string, exponent = 0, factor?: number): Unit => ({
  name,
  exponent,
  ...(factor === undefined ? {} : { factor }),
});
const alias = (name: string, exponent = 0): Unit => ({ name, exponent, alias: true });

const definitions = {
  duration: {
    title: 'a duration',
    example: '5 ms',
    whole: 'rounded',
    units: [
      unit('ns'),
      unit('us', 3),
      alias('µs', 3),
      unit('ms', 6),
      unit('s', 9),
      unit('min', 9, 60),
      unit('h', 9, 3600),
      unit('d', 9, 86400),
    ],
  },
  frequency: {
    title: 'a frequency',
    example: '20 MHz',
    units: [unit('Hz'), unit('kHz', 3), unit('MHz', 6), unit('GHz', 9)],
  },
  length: { title: 'a length', example: '50 m', units: [unit('mm', -3), unit('cm', -2), unit('m'), unit('km', 3)] },
  speed: { title: 'a speed', example: '1.5 m/s', units: [unit('m/s'), unit('km/h', 0, 1 / 3.6)] },
  power: {
    title: 'a power',
    example: '200 mW',
    units: [unit('uW', -6), alias('µW', -6), unit('mW', -3), unit('W'), unit('kW', 3)],
  },
  powerLevel: { title: 'a power level', example: '23 dBm', units: [unit('dBm')], signed: true },
  ratio: { title: 'a ratio in decibels', example: '3 dB', units: [unit('dB')], signed: true },
  rate: {
    title: 'a rate',
    example: '10 /s',
    units: [unit('/s'), alias('Hz'), alias('1/s'), unit('/min', 0, 1 / 60), unit('/h', 0, 1 / 3600)],
  },
  bitRate: {
    title: 'a bit rate',
    example: '10 Mbit/s',
    units: [unit('bit/s'), unit('kbit/s', 3), unit('Mbit/s', 6), unit('Gbit/s', 9)],
  },
  macRate: {
    title: 'a computing speed',
    example: '5 GMAC/s',
    units: [unit('MAC/s'), unit('kMAC/s', 3), unit('MMAC/s', 6), unit('GMAC/s', 9), unit('TMAC/s', 12)],
  },
  macs: {
    title: 'an amount of computation',
    example: '12.5 MMAC',
    units: [unit('MAC'), unit('kMAC', 3), unit('MMAC', 6), unit('GMAC', 9)],
  },
  energy: {
    title: 'an energy',
    example: '5 mJ',
    units: [
      unit('pJ', -12),
      unit('nJ', -9),
      unit('uJ', -6),
      alias('µJ', -6),
      unit('mJ', -3),
      unit('J'),
      unit('kJ', 3),
      unit('Wh', 0, 3600),
    ],
  },
  bits: {
    title: 'a number of bits',
    example: '512 bit',
    whole: 'exact',
    units: [unit('bit'), unit('kbit', 3), unit('Mbit', 6), unit('Gbit', 9)],
  },
  bytes: {
    title: 'a number of bytes',
    example: '3 kB',
    whole: 'exact',
    units: [unit('B'), unit('kB', 3), unit('MB', 6), unit('GB', 9), unit('KiB', 0, 1024), unit('MiB', 0, 1024 ** 2)],
  },
} as const satisfies Record<string, QuantityDefinition>;

export type QuantityKind = keyof typeof definitions;

export const quantityKinds = Object.keys(definitions) as readonly QuantityKind[];

const definitionOf = (kind: QuantityKind): QuantityDefinition => definitions[kind];

/** Limits of a quantity, written as quantities: "0 s", "104 d". */
export interface QuantityRange {
  readonly minimum?: string;
  /** A text, or 0, which is the same in all units but levels. */
  readonly exclusiveMinimum?: string | 0;
  readonly maximum?: string;
}

export interface QuantityOptions extends QuantityRange {
  readonly description: string;
  readonly default?: string;
  readonly examples?: readonly string[];
}

/** Schema of a quantity; its static type is the resolved number. */
export interface TQuantity extends TUnsafe<number> {
  readonly 'x-quantity': QuantityKind;
}

/** A schema whose value may be left out of a scenario because it states a default. */
export type TDefaulted<Schema extends TSchema> = Schema & { readonly default: unknown };

/**
 * JSON Schema of a quantity: a string with a pattern for editors, and `x-quantity` (with `x-minimum`,
 * `x-exclusiveMinimum`, `x-maximum`) for the resolver.
 */
export function quantity<const Options extends QuantityOptions>(
  kind: QuantityKind,
  options: Options,
): Options extends { default: string } ? TDefaulted<TQuantity> : TQuantity {
  const { minimum, exclusiveMinimum, maximum, ...annotations } = options;
  const { example, units, signed } = definitionOf(kind);
  const names = units.map(({ name }) => name.replace(/[/]/g, '\\/')).join('|');
  const schema = {
    type: 'string',
    pattern: `^${signed === undefined ? '\\+?' : '[+-]?'}(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*(${names})$`,
    'x-quantity': kind,
    examples: [example],
    ...(minimum === undefined ? {} : { 'x-minimum': minimum }),
    ...(exclusiveMinimum === undefined ? {} : { 'x-exclusiveMinimum': exclusiveMinimum }),
    ...(maximum === undefined ? {} : { 'x-maximum': maximum }),
    ...annotations,
  };
  return Type.Unsafe<number>(schema) as TDefaulted<TQuantity>;
}

/** Units of a kind, and the one its numbers resolve to; for the documentation. */
export function quantityUnits(kind: QuantityKind): { readonly names: readonly string[]; readonly resolved: string } {
  const { units, whole } = definitionOf(kind);
  const base = units.find((entry) => entry.exponent === 0 && entry.factor === undefined)!.name;
  return { names: units.map(({ name }) => name), resolved: whole === undefined ? base : `whole ${base}` };
}

/** A number in the resolved unit, or what is wrong with the text. */
export type QuantityReading =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly message: string };

const numberPattern = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?\s*(\S*)$/;

/** What a quantity accepts, for messages: `a duration such as "5 ms" (ns, us, ms, s, min, h, d)`. */
export function describeQuantity(kind: QuantityKind, range: QuantityRange = {}): string {
  const { title, example, units } = definitionOf(kind);
  const limits = [
    range.minimum === undefined ? '' : `of at least ${range.minimum}`,
    range.exclusiveMinimum === undefined
      ? ''
      : `above ${range.exclusiveMinimum === 0 ? formatQuantity(0, kind) : range.exclusiveMinimum}`,
    range.maximum === undefined ? '' : `at most ${range.maximum}`,
  ].filter((limit) => limit !== '');
  const among = units.filter((entry) => entry.alias === undefined).map(({ name }) => name);
  const bounds = limits.length === 0 ? '' : ` ${limits.join(' and ')},`;
  return `${title}${bounds} such as "${example}" (unit${among.length > 1 ? 's' : ''}: ${among.join(', ')})`;
}

/** Reads a quantity without throwing; used where all faults of a document are collected. */
export function readQuantity(text: unknown, kind: QuantityKind, range: QuantityRange = {}): QuantityReading {
  const refuse = (found: string): QuantityReading => ({
    ok: false,
    message: `found ${found}; accepted: ${describeQuantity(kind, range)}`,
  });
  if (typeof text === 'number') return refuse(`${text}, a number without a unit`);
  if (typeof text !== 'string') return refuse(JSON.stringify(text) ?? String(text));
  const quoted = JSON.stringify(text);
  const match = numberPattern.exec(text.trim());
  if (match === null) return refuse(quoted);
  const [, sign, digits, tens, name] = match as unknown as [string, string, string, string | undefined, string];
  const { units, signed, whole } = definitionOf(kind);
  if (name === '') return refuse(`${quoted}, a number without a unit`);
  const found = units.find((entry) => entry.name === name);
  if (found === undefined) {
    const near = units.find((entry) => entry.name.toLowerCase() === name.toLowerCase());
    return refuse(near === undefined ? quoted : `${quoted} (did you mean "${near.name}"?)`);
  }
  // The decimal point is shifted in the text: one correctly rounded conversion for all decimal prefixes.
  const scaled = Number(`${sign}${digits}e${Number(tens ?? 0) + found.exponent}`) * (found.factor ?? 1);
  if (!Number.isFinite(scaled)) return refuse(quoted);
  if (signed === undefined && scaled < 0) return refuse(`${quoted}, a negative value`);
  const value = (whole === 'rounded' ? Math.round(scaled) : scaled) + 0;
  if (whole === 'exact' && !Number.isSafeInteger(value)) return refuse(`${quoted}, not a whole number`);
  if (kind === 'duration' && value > MAX_TIME) return refuse(`${quoted}, longer than 2^53 ns (104 days)`);
  return withinRange(value, kind, range) ? { ok: true, value } : refuse(quoted);
}

function withinRange(value: number, kind: QuantityKind, range: QuantityRange): boolean {
  const { minimum, exclusiveMinimum, maximum } = range;
  if (minimum !== undefined && value < parseQuantity(minimum, kind)) return false;
  if (maximum !== undefined && value > parseQuantity(maximum, kind)) return false;
  if (exclusiveMinimum === undefined) return true;
  return value > (exclusiveMinimum === 0 ? 0 : parseQuantity(exclusiveMinimum, kind));
}

/**
 * The number behind a text such as "5 ms", in the resolved unit of its kind.
 * @throws InputError naming the text and the units accepted
 */
export function parseQuantity(text: string, kind: QuantityKind): number {
  const reading = readQuantity(text, kind);
  if (!reading.ok) throw new InputError(reading.message);
  return reading.value;
}

/** Text of a resolved number in the unit that reads best; `parseQuantity` gives the same number back. */
export function formatQuantity(value: number, kind: QuantityKind): string {
  const decimal = definitionOf(kind).units.filter((entry) => entry.alias === undefined && entry.factor === undefined);
  const magnitude = Math.abs(value);
  const base = decimal.find((entry) => entry.exponent === 0)!;
  let best = base;
  for (const entry of decimal) {
    const fits = magnitude !== 0 && magnitude >= 10 ** entry.exponent;
    if (fits && (magnitude < 10 ** best.exponent || entry.exponent > best.exponent)) best = entry;
  }
  if (magnitude !== 0 && magnitude < 10 ** best.exponent && best === base) {
    best = decimal.reduce((low, entry) => (entry.exponent < low.exponent ? entry : low));
  }
  return `${shiftDecimal(value, -best.exponent)} ${best.name}`;
}

/** `value * 10^shift` as text, by moving the decimal point of its shortest decimal form: no digit changes. */
function shiftDecimal(value: number, shift: number): string {
  if (value === 0) return '0';
  const [mantissa, tens] = value.toExponential().split('e') as [string, string];
  const exponent = Number(tens) + shift;
  if (exponent < -6 || exponent > 20) return `${mantissa}e${exponent}`;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}
