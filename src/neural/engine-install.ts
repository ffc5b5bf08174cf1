/**
 * Makes native TensorFlow usable, or says why WebAssembly is used instead. Done twice, it does nothing the second time.
 *
 * Tried in order: what is installed already loads; a finished build in the user's cache; a TensorFlow library the user
 * names; tfjs-node's own download; the libraries of the TensorFlow wheel. A build is made in a stage inside the
 * cache, tested there, and published in one rename: a killed run leaves at most a stage, which the next one removes.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cacheFolder } from './cache-folder.js';
import {
  addonPath,
  findBuilds,
  type LoadTest,
  linkBuild,
  publishBuild,
  testBuild,
  testPackage,
  unlinkBuild,
} from './engine-build.js';
import { libraryFolder } from './engine-library-folder.js';
import { withInstallLock } from './engine-lock.js';
import { officialScript } from './engine-official.js';
import type { EngineSource } from './engine-source.js';
import { tensorflowWheel } from './engine-wheel.js';

export interface EngineInstallation {
  readonly engine: 'native' | 'wasm';
  /** One line: where the native engine comes from, or why there is none. */
  readonly reason: string;
  /** The loaded addon, behind all links. */
  readonly addon?: string;
  /** What was tried in vain, in order. */
  readonly refused: readonly string[];
}

export interface EngineInstallOptions {
  readonly say: (line: string) => void;
  /** Make a new build even if there is one that loads. */
  readonly renew?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  /** The folder of tfjs-node; undefined if it is not installed. */
  readonly packageFolder?: string | undefined;
  readonly sources?: readonly EngineSource[];
  readonly tests?: EngineTests;
}

export interface EngineTests {
  readonly build: (build: string) => Promise<LoadTest>;
  readonly package: (packageFolder: string) => Promise<LoadTest>;
}

const usualTests: EngineTests = { build: testBuild, package: testPackage };
const stagePrefix = 'stage-';

/** The user's own library first; the package's own way before the one it does not know. */
function usualSources(env: NodeJS.ProcessEnv): readonly EngineSource[] {
  const given = (env.LIBTENSORFLOW_DIR ?? '') !== '';
  return [...(given ? [libraryFolder] : []), officialScript, tensorflowWheel];
}

export async function installEngine(options: EngineInstallOptions): Promise<EngineInstallation> {
  const { env = process.env, tests = usualTests, renew = false, say } = options;
  const sources = options.sources ?? usualSources(env);
  const packageFolder = 'packageFolder' in options ? options.packageFolder : findTfjsNode();
  if ((env.BOTTLENET_SIM_NO_NATIVE ?? '') !== '') return webAssembly('BOTTLENET_SIM_NO_NATIVE is set', []);
  if (packageFolder === undefined) {
    // npm drops an optional package whose install script fails, as this one's does behind many networks.
    return webAssembly(
      'the optional package @tensorflow/tfjs-node is not installed (npm install --ignore-scripts)',
      [],
    );
  }
  if (!renew && fs.existsSync(addonPath(packageFolder))) {
    const test = await tests.package(packageFolder);
    if (test.ok) return native(packageFolder, test.version, 'loads already', []);
    say(`the installed native engine does not load: ${test.fault}`);
  }
  const cache = path.resolve(cacheFolder(env));
  try {
    return await withInstallLock(cache, say, () => install({ packageFolder, cache, env, sources, tests, renew, say }));
  } catch (error) {
    // A read-only folder is the machine's; anything else is a defect of ours.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return webAssembly(`cannot write the cache or the package: ${messageOf(error)}`, []);
  }
}

interface Installation {
  readonly packageFolder: string;
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly sources: readonly EngineSource[];
  readonly tests: EngineTests;
  readonly renew: boolean;
  readonly say: (line: string) => void;
}

/** Holds the lock: whatever stage lies in the cache was left by a killed run. */
async function install(task: Installation): Promise<EngineInstallation> {
  const { cache, packageFolder, renew, say, sources } = task;
  const version = packageVersion(packageFolder);
  removeStages(cache);
  const refused: string[] = [];
  for (const build of renew ? [] : findBuilds(cache, version)) {
    const test = await tryBuild(build, task);
    if (test.ok) return native(packageFolder, test.version, `cached build ${build}`, refused);
    refused.push(`${build}: ${test.fault}`);
  }
  for (const source of sources) {
    const stage = fs.mkdtempSync(path.join(cache, stagePrefix));
    try {
      const build = await makeBuild(source, stage, version, task);
      const test = await tryBuild(build, task);
      if (test.ok) return native(packageFolder, test.version, source.title, refused);
      refused.push(`${source.title}: ${test.fault}`);
    } catch (error) {
      refused.push(`${source.title}: ${messageOf(error)}`);
    } finally {
      fs.rmSync(stage, { recursive: true, force: true });
    }
    say(refused.at(-1)!);
  }
  return webAssembly('no source of the TensorFlow library served', refused);
}

async function makeBuild(source: EngineSource, stage: string, version: string, task: Installation): Promise<string> {
  const label = await source.fill({ packageFolder: task.packageFolder, stage, env: task.env, say: task.say });
  fs.rmSync(path.join(stage, 'deps', 'include'), { recursive: true, force: true });
  const test = await task.tests.build(stage);
  if (!test.ok) throw new Error(`built, but does not load: ${test.fault}`);
  return publishBuild(stage, task.cache, version, label);
}

/** Links a build that loads by itself; one that then does not load in its package is unlinked again. */
async function tryBuild(build: string, { packageFolder, tests }: Installation): Promise<LoadTest> {
  const alone = await tests.build(build);
  if (!alone.ok) return alone;
  linkBuild(build, packageFolder);
  const test = await tests.package(packageFolder);
  if (!test.ok) unlinkBuild(packageFolder);
  return test;
}

function native(
  packageFolder: string,
  version: string,
  origin: string,
  refused: readonly string[],
): EngineInstallation {
  const addon = addonPath(packageFolder);
  const reason = `native TensorFlow ${version}: ${origin}`;
  return { engine: 'native', reason, refused, ...(fs.existsSync(addon) ? { addon: fs.realpathSync(addon) } : {}) };
}

function webAssembly(reason: string, refused: readonly string[]): EngineInstallation {
  return { engine: 'wasm', reason, refused };
}

function removeStages(cache: string): void {
  for (const name of fs.readdirSync(cache)) {
    if (name.startsWith(stagePrefix)) fs.rmSync(path.join(cache, name), { recursive: true, force: true });
  }
}

/** The folder of tfjs-node as this program would load it. */
export function findTfjsNode(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return undefined;
  }
}

export function packageVersion(packageFolder: string): string {
  const manifest = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
