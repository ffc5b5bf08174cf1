/** Whose folder it is: a study goes on in its own folder and leaves every other non-empty one alone. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import type { Identity } from './replication.js';
import type { AxisValue } from './study-table.js';

export interface StudyManifest {
  readonly format: 'bottlenet-sim/study-manifest@1';
  readonly study: string;
  /** Changes with anything that changes a byte of the tables. */
  readonly key: string;
  readonly status: 'unfinished' | 'finished';
  /** What the results depend on beside the scenarios: program, engine, weights, each with a digest. */
  readonly identity: Identity;
  readonly axis: string;
  readonly variants: readonly string[];
  readonly values: readonly AxisValue[];
  readonly replications: number;
  readonly runs: number;
  /** The last invocation: the only part that depends on the machine's speed and on interruptions. */
  readonly wall?: { readonly computed: number; readonly reused: number; readonly wallSeconds: number };
}

/**
 * Says whether the folder already holds this very study, finished. The folder of a study with the same name is resumed:
 * finished runs are found by content, so a study that has grown computes only what is new.
 * @throws InputError when the folder holds something else and `force` is not given
 */
export async function claimFolder(
  directory: string,
  manifest: StudyManifest,
  force: boolean,
): Promise<'finished' | 'free'> {
  const present = await entries(directory);
  if (present.length === 0) return 'free';
  const stored = await storedManifest(directory);
  if (stored?.study !== manifest.study) {
    if (force) return 'free';
    const holder = stored === undefined ? 'is not empty' : `holds the study "${stored.study}"`;
    throw new InputError(`${directory} ${holder}; accepted: an empty folder, this study's own one, or --force`);
  }
  const complete = ['table.csv', 'differences.csv'].every((file) => present.includes(file));
  return stored.key === manifest.key && stored.status === 'finished' && complete ? 'finished' : 'free';
}

export async function storedManifest(directory: string): Promise<StudyManifest | undefined> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as StudyManifest;
    return manifest.format === 'bottlenet-sim/study-manifest@1' ? manifest : undefined;
  } catch {
    return undefined;
  }
}

async function entries(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
