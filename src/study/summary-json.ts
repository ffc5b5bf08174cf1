/**
 * Summaries as JSON text: typed arrays, maps, big integers and non-finite numbers survive, everything else must be
 * plain data. The same summary always gives the same text, on every platform (little-endian base64).
 */

import { ModelError } from '../base/errors.js';

/** Tags a value that JSON has no spelling for: `{"$type": name, "value": ...}`. */
const TAG = '$type';

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint16Array | Uint8Array | BigInt64Array;

const typedArrays = {
  Float64Array,
  Float32Array,
  Int32Array,
  Uint32Array,
  Uint16Array,
  Uint8Array,
  BigInt64Array,
} as const;

/** The JSON value that stands for a summary. @throws ModelError on anything that is no data */
export function encodeSummary(value: unknown): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) && !Object.is(value, -0) ? value : tagged('number', spell(value));
  if (typeof value === 'bigint') return tagged('bigint', value.toString());
  if (Array.isArray(value)) return value.map(encodeSummary);
  if (value instanceof Map) return tagged('Map', [...value].map(encodeSummary));
  if (value instanceof Set) return tagged('Set', [...value].map(encodeSummary));
  if (ArrayBuffer.isView(value)) return encodeTypedArray(value as TypedArray);
  if (typeof value === 'object' && isPlain(value)) {
    if (TAG in value) throw new ModelError(`a summary may not have a key named "${TAG}"`);
    const present = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(present.map(([key, inner]) => [key, encodeSummary(inner)]));
  }
  throw new ModelError(`a summary holds plain data and typed arrays only, not ${describe(value)}`);
}

/** What `encodeSummary` was given. */
export function decodeSummary(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(decodeSummary);
  const record = value as Record<string, unknown>;
  const tag = record[TAG];
  if (tag === undefined)
    return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, decodeSummary(inner)]));
  return decodeTagged(String(tag), record.value);
}

function decodeTagged(tag: string, value: unknown): unknown {
  if (tag === 'number') return Number(value);
  if (tag === 'bigint') return BigInt(value as string);
  if (tag === 'Map') return new Map((value as unknown[]).map((entry) => decodeSummary(entry) as [unknown, unknown]));
  if (tag === 'Set') return new Set((value as unknown[]).map(decodeSummary));
  const type = typedArrays[tag as keyof typeof typedArrays];
  if (type === undefined) throw new ModelError(`unknown type in a stored summary: ${tag}`);
  const bytes = Uint8Array.from(Buffer.from(String(value), 'base64'));
  return new type(bytes.buffer);
}

function encodeTypedArray(array: TypedArray): unknown {
  const name = array.constructor.name;
  if (!(name in typedArrays)) throw new ModelError(`a summary may not hold a ${name}`);
  return tagged(name, Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'));
}

const tagged = (type: string, value: unknown): unknown => ({ [TAG]: type, value });

const spell = (value: number): string => (Object.is(value, -0) ? '-0' : String(value));

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const describe = (value: unknown): string =>
  typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
