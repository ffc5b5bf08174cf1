/**
 * The safetensors format: eight bytes little-endian header length, a JSON header, then the tensors' bytes.
 *
 * Types read and written: F32 and F16 (IEEE half precision, round to nearest even). A file is refused, with the reason, when
 * its header exceeds 1 MB, is not the expected JSON, or when a declared size or place disagrees with the shape or the file:
 * all before anything is allocated.
 */
import { InputError } from '../base/errors.js';

export interface NamedTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

type StoredType = 'F32' | 'F16';
const headerLimit = 1_000_000;
const widths: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2 };

export function writeSafetensors(
  tensors: ReadonlyMap<string, NamedTensor>,
  type: StoredType,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = {};
  if (Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const begin = end;
    end += data.length * widths[type];
    header[name] = { dtype: type, shape, data_offsets: [begin, end] };
  }
  // Padded with spaces to eight bytes, as the format advises, so that the tensors stand aligned.
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8);
  const headerBytes = Buffer.from(text, 'utf8');
  const bytes = new Uint8Array(8 + headerBytes.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let offset = 8 + headerBytes.length;
  for (const { data } of tensors.values()) {
    for (const value of data) {
      if (type === 'F32') view.setFloat32(offset, value, true);
      else view.setUint16(offset, toHalf(value), true);
      offset += widths[type];
    }
  }
  return bytes;
}

/** @param file the name used in messages */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const refuse = (reason: string): never => {
    throw new InputError([{ file, message: `is refused: ${reason}` }]);
  };
  if (bytes.length < 8) refuse(`${bytes.length} bytes are too few for a safetensors file`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  if (headerLength > BigInt(headerLimit))
    refuse(`the header declares ${headerLength} bytes; at most ${headerLimit} are accepted`);
  const start = 8 + Number(headerLength);
  if (start > bytes.length) refuse(`the header declares ${headerLength} bytes, more than the file holds`);
  const header = parseHeader(bytes.subarray(8, start), refuse);
  const available = bytes.length - start;
  const tensors = new Map<string, NamedTensor>();
  let metadata: Record<string, string> = {};
  let covered = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      const texts = typeof entry === 'object' && entry !== null ? Object.values(entry) : [null];
      if (!texts.every((text) => typeof text === 'string')) refuse('__metadata__ is no object of texts');
      metadata = entry as Record<string, string>;
      continue;
    }
    const place = checkEntry(name, entry, available, refuse);
    covered += place.end - place.begin;
    if (covered > available) refuse('its tensors overlap');
    tensors.set(name, {
      shape: place.shape,
      data: decode(view, start + place.begin, place.end - place.begin, place.type),
    });
  }
  if (covered !== available) refuse(`its tensors cover ${covered} of ${available} bytes`);
  return { tensors, metadata };
}

function parseHeader(bytes: Uint8Array, refuse: (reason: string) => never): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('the header is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return refuse('the header is not an object');
  return parsed as Record<string, unknown>;
}

interface Place {
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function checkEntry(name: string, entry: unknown, available: number, refuse: (reason: string) => never): Place {
  const label = JSON.stringify(name.slice(0, 80));
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (dtype !== 'F32' && dtype !== 'F16')
    return refuse(`tensor ${label} has type ${String(dtype)}; accepted are F32 and F16`);
  const counts = (list: unknown, most: number): list is number[] =>
    Array.isArray(list) && list.length <= most && list.every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!counts(shape, 8)) return refuse(`tensor ${label} has no valid shape`);
  if (!counts(offsets, 2) || offsets.length !== 2) return refuse(`tensor ${label} has no valid data_offsets`);
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > available) {
    return refuse(`tensor ${label} stands at ${begin}..${end} of ${available} bytes of data`);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size * widths[dtype] !== end - begin) {
    return refuse(
      `tensor ${label} of shape ${shape.join('x')} needs ${size * widths[dtype]} bytes, has ${end - begin}`,
    );
  }
  return { type: dtype, shape, begin, end };
}

function decode(view: DataView, start: number, length: number, type: StoredType): Float32Array {
  const width = widths[type];
  const data = new Float32Array(length / width);
  for (let i = 0; i < data.length; i++) {
    const at = start + i * width;
    data[i] = type === 'F32' ? view.getFloat32(at, true) : fromHalf(view.getUint16(at, true));
  }
  return data;
}

const floatView = new Float32Array(1);
const bitView = new Uint32Array(floatView.buffer);

/** The nearest half-precision number, ties to even; values beyond 65,504 become infinite. */
export function toHalf(value: number): number {
  floatView[0] = value;
  const bits = bitView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Below 2^-14 halves are multiples of 2^-24; the product is exact and the rounding below is to even.
    floatView[0] = Math.abs(value);
    return sign | roundToEven(floatView[0]! * 16777216);
  }
  const rebased = magnitude - 0x38000000;
  const rounded = rebased + 0xfff + ((rebased >>> 13) & 1);
  return sign | (rounded >>> 13);
}

export function fromHalf(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
