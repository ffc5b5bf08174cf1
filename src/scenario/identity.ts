/**
 * What the results of a scenario depend on beside its text: program, engine, weights and images, each with a digest.
 *
 * Stored results are found again by it, so it must change whenever a result could: the code itself is digested, because a
 * version number does not change while a program is being written. WebAssembly and plain JavaScript give the same bits
 * everywhere; native TensorFlow does not, so its processor belongs to it.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listModels, shippedModelFolder } from '../codec/load.js';
import { type EngineChoice, loadEngine } from '../neural/engine.js';
import { scenarioCodecs } from './group-codecs.js';
import { engineName } from './networks.js';
import type { Registries } from './registries.js';
import type { Scenario } from './schema.js';

export interface IdentityOptions {
  readonly registries: Registries;
  readonly engine: EngineChoice;
  readonly modelFolders: readonly string[];
}

/** Folders of the program that cannot change what a replication computes. */
const withoutInfluence = /^(cli|report|set-up|study|theory|validation)\b/;

export async function identifyScenario(scenario: Scenario, options: IdentityOptions): Promise<Record<string, string>> {
  const { registries, engine, modelFolders } = options;
  const identity: Record<string, string> = { program: await programDigest() };
  const kinds = scenarioCodecs(scenario.devices).map(({ kind }) => registries.codecs.get(kind));
  if (kinds.every(({ networks }) => networks === false)) {
    return { ...identity, engine: 'none' };
  }
  const loaded = await loadEngine(engine);
  identity.engine = engineName(loaded);
  if (loaded.backend === 'native') identity.processor = cpus()[0]?.model ?? 'unknown';
  const named = new Set(textsIn(scenario));
  for (const { name, folder } of await listModels([...modelFolders, shippedModelFolder])) {
    if (named.has(name))
      identity[`model ${name}`] = await folderDigest(folder, (file) => /\.(json|safetensors)$/.test(file));
  }
  const images = join(shippedModelFolder, 'image-sets');
  identity[`images ${scenario.imageSet}`] = await folderDigest(images, (file) => file.startsWith(scenario.imageSet));
  return identity;
}

let ofProgram: Promise<string> | undefined;

/** Digest of the compiled files that take part in a replication. */
function programDigest(): Promise<string> {
  const isCode = (file: string): boolean => /(?<!\.d)\.[jt]s$/.test(file) && !withoutInfluence.test(file);
  ofProgram ??= folderDigest(fileURLToPath(new URL('..', import.meta.url)), isCode);
  return ofProgram;
}

async function folderDigest(folder: string, wanted: (file: string) => boolean): Promise<string> {
  const hash = createHash('sha256');
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = files
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/').replace(/^\//, ''))
    .filter(wanted)
    .sort();
  for (const name of names) {
    const content = await readFile(join(folder, name));
    hash.update(`${name} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Every text that stands anywhere in a scenario. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
