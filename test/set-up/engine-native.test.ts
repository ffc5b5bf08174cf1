import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/neural/cache-folder.js';
import { findBuilds, linkBuild, testBuild, testPackage, unlinkBuild } from '../../src/neural/engine-build.js';
import { findTfjsNode, packageVersion } from '../../src/neural/engine-install.js';
import { temporaryFolder } from './temporary-folder.js';

const tfjsNode = findTfjsNode();
const [build] =
  tfjsNode === undefined ? [] : findBuilds(path.resolve(cacheFolder(process.env)), packageVersion(tfjsNode));
/** Without a native engine there is nothing to link; `npm test` counts that as a failure in CI. */
const possible = build !== undefined && (process.env.BOTTLENET_SIM_NO_NATIVE ?? '') === '';

/** tfjs-node as `npm ci` leaves it, in a node_modules of its own whose other packages are the real ones. */
function freshPackage(from: string): string {
  const modules = path.resolve(from, '..', '..');
  const folder = path.join(temporaryFolder(), 'node_modules');
  const scope = path.join(folder, '@tensorflow');
  fs.mkdirSync(scope, { recursive: true });
  for (const name of fs.readdirSync(modules)) {
    if (name !== '@tensorflow') fs.symlinkSync(path.join(modules, name), path.join(folder, name));
  }
  for (const name of fs.readdirSync(path.join(modules, '@tensorflow'))) {
    if (name !== 'tfjs-node') fs.symlinkSync(path.join(modules, '@tensorflow', name), path.join(scope, name));
  }
  const copy = path.join(scope, 'tfjs-node');
  fs.mkdirSync(copy);
  for (const name of ['package.json', 'dist']) {
    fs.cpSync(path.join(from, name), path.join(copy, name), { recursive: true });
  }
  return copy;
}

describe.runIf(possible)('the native engine of this machine', () => {
  it('loads when its cached build is linked into a fresh package, and not before', async () => {
    const packageFolder = freshPackage(tfjsNode!);
    expect(await testPackage(packageFolder)).toMatchObject({ ok: false });
    expect(await testBuild(build!)).toMatchObject({ ok: true });
    linkBuild(build!, packageFolder);
    linkBuild(build!, packageFolder);
    expect(await testPackage(packageFolder)).toEqual({ ok: true, version: expect.stringMatching(/^2\.\d+\.\d+$/) });
    unlinkBuild(packageFolder);
    expect(await testPackage(packageFolder)).toMatchObject({ ok: false });
    expect(await testBuild(build!)).toMatchObject({ ok: true });
  });
});
