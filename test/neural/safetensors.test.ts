/** The weights format: what is written is read back, halves are the nearest ones, and hostile files are refused unread. */
import { expect, test } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { fromHalf, readSafetensors, toHalf, writeSafetensors } from '../../src/neural/safetensors.js';

const tensors = new Map([
  ['first', { shape: [2, 3], data: new Float32Array([1, -2, 0.5, 3e-5, 65504, -0]) }],
  ['scalar', { shape: [], data: new Float32Array([7]) }],
  ['empty', { shape: [0, 4], data: new Float32Array(0) }],
]);

test('float32 files give back the same bits, with their metadata', () => {
  const { tensors: found, metadata } = readSafetensors(writeSafetensors(tensors, 'F32', { step: '12' }), 'x');
  expect(metadata).toEqual({ step: '12' });
  expect([...found.keys()]).toEqual([...tensors.keys()]);
  for (const [name, { shape, data }] of tensors) expect(found.get(name)).toEqual({ shape, data });
});

test('float16 files give back the nearest halves', () => {
  const { tensors: found } = readSafetensors(writeSafetensors(tensors, 'F16'), 'x');
  expect([...found.get('first')!.data]).toEqual([1, -2, 0.5, fromHalf(toHalf(3e-5)), 65504, -0]);
});

test('every half survives the round trip, and rounding goes to the nearest, ties to even', () => {
  const changed: number[] = [];
  for (let bits = 0; bits < 65536; bits++) {
    const value = fromHalf(bits);
    const back = toHalf(value);
    if (Number.isNaN(value) ? !Number.isNaN(fromHalf(back)) : back !== bits) changed.push(bits);
  }
  const misrounded: number[] = [];
  for (let bits = 0; bits < 0x7bff; bits++) {
    const [low, high] = [fromHalf(bits), fromHalf(bits + 1)];
    const tie = toHalf((low + high) / 2) === (bits % 2 === 0 ? bits : bits + 1);
    const up = toHalf(low + 0.51 * (high - low)) === bits + 1;
    const down = toHalf(-(low + 0.49 * (high - low))) === (bits | 0x8000);
    if (!(tie && up && down)) misrounded.push(bits);
  }
  expect(changed).toEqual([]);
  expect(misrounded).toEqual([]);
  expect(toHalf(65519.9)).toBe(0x7bff);
  expect(toHalf(65520)).toBe(0x7c00);
  expect(toHalf(Number.NEGATIVE_INFINITY)).toBe(0xfc00);
});

/** A file from a header written by hand. */
function file(header: string, data = 0, declared = Buffer.byteLength(header)): Uint8Array {
  const bytes = Buffer.alloc(8 + Buffer.byteLength(header) + data);
  bytes.writeBigUInt64LE(BigInt(declared), 0);
  bytes.write(header, 8);
  return bytes;
}

const entry = (more: object) => JSON.stringify({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...more } });

test.each([
  ['an empty file', new Uint8Array(0), 'too few'],
  ['a header longer than a megabyte', file('{}', 0, 1_000_001), 'at most 1000000'],
  ['a header length beyond all integers', Buffer.from('ffffffffffffffff', 'hex'), 'at most 1000000'],
  ['a header longer than the file', file('{}', 0, 500), 'more than the file holds'],
  ['a header that is not JSON', file('{]'), 'not JSON'],
  ['a header that is not UTF-8', Buffer.concat([file('', 0, 2), Buffer.from([0xff, 0xfe])]), 'not JSON'],
  ['a header that is a list', file('[]'), 'not an object'],
  ['an unknown type', file(entry({ dtype: 'F64' }), 8), 'type F64'],
  ['a negative extent', file(entry({ shape: [-2] }), 8), 'no valid shape'],
  ['a fractional extent', file(entry({ shape: [0.5] }), 8), 'no valid shape'],
  ['a huge declared shape', file(entry({ shape: [2 ** 40] }), 8), 'needs'],
  ['extents whose product overflows', file(entry({ shape: [2 ** 40, 2 ** 40] }), 8), 'needs'],
  ['a tensor beyond the end', file(entry({ data_offsets: [0, 800], shape: [200] }), 8), 'stands at'],
  ['offsets the wrong way round', file(entry({ data_offsets: [8, 0] }), 8), 'stands at'],
  ['three offsets', file(entry({ data_offsets: [0, 4, 8] }), 8), 'no valid data_offsets'],
  ['bytes that no tensor covers', file(entry({}), 80), 'cover 8 of 80'],
  ['tensors over one another', file(`{"a":${entry({}).slice(5, -1)},"b":${entry({}).slice(5, -1)}}`, 8), 'overlap'],
  ['a null entry', file('{"a":null}'), 'type undefined'],
])('%s is refused with the reason', (_name, bytes, reason) => {
  expect(() => readSafetensors(bytes, 'bad.safetensors')).toThrow(InputError);
  expect(() => readSafetensors(bytes, 'bad.safetensors')).toThrow(reason);
});
