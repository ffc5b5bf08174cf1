// Everything between a bare clone and a program that runs; each step does nothing when it is done already.
import fs from 'node:fs';
import path from 'node:path';
import { compile } from './compile.mjs';
import { installEngine } from './engine.mjs';
import { nodeVersionFault } from './node-version.mjs';
import { installPackages } from './packages.mjs';
import { root, SetUpError } from './program.mjs';

/** Packages and compiled program: what the checks need. */
export async function prepareBuild() {
  const { engines } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const fault = nodeVersionFault(process.versions.node, engines.node);
  if (fault !== undefined) throw new SetUpError(fault);
  await installPackages();
  await compile();
}

/** The same and the engine; returns which engine there is, and why. */
export async function prepare() {
  await prepareBuild();
  return installEngine();
}
