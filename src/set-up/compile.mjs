// Compiles src to dist when a source changed since the last build.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root, runScript, SetUpError, say } from './program.mjs';

const stampName = '.build-stamp';

/** Names, sizes and times of everything the build reads: a deleted file counts as a change too. */
export function sourceFingerprint(folder) {
  const inputs = [...filesUnder(path.join(folder, 'src'), '.ts'), 'tsconfig.json', 'package-lock.json'].sort();
  const hash = createHash('sha256');
  for (const file of inputs) {
    const { size, mtimeMs } = fs.statSync(path.resolve(folder, file));
    hash.update(`${path.relative(folder, path.resolve(folder, file))} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** Whether dist is what the present sources compile to. */
export function buildIsFresh(folder) {
  const stamp = path.join(folder, 'dist', stampName);
  if (!fs.existsSync(stamp) || !fs.existsSync(path.join(folder, 'dist', 'cli', 'main.js'))) return false;
  return fs.readFileSync(stamp, 'utf8') === sourceFingerprint(folder);
}

/** Removes compiled files whose source is gone, so that no package ships them. */
export function removeOrphans(folder) {
  for (const file of filesUnder(path.join(folder, 'dist'), '.js', '.d.ts')) {
    const name = path.relative(path.join(folder, 'dist'), file).replace(/\.d\.ts$|\.js$/, '');
    if (!fs.existsSync(path.join(folder, 'src', `${name}.ts`))) fs.rmSync(file);
  }
}

export async function compile() {
  if (buildIsFresh(root)) return;
  say('compiling ...');
  const dist = path.join(root, 'dist');
  // The compiler's own record would call a half-deleted dist complete.
  if (!fs.existsSync(path.join(dist, 'cli', 'main.js'))) fs.rmSync(dist, { recursive: true, force: true });
  fs.rmSync(path.join(dist, stampName), { force: true });
  const fingerprint = sourceFingerprint(root);
  const { code } = await runScript('node_modules/typescript/bin/tsc', ['-p', '.'], { stdout: 'progress' });
  if (code === 130) throw new SetUpError('stopped; repeat the command to go on', 130);
  if (code !== 0) {
    throw new SetUpError('the sources do not compile (lines above). Mend what you changed in src, then repeat.');
  }
  removeOrphans(root);
  fs.writeFileSync(path.join(dist, stampName), fingerprint);
}

function filesUnder(folder, ...endings) {
  const files = [];
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) files.push(...filesUnder(file, ...endings));
    else if (endings.some((ending) => entry.name.endsWith(ending))) files.push(file);
  }
  return files;
}
