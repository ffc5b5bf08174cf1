/** Checkpoints of a training: all tensors as float32 safetensors, the place in the run as metadata, replaced in one rename. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeWhole } from '../../base/atomic-file.js';
import { InputError } from '../../base/errors.js';
import { type NamedTensor, readSafetensors, writeSafetensors } from '../safetensors.js';

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** Steps done. */
  readonly step: number;
  /** The last one measured; not a number where none was, or in a checkpoint of an older version. */
  readonly loss: number;
  /** Of the configuration that the run follows. */
  readonly fingerprint: string;
  /** Wall-clock seconds spent so far. */
  readonly wallSeconds: number;
}

/** Writes a file whole, and makes its folder first. */
export async function writeFileAtomically(file: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, bytes);
}

export async function saveCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { step, loss, fingerprint, wallSeconds } = checkpoint;
  const metadata = { step: `${step}`, loss: `${loss}`, fingerprint, wallSeconds: `${wallSeconds}` };
  await writeFileAtomically(file, writeSafetensors(checkpoint.tensors, 'F32', metadata));
}

/** @throws InputError if the checkpoint belongs to another configuration */
export async function loadCheckpoint(file: string, fingerprint: string): Promise<Checkpoint | null> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return null;
  const { tensors, metadata } = readSafetensors(bytes, file);
  if (metadata.fingerprint !== fingerprint) {
    throw new InputError([
      { file, message: 'belongs to another training configuration; train without --resume to start over' },
    ]);
  }
  return {
    tensors,
    step: Number(metadata.step),
    loss: Number(metadata.loss),
    fingerprint,
    wallSeconds: Number(metadata.wallSeconds),
  };
}
