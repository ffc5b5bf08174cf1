/**
 * A native build: `lib/napi-v8/tfjs_binding.node` (the addon of tfjs-node) and `deps/lib/` (the TensorFlow libraries).
 *
 * The addon finds its libraries relative to itself, so a build is complete in one folder. It lies in the user's cache,
 * because `npm ci` empties node_modules, and tfjs-node's folder `lib` is one link to it: swapped in a single rename.
 */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runProgram } from './engine-program.js';

/** Highest Node-API version that tfjs-node 4.22.0 lists; it is stable over Node 20, 22 and 24. */
export const nodeApiVersion = 8;

export const addonPath = (build: string): string =>
  path.join(build, 'lib', `napi-v${nodeApiVersion}`, 'tfjs_binding.node');

/** Whether something loads, and which TensorFlow it is, or why not. */
export type LoadTest = { readonly ok: true; readonly version: string } | { readonly ok: false; readonly fault: string };

/** Loads the addon of a build alone, in a process of its own: a library for another CPU would end this one. */
export function testBuild(build: string): Promise<LoadTest> {
  return testCode(`process.stdout.write(require(${JSON.stringify(addonPath(build))}).TF_Version)`);
}

/** Loads tfjs-node and multiplies two matrices. */
export function testPackage(packageFolder: string): Promise<LoadTest> {
  return testCode(`
    require('node:util').isNullOrUndefined = (value) => value == null;
    console.warn = console.log = console.info = () => {};
    const tf = require(${JSON.stringify(packageFolder)});
    const product = tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync();
    if (product[3] !== 3) throw new Error('a matrix product is wrong');
    process.stdout.write(tf.backend().binding.TF_Version);`);
}

async function testCode(code: string): Promise<LoadTest> {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  const result = await runProgram(process.execPath, ['-e', code], { env, timeoutMs: 120_000 });
  return result.ok ? { ok: true, version: result.stdout } : { ok: false, fault: result.fault };
}

/** Makes the package load the build, whatever it loaded before. */
export function linkBuild(build: string, packageFolder: string): void {
  const link = path.join(packageFolder, 'lib');
  const next = `${link}-${randomUUID()}`;
  fs.symlinkSync(path.join(build, 'lib'), next, 'junction');
  if (fs.existsSync(link) && !fs.lstatSync(link).isSymbolicLink()) unlinkBuild(packageFolder);
  fs.renameSync(next, link);
}

/** Takes the native engine out of the package: an addon that crashed when tested must never be tried in a run. */
export function unlinkBuild(packageFolder: string): void {
  fs.rmSync(path.join(packageFolder, 'lib'), { recursive: true, force: true });
}

/** Builds in the cache for this version of tfjs-node and this machine. */
export function findBuilds(cache: string, packageVersion: string): string[] {
  if (!fs.existsSync(cache)) return [];
  const builds = fs.readdirSync(cache).filter((name) => {
    return name.startsWith(`tfjs-node-${packageVersion}-`) && name.endsWith(machineSuffix());
  });
  return builds.sort().map((name) => path.join(cache, name));
}

/** Moves a finished build into the cache in one rename, replacing one that did not load. */
export function publishBuild(stage: string, cache: string, packageVersion: string, label: string): string {
  const build = path.join(cache, `tfjs-node-${packageVersion}-${label}${machineSuffix()}`);
  fs.rmSync(build, { recursive: true, force: true });
  fs.renameSync(stage, build);
  return build;
}

const machineSuffix = (): string => `-${os.platform()}-${os.arch()}`;
