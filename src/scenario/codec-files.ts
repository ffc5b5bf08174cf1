/**
 * Reads the files that describe codecs, once, while a scenario is loaded: what they say takes the place of their name.
 *
 * So the resolved scenario, its manifest and the keys of stored results hold the contents, and worker threads open no file. Files
 * lie in the folder of the scenario, of --data-root, or (those a description names) of the description.
 */
import { createHash, type Hash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { type Fault, InputError } from '../base/errors.js';
import type { Kinded } from '../base/slot.js';
import type { CodecDescription } from '../codec/codec.js';
import { confinedPath } from './confined-path.js';
import { readDescribedDocument } from './described-document.js';
import { maximumBytes } from './json-document.js';
import type { Registries } from './registries.js';
import type { Scenario } from './schema.js';

export interface ReadCodecFiles {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
}

/** @param roots folders in which a scenario may name files */
export function readCodecFiles(scenario: Scenario, registries: Registries, roots: readonly string[]): ReadCodecFiles {
  const faults = new Map<string, Fault>();
  const devices = Object.entries(scenario.devices ?? {}).map(([name, group]) => {
    const read = (codec: Kinded): Kinded => {
      const model = registries.codecs.has(codec?.kind) ? registries.codecs.get(codec.kind) : undefined;
      if (model?.description === undefined || typeof codec.file !== 'string') return codec;
      try {
        return { ...codec, ...readDescription(codec.file, model.description, roots) };
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        for (const fault of error.faults) faults.set(JSON.stringify(fault), fault);
        return codec;
      }
    };
    const alternatives = Array.isArray(group.alternatives) ? { alternatives: group.alternatives.map(read) } : {};
    return [name, { ...group, codec: read(group.codec), ...alternatives }] as const;
  });
  return { scenario: { ...scenario, devices: Object.fromEntries(devices) }, faults: [...faults.values()] };
}

/** @throws InputError with the faults of all files */
function readDescription(path: string, model: CodecDescription, roots: readonly string[]): object {
  const hash = createHash('sha256');
  const { value, refuse } = readDescribedDocument(model, readText(path, hash), shownName(path));
  const folders = [dirname(path), ...roots];
  const result = model.interpret(value as never, {
    read(name) {
      const found = confinedPath(name, folders);
      if ('message' in found) throw new InputError(found.message);
      return { file: shownName(found.path), text: readText(found.path, hash) };
    },
  });
  if ('contents' in result) return { file: basename(path), sha256: hash.digest('hex'), contents: result.contents };
  return refuse(result.issues, result.faults);
}

/** @throws InputError for what is no file or too large */
function readText(path: string, hash: Hash): string {
  const file = shownName(path);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) throw new InputError([{ file, message: 'no such file' }]);
  if (found.size > maximumBytes) {
    throw new InputError([{ file, message: `${found.size} bytes; accepted: at most ${maximumBytes} (5 MB)` }]);
  }
  const bytes = readFileSync(path);
  hash.update(`${bytes.length}\n`).update(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError([{ file, message: 'is not UTF-8 text; accepted: UTF-8' }]);
  }
}

/** As seen from the working folder where that is shorter. */
function shownName(path: string): string {
  const near = relative('.', path);
  return near.length < path.length ? near : path;
}
