/**
 * Feature banks on disk, so that the next training at the same split starts at once: bfloat16 values as they are used, logits in
 * float32, one file each, and `bank.json` with their sizes and sha256, written last.
 *
 * A bank's folder is named after everything it depends on. It may be deleted at any time; a damaged one is made anew. Files are read
 * and written some rows at a time: those of an early split have more bytes than a single read can take (2 GiB).
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../../base/atomic-file.js';
import type { NativeOps, NativeTensor } from '../../neural/training/native-ops.js';
import type { FeatureBank } from './feature-bank.js';

interface StoredFile {
  readonly name: string;
  readonly shape: readonly number[];
  readonly sha256: string;
}

interface Directory {
  readonly versions: readonly { features: StoredFile; late: StoredFile | null; logits: StoredFile }[];
}

type Version = FeatureBank['versions'][number];

/** Rows that are read, written or converted at a time. */
const chunk = 500;

/** What is there is not what was written. */
class Damaged extends Error {}

/**
 * The bank in `folder`; null where there is none, or not all of it.
 * @throws what the file system says where a file is there and cannot be read
 */
export async function readFeatureBank(ops: NativeOps, folder: string, labels: Uint8Array): Promise<FeatureBank | null> {
  const versions: Version[] = [];
  try {
    for (const stored of (await readDirectory(folder)).versions) versions.push(await readVersion(ops, folder, stored));
    return { count: labels.length, labels, versions };
  } catch (error) {
    for (const { features, late } of versions) ops.free(features, ...(late === null ? [] : [late]));
    if (error instanceof Damaged || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export async function writeFeatureBank(ops: NativeOps, folder: string, bank: FeatureBank): Promise<void> {
  await mkdir(folder, { recursive: true });
  const store = async (name: string, shape: readonly number[], parts: Iterable<Uint8Array>): Promise<StoredFile> => {
    const hash = createHash('sha256');
    await writeWhole(join(folder, name), hashed(parts, hash));
    return { name, shape, sha256: hash.digest('hex') };
  };
  const versions: Directory['versions'][number][] = [];
  for (const [index, { features, late, logits }] of bank.versions.entries()) {
    versions.push({
      features: await store(`features-${index}.bf16`, features.shape, halvesOf(ops, features)),
      late: late === null ? null : await store(`late-${index}.bf16`, late.shape, halvesOf(ops, late)),
      logits: await store(`logits-${index}.f32`, [bank.count, logits.length / bank.count], [bytesOf(logits)]),
    });
  }
  await writeWhole(join(folder, 'bank.json'), `${JSON.stringify({ versions }, null, 2)}\n`);
}

async function readDirectory(folder: string): Promise<Directory> {
  const text = await readFile(join(folder, 'bank.json'), 'utf8');
  try {
    return JSON.parse(text) as Directory;
  } catch {
    throw new Damaged();
  }
}

async function readVersion(
  ops: NativeOps,
  folder: string,
  { features, late, logits }: Directory['versions'][number],
): Promise<Version> {
  const made: NativeTensor[] = [];
  const tensorOf = async (file: StoredFile): Promise<NativeTensor> => {
    const tensor = await readTensor(ops, folder, file);
    made.push(tensor);
    return tensor;
  };
  try {
    const values = new Float32Array(sizeOf(logits.shape));
    let place = 0;
    await readRows(folder, logits, 4, (bytes) => {
      bytesOf(values).set(bytes, place);
      place += bytes.length;
    });
    return { features: await tensorOf(features), late: late === null ? null : await tensorOf(late), logits: values };
  } catch (error) {
    ops.free(...made);
    throw error;
  }
}

async function readTensor(ops: NativeOps, folder: string, file: StoredFile): Promise<NativeTensor> {
  const extent = file.shape.slice(1);
  const parts: NativeTensor[] = [];
  try {
    await readRows(folder, file, 2, (bytes, rows) => {
      const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
      // A bfloat16 value is the upper half of the float32 one.
      const words = new Uint32Array(halves.length);
      for (let i = 0; i < words.length; i++) words[i] = halves[i]! << 16;
      parts.push(ops.into(ops.tensor(new Float32Array(words.buffer), [rows, ...extent]), ops.bfloat16));
    });
    return ops.concat(parts, 0);
  } finally {
    ops.free(...parts);
  }
}

/** Hands a file's rows on, `chunk` of them at a time. @throws Damaged where they are not those that were written, once all are read */
async function readRows(
  folder: string,
  { name, shape, sha256 }: StoredFile,
  bytesPerValue: number,
  take: (bytes: Uint8Array, rows: number) => void,
): Promise<void> {
  const hash = createHash('sha256');
  const [rows, ...extent] = shape as [number, ...number[]];
  const perRow = bytesPerValue * sizeOf(extent);
  const handle = await open(join(folder, name));
  try {
    if ((await handle.stat()).size !== rows * perRow) throw new Damaged();
    for (let first = 0; first < rows; first += chunk) {
      const count = Math.min(chunk, rows - first);
      const bytes = await readWhole(handle, count * perRow);
      hash.update(bytes);
      take(bytes, count);
    }
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') !== sha256) throw new Damaged();
}

/** The next `length` bytes. */
async function readWhole(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let place = 0;
  while (place < length) {
    const { bytesRead } = await handle.read(bytes, place, length - place, null);
    if (bytesRead === 0) throw new Damaged();
    place += bytesRead;
  }
  return bytes;
}

/** The upper halves of a bfloat16 tensor's values in float32, `chunk` rows at a time. */
function* halvesOf(ops: NativeOps, tensor: NativeTensor): Generator<Uint8Array> {
  const [rows, ...extent] = tensor.shape as [number, ...number[]];
  for (let first = 0; first < rows; first += chunk) {
    const count = Math.min(chunk, rows - first);
    const part = ops.slice(tensor, [first, ...extent.map(() => 0)], [count, ...extent]);
    const floats = ops.into(part, ops.float32);
    const words = new Uint32Array(ops.readFloats(floats).buffer);
    ops.free(floats);
    // Not `from`, which lists all values as objects first.
    const halves = new Uint16Array(words.length);
    for (let i = 0; i < words.length; i++) halves[i] = words[i]! >>> 16;
    yield bytesOf(halves);
  }
}

function* hashed(parts: Iterable<Uint8Array>, hash: ReturnType<typeof createHash>): Generator<Uint8Array> {
  for (const part of parts) {
    hash.update(part);
    yield part;
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const bytesOf = (values: Uint16Array | Float32Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
