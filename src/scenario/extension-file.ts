/**
 * Extensions in files of the user: an ES module whose named exports are lists of entries, one for each slot it adds to.
 *
 * They come from the command line or the library only, never from a scenario: a scenario is data and runs nothing.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { didYouMean } from '../base/did-you-mean.js';
import { InputError } from '../base/errors.js';
import type { SlotName } from '../base/slot.js';
import { entryFaults } from './extension-entry.js';
import { type Extensions, slotNames } from './registries.js';

export interface ExtensionFile {
  /** Absolute path, for worker threads. */
  readonly file: string;
  readonly name: string;
  /** Start of the SHA-256 of the file. */
  readonly digest: string;
  readonly entries: Extensions;
}

/** @throws InputError for a file that is missing, does not load, or exports something else than lists of entries for slots */
export async function loadExtensions(files: readonly string[]): Promise<ExtensionFile[]> {
  return Promise.all(files.map(loadExtension));
}

async function loadExtension(file: string): Promise<ExtensionFile> {
  const refuse = (message: string): never => {
    throw new InputError([{ file, message }]);
  };
  const content = await readFile(file).catch(() => refuse('no such file'));
  const loaded = await import(pathToFileURL(resolve(file)).href).catch((error: Error) =>
    refuse(`the extension does not load: ${error.message}`),
  );
  const entries = { ...(loaded as Record<string, unknown>) };
  delete entries.default;
  for (const [name, list] of Object.entries(entries)) {
    if (!(slotNames as readonly string[]).includes(name)) {
      refuse(`unknown export "${name}"${didYouMean(name, slotNames)}; accepted: ${slotNames.join(', ')}`);
    }
    if (!Array.isArray(list)) refuse(`the export "${name}" is no list; accepted: a list of entries`);
  }
  const faults = Object.entries(entries).flatMap(([slot, list]) => entryFaults(slot as SlotName, list as unknown[]));
  if (faults.length > 0) throw new InputError(faults.map((fault) => ({ file, ...fault })));
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { file: resolve(file), name: basename(file), digest, entries };
}
