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
import { type Fault, InputError } from '../base/errors.js';
import type { SlotName } from '../base/slot.js';
import { entryFaults } from './extension-entry.js';
import { createRegistries, type Extensions, slotNames } from './registries.js';

export interface ExtensionFile {
  /** Absolute path, for worker threads. */
  readonly file: string;
  readonly name: string;
  /** Start of the SHA-256 of the file. */
  readonly digest: string;
  readonly entries: Extensions;
}

/** @throws InputError for a file that is missing, does not load, or exports something else than lists of entries for slots, of new names */
export async function loadExtensions(files: readonly string[]): Promise<ExtensionFile[]> {
  const loaded = await Promise.all(files.map(loadExtension));
  const faults = takenNames(loaded, files);
  if (faults.length > 0) throw new InputError(faults);
  return loaded;
}

/** Entries whose name is that of a built-in one, or of one before them. */
function takenNames(loaded: readonly ExtensionFile[], files: readonly string[]): Fault[] {
  const registries = createRegistries();
  const owners = new Map<string, string>();
  return loaded.flatMap(({ entries }, position) => {
    const file = files[position]!;
    return slotNames.flatMap((slot) =>
      (entries[slot] ?? []).flatMap(({ name }, index) => {
        const owner = registries[slot].has(name) ? 'a built-in entry' : owners.get(`${slot}/${name}`);
        if (owner === undefined) {
          owners.set(`${slot}/${name}`, `an entry of ${file}`);
          return [];
        }
        const message = `${JSON.stringify(name)} is the name of ${owner}; accepted: a name that is not taken`;
        return [{ file, path: `/${slot}/${index}/name`, message }];
      }),
    );
  });
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
