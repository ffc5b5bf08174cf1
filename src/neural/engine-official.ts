/**
 * The package's own install script: it downloads libtensorflow and a finished addon from the package's host.
 *
 * It runs in a copy of the package, because it empties its folders first and has no time-out: a host that does not
 * answer, or a killed run, leaves the installed package as it was.
 */
import fs from 'node:fs';
import path from 'node:path';
import { addonPath } from './engine-build.js';
import { compileAddon } from './engine-compile.js';
import { runProgram } from './engine-program.js';
import type { EngineSource } from './engine-source.js';

const probeMs = 5_000;
const downloadMs = 600_000;

export const officialScript: EngineSource = {
  title: "the package's own install script",
  async fill({ env, packageFolder, stage }) {
    const manifest = JSON.parse(fs.readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as PackageManifest;
    if (!hasOwnRoute(env)) await probe(new URL(manifest.binary.host).origin);
    const copied = ['package.json', 'binding.gyp', 'binding', 'scripts'];
    for (const name of copied) fs.cpSync(path.join(packageFolder, name), path.join(stage, name), { recursive: true });
    const modules = modulesFolders(packageFolder);
    const result = await runProgram(process.execPath, ['scripts/install.js', 'cpu', 'download'], {
      cwd: stage,
      timeoutMs: downloadMs,
      env: {
        ...env,
        NODE_PATH: modules.join(path.delimiter),
        PATH: [...modules.map((folder) => path.join(folder, '.bin')), env.PATH ?? ''].join(path.delimiter),
      },
    });
    if (!fs.existsSync(addonPath(stage))) {
      if (!fs.existsSync(path.join(stage, 'deps', 'include'))) throw new Error(result.fault);
      await compileAddon(packageFolder, stage, env); // the library came, its addon did not
    }
    for (const name of [...copied, 'build']) fs.rmSync(path.join(stage, name), { recursive: true, force: true });
    return 'official';
  },
};

interface PackageManifest {
  readonly binary: { readonly host: string };
}

/** A mirror or a proxy, which the script knows and the probe would miss. */
function hasOwnRoute(env: NodeJS.ProcessEnv): boolean {
  return Object.keys(env).some((name) => /^https?_proxy$|TFJS_NODE_(CDN_STORAGE|BASE_URI)$|^CDN_STORAGE$/i.test(name));
}

async function probe(origin: string): Promise<void> {
  try {
    await fetch(origin, { method: 'HEAD', signal: AbortSignal.timeout(probeMs) });
  } catch (error) {
    const { cause, name } = error as Error & { cause?: { code?: string } };
    throw new Error(`${new URL(origin).host} does not answer (${cause?.code ?? name})`);
  }
}

/** Every node_modules folder the package's own `require` would search. */
function modulesFolders(packageFolder: string): string[] {
  const folders = [path.join(packageFolder, 'node_modules')];
  for (let folder = packageFolder; path.dirname(folder) !== folder; folder = path.dirname(folder)) {
    if (path.basename(folder) === 'node_modules') folders.push(folder);
  }
  return folders.filter((folder) => fs.existsSync(folder));
}
