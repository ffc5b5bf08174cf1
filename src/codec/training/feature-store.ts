/**
 * Feature banks on disk, so that the next training at the same split starts at once: bfloat16 values as they are used, logits in
 * float32, one file each, and `bank.json` with their sizes and sha256, written last.
 *
 * A bank's folder is named after everything it depends on. It may be deleted at any time; a damaged one is made anew.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
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

/** Rows that are converted at a time. */
const chunk = 500;

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (values: Uint16Array | Float32Array) =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** The bank in `folder`; null where there is none, or not all of it. */
export async function readFeatureBank(ops: NativeOps, folder: string, labels: Uint8Array): Promise<FeatureBank | null> {
  try {
    const directory = JSON.parse(await readFile(join(folder, 'bank.json'), 'utf8')) as Directory;
    const files = directory.versions.map(async ({ features, late, logits }) => ({
      features: { shape: features.shape, bytes: await readVerified(folder, features) },
      late: late === null ? null : { shape: late.shape, bytes: await readVerified(folder, late) },
      logits: await readVerified(folder, logits),
    }));
    const versions = (await Promise.all(files)).map(({ features, late, logits }) => ({
      features: toTensor(ops, features),
      late: late === null ? null : toTensor(ops, late),
      logits: new Float32Array(logits.buffer, logits.byteOffset, logits.length / 4),
    }));
    return { count: labels.length, labels, versions };
  } catch {
    return null;
  }
}

export async function writeFeatureBank(ops: NativeOps, folder: string, bank: FeatureBank): Promise<void> {
  await mkdir(folder, { recursive: true });
  const versions: Directory['versions'][number][] = [];
  for (const [index, { features, late, logits }] of bank.versions.entries()) {
    const store = async (name: string, shape: readonly number[], bytes: Uint8Array): Promise<StoredFile> => {
      await writeWhole(join(folder, name), bytes);
      return { name, shape, sha256: sha256Of(bytes) };
    };
    versions.push({
      features: await store(`features-${index}.bf16`, features.shape, fromTensor(ops, features)),
      late: late === null ? null : await store(`late-${index}.bf16`, late.shape, fromTensor(ops, late)),
      logits: await store(`logits-${index}.f32`, [bank.count, logits.length / bank.count], bytesOf(logits)),
    });
  }
  await writeWhole(join(folder, 'bank.json'), `${JSON.stringify({ versions }, null, 2)}\n`);
}

async function readVerified(folder: string, { name, sha256 }: StoredFile): Promise<Uint8Array> {
  const bytes = new Uint8Array(await readFile(join(folder, name)));
  if (sha256Of(bytes) !== sha256) throw new Error(`${join(folder, name)} is damaged`);
  return bytes;
}

/** A bfloat16 value is the upper half of the float32 one. */
function fromTensor(ops: NativeOps, tensor: NativeTensor): Uint8Array {
  const [rows, ...extent] = tensor.shape as [number, ...number[]];
  const perRow = extent.reduce((product, size) => product * size, 1);
  const halves = new Uint16Array(rows * perRow);
  for (let first = 0; first < rows; first += chunk) {
    const count = Math.min(chunk, rows - first);
    const part = ops.slice(tensor, [first, ...extent.map(() => 0)], [count, ...extent]);
    const floats = ops.into(part, ops.float32);
    const words = new Uint32Array(ops.readFloats(floats).buffer);
    ops.free(floats);
    for (let i = 0; i < words.length; i++) halves[first * perRow + i] = words[i]! >>> 16;
  }
  return bytesOf(halves);
}

function toTensor(ops: NativeOps, { shape, bytes }: { shape: readonly number[]; bytes: Uint8Array }): NativeTensor {
  const [rows, ...extent] = shape as [number, ...number[]];
  const perRow = extent.reduce((product, size) => product * size, 1);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const parts: NativeTensor[] = [];
  for (let first = 0; first < rows; first += chunk) {
    const count = Math.min(chunk, rows - first);
    const words = new Uint32Array(count * perRow);
    for (let i = 0; i < words.length; i++) words[i] = halves[first * perRow + i]! << 16;
    const floats = ops.tensor(new Float32Array(words.buffer), [count, ...extent]);
    parts.push(ops.into(floats, ops.bfloat16));
  }
  const whole = ops.concat(parts, 0);
  ops.free(...parts);
  return whole;
}
