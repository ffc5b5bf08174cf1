/**
 * Compiles the addon of tfjs-node against a TensorFlow library.
 *
 * The addon is pure Node-API: a C++ compiler and the package node-api-headers suffice, without node-gyp, make or the
 * headers of Node itself. Linux only: elsewhere the official download brings a finished addon.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { addonPath, nodeApiVersion } from './engine-build.js';
import { runProgram } from './engine-program.js';

const require = createRequire(import.meta.url);

/**
 * Makes the addon of a stage that holds `deps/lib` (libraries) and `deps/include` (headers).
 * @throws Error saying what the compiler lacks
 */
export async function compileAddon(packageFolder: string, stage: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (os.platform() !== 'linux') throw new Error('the addon is compiled on Linux only');
  const libraries = path.join(stage, 'deps', 'lib');
  nameLibrariesForLinker(libraries);
  const addon = addonPath(stage);
  fs.mkdirSync(path.dirname(addon), { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(packageFolder, 'binding', name));
  const compiler = env.CXX ?? 'c++';
  const result = await runProgram(
    compiler,
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-fvisibility=hidden'],
      ...[`-DNAPI_VERSION=${nodeApiVersion}`, '-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
      ...[`-I${nodeApiHeaders()}`, `-I${path.join(stage, 'deps', 'include')}`],
      ...sources,
      ...[`-L${libraries}`, '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
      ...['-o', addon],
    ],
    { env },
  );
  if (!result.ok) throw new Error(`the addon does not compile with ${compiler}: ${result.fault}`);
}

/** The linker looks for `libtensorflow.so`; a TensorFlow wheel calls the same library `libtensorflow_cc.so.2`. */
function nameLibrariesForLinker(folder: string): void {
  const names = {
    'libtensorflow.so': ['libtensorflow.so.2', 'libtensorflow_cc.so.2'],
    'libtensorflow_framework.so': ['libtensorflow_framework.so.2'],
  };
  for (const [wanted, candidates] of Object.entries(names)) {
    if (fs.existsSync(path.join(folder, wanted))) continue;
    const found = candidates.find((name) => fs.existsSync(path.join(folder, name)));
    if (found === undefined) throw new Error(`${candidates.join(' or ')} is not in ${folder}`);
    fs.symlinkSync(found, path.join(folder, wanted));
  }
}

function nodeApiHeaders(): string {
  try {
    return (require('node-api-headers') as { include_dir: string }).include_dir;
  } catch {
    throw new Error('the optional package node-api-headers is not installed');
  }
}
