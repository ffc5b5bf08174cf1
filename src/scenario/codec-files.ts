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
import type { CodecDescription } from '../codec/codec.js';
import { compileCheck, type Issue, type SchemaCheck } from './check-schema.js';
import { composeDocumentSchema } from './compose-schema.js';
import { confinedPath } from './confined-path.js';
import { checkFormat } from './format.js';
import { type JsonDocument, maximumBytes, parseJsonDocument } from './json-document.js';
import type { JsonSchema } from './json-schema.js';
import type { Registries } from './registries.js';
import { resolveScenario } from './resolve.js';
import type { Scenario } from './schema.js';

export interface ReadCodecFiles {
  readonly scenario: Scenario;
  readonly faults: readonly Fault[];
}

/** @param roots folders in which a scenario may name files */
export function readCodecFiles(scenario: Scenario, registries: Registries, roots: readonly string[]): ReadCodecFiles {
  const faults = new Map<string, Fault>();
  const devices = Object.entries(scenario.devices ?? {}).map(([name, group]) => {
    const { codec } = group;
    const model =
      codec !== undefined && registries.codecs.has(codec.kind) ? registries.codecs.get(codec.kind) : undefined;
    if (model?.description === undefined || typeof codec.file !== 'string') return [name, group] as const;
    try {
      return [
        name,
        { ...group, codec: { ...codec, ...readDescription(codec.file, model.description, roots) } },
      ] as const;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const fault of error.faults) faults.set(JSON.stringify(fault), fault);
      return [name, group] as const;
    }
  });
  return { scenario: { ...scenario, devices: Object.fromEntries(devices) }, faults: [...faults.values()] };
}

/** @throws InputError with the faults of all files */
function readDescription(path: string, model: CodecDescription, roots: readonly string[]): object {
  const file = shownName(path);
  const hash = createHash('sha256');
  const document = parseJsonDocument(readText(path, hash), file);
  const refuse = (issues: readonly Issue[], more: readonly Fault[] = []): never => {
    throw new InputError([...issues.map((issue) => faultOf(issue, document)), ...more]);
  };
  const wrongFormat = checkFormat(document.value, model.format);
  if (wrongFormat !== undefined) refuse([wrongFormat]);
  const { schema, check } = vocabularyOf(model);
  const issues = check(document.value);
  if (issues.length > 0) refuse(issues);
  const { scenario: description } = resolveScenario(schema, document.value, {
    originOf: () => ({ from: 'scenario' }),
    resolveFile: () => ({ message: 'a description names no file of this kind' }),
  });
  const folders = [dirname(path), ...roots];
  const result = model.interpret(description as never, {
    read(name) {
      const found = confinedPath(name, folders);
      if ('message' in found) throw new InputError(found.message);
      return { file: shownName(found.path), text: readText(found.path, hash) };
    },
  });
  if ('contents' in result) return { file: basename(path), sha256: hash.digest('hex'), contents: result.contents };
  return refuse(result.issues, result.faults);
}

interface Vocabulary {
  readonly schema: JsonSchema;
  readonly check: SchemaCheck;
}

const vocabularies = new WeakMap<CodecDescription, Vocabulary>();

/** Compiling a schema takes longer than checking with it: done once. */
function vocabularyOf(model: CodecDescription): Vocabulary {
  const known = vocabularies.get(model);
  if (known !== undefined) return known;
  const schema = composeDocumentSchema(model.schema);
  const made = { schema, check: compileCheck(schema) };
  vocabularies.set(model, made);
  return made;
}

function faultOf({ path, message, onKey }: Issue, document: JsonDocument): Fault {
  return { ...document.placeOf(path, onKey), ...(path === '' ? {} : { path }), message };
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
