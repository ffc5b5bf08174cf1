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

/** What a checkpoint has to be of. */
export interface CheckpointOwner {
  readonly fingerprint: string;
  /** Of the whole training. */
  readonly steps: number;
  /** All of these, in their shapes. */
  readonly expected: ReadonlyMap<string, NamedTensor>;
}

/**
 * @returns null where there is none
 * @throws InputError if the checkpoint is damaged or belongs to another configuration
 */
export async function loadCheckpoint(file: string, owner: CheckpointOwner): Promise<Checkpoint | null> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const { tensors, metadata } = readSafetensors(bytes, file);
  const refuse = (message: string): never => {
    throw new InputError([{ file, message: `${message}; train with --force instead of --resume to start over` }]);
  };
  const { fingerprint, steps, expected } = owner;
  if (metadata.fingerprint !== fingerprint) refuse('belongs to another training configuration');
  const step = /^\d+$/.test(metadata.step ?? '') ? Number(metadata.step) : Number.NaN;
  if (!(step <= steps)) refuse(`is at step "${metadata.step}"; accepted are 0 to ${steps}`);
  for (const [name, { shape }] of expected) {
    const found = tensors.get(name);
    if (found === undefined) refuse(`lacks the tensor "${name}"`);
    else if (`${found.shape}` !== `${shape}`) refuse(`has "${name}" of shape ${found.shape}; accepted is ${shape}`);
  }
  return {
    tensors,
    step,
    loss: Number(metadata.loss),
    fingerprint,
    wallSeconds: Number(metadata.wallSeconds),
  };
}
