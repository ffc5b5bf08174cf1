/**
 * The manifest beside a result: everything that is needed to run it again, and where each value came from. Wall times stand
 * here only, so that the other files of two equal runs are equal byte for byte.
 */
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release } from 'node:os';
import type { SimulationResult } from '../metrics/result.js';
import type { ExtensionFile } from '../scenario/extension-file.js';
import type { LoadedScenario } from '../scenario/load.js';
import { packageVersion } from './package-version.js';

export const manifestFormat = 'bottlenet-sim/manifest@1';

export interface ManifestParts {
  readonly loaded: LoadedScenario;
  readonly extensions: readonly ExtensionFile[];
  /** Digests of program, weights and images. */
  readonly identity: Readonly<Record<string, string>>;
  readonly result: SimulationResult;
  readonly workers: number;
}

export function manifestOf({ loaded, extensions, identity, result, workers }: ManifestParts): object {
  return {
    format: manifestFormat,
    version: packageVersion(),
    engine: result.engine,
    identity,
    fingerprint: result.fingerprint,
    batchShape: loaded.scenario.inference.batch,
    extensions: extensions.map(({ name, digest }) => ({ name, digest })),
    machine: machine(),
    wall: { seconds: result.wallSeconds, workers, finished: new Date().toISOString() },
    scenario: loaded.scenario,
    origins: Object.fromEntries(
      loaded.origins.map(({ path, from, detail }) => [path, detail === undefined ? from : `${from}: ${detail}`]),
    ),
    warnings: loaded.warnings.map(({ path, message }) => ({ path, message })),
  };
}

function machine(): object {
  const processor = cpus();
  return {
    node: process.version,
    platform: `${platform()} ${release()}`,
    architecture: arch(),
    processor: processor[0]?.model ?? 'unknown',
    cores: processor.length,
    processorFeatures: processorFeatures(),
  };
}

/** Instruction sets that change what native TensorFlow computes; known on Linux only. */
function processorFeatures(): readonly string[] {
  try {
    const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    return flags.split(/\s+/).filter((flag) => /^(sse4|avx|fma|amx|f16c|asimd|sve)/.test(flag));
  } catch {
    return [];
  }
}
