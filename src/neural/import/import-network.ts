/**
 * A network trained elsewhere becomes a model folder: described, folded, run on the live engine, and accepted only if it computes what
 * its reference says.
 *
 * A folder to import holds `network.json`, `weights.safetensors` (names and layouts of PyTorch's state_dict) and `reference.safetensors`.
 * All of it comes from outside: sizes are checked before anything is read or allocated, weights must be finite numbers.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors.js';
import { backboneMacs, backboneParameters } from '../backbone.js';
import type { Engine } from '../engine.js';
import { type BackboneCard, modelFormat, weightsLimit } from '../model-card.js';
import { readSafetensors, writeSafetensors } from '../safetensors.js';
import { makeSplitNetwork, type SplitPoint } from '../split-network.js';
import { foldWeights } from './fold-weights.js';
import { type LayerIssue, planLayers } from './layer-plan.js';
import type { NetworkFile } from './network-file.js';
import { type Agreement, checkReference } from './reference-check.js';

export const importedFiles = {
  network: 'network.json',
  weights: 'weights.safetensors',
  reference: 'reference.safetensors',
} as const;

const referenceLimit = 100_000_000;

export interface ImportedNetwork {
  readonly card: BackboneCard;
  readonly weights: Uint8Array;
  readonly splits: readonly SplitPoint[];
  readonly agreements: readonly Agreement[];
  /** Tensors of the file that no layer uses. */
  readonly unused: readonly string[];
}

/**
 * @param network from network.json, checked against its schema
 * @param refuse called with what is wrong with the layers
 * @throws InputError for files that are missing, too large, damaged or hostile, and for outputs that differ from the reference
 */
export function importNetwork(
  engine: Engine,
  folder: string,
  network: NetworkFile,
  refuse: (issues: readonly LayerIssue[]) => never,
): ImportedNetwork {
  const read = (name: string, limit: number) => {
    const file = join(folder, name);
    const bytes = readLimited(file, limit);
    return { file, sha256: sha256Of(bytes), content: readSafetensors(bytes, file) };
  };
  const weights = read(importedFiles.weights, weightsLimit);
  const { tensors } = weights.content;
  const plan = planLayers(network, (name) => tensors.get(name)?.shape);
  if ('issues' in plan) return refuse(plan.issues);
  const { shape, recipes } = plan;
  const folded = foldWeights(recipes, tensors, weights.file);
  const bytes = writeSafetensors(folded, 'F32', { format: modelFormat, name: network.name });
  const reference = read(importedFiles.reference, referenceLimit);
  const base = {
    format: modelFormat,
    kind: 'backbone',
    name: network.name,
    dataSet: network.dataSet,
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    shape,
    macs: backboneMacs(shape),
    parameters: backboneParameters(shape),
    accuracy: {},
  } as const;
  const backbone = makeSplitNetwork(engine, base, { tensors: folded, metadata: {} });
  try {
    const agreements = checkReference(backbone, reference.content, reference.file);
    const card: BackboneCard = {
      ...base,
      imported: {
        weightsSha256: weights.sha256,
        referenceSha256: reference.sha256,
        engine: `${engine.backend} ${engine.version}`,
        referenceImages: reference.content.tensors.get('images')!.shape[0],
        largestDifferences: Object.fromEntries(
          agreements.map(({ what, largestDifference }) => [what, largestDifference]),
        ),
      },
    };
    const used = new Set(
      recipes.flatMap(({ parameters, norms }) => [parameters, ...norms.map((norm) => norm.parameters)]),
    );
    const unused = [...tensors.keys()].filter((name) => !used.has(name.slice(0, name.lastIndexOf('.'))));
    return { card, weights: bytes, splits: [...backbone.splits.values()], agreements, unused };
  } finally {
    backbone.dispose();
  }
}

/** @throws InputError for a file that is missing or larger than `limit` bytes */
function readLimited(file: string, limit: number): Uint8Array {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) throw new InputError([{ file, message: 'no such file' }]);
  if (found.size > limit) {
    throw new InputError([{ file, message: `has ${found.size} bytes; at most ${limit} are accepted` }]);
  }
  return readFileSync(file);
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
