// Installs the packages of package-lock.json when node_modules does not hold them.
import fs from 'node:fs';
import path from 'node:path';
import { root, runNpm, SetUpError, say } from './program.mjs';

/**
 * Compares the lock file with npm's own record of what lies in node_modules (written last, so a killed
 * installation has none). An optional package may be absent: it may be meant for another platform.
 * @param {string} folder the package's root
 * @returns {string | undefined} the first difference
 */
export function packagesFault(folder) {
  const record = path.join(folder, 'node_modules', '.package-lock.json');
  if (!fs.existsSync(record)) return 'nothing is installed yet';
  const installed = readPackages(record);
  const locked = readPackages(path.join(folder, 'package-lock.json'));
  for (const [name, wanted] of Object.entries(locked)) {
    if (name === '') continue;
    const found = installed[name];
    if (found === undefined && !wanted.optional) return `${name} is missing`;
    if (found !== undefined && (found.version !== wanted.version || found.integrity !== wanted.integrity)) {
      return `${name} is ${found.version}, not ${wanted.version}`;
    }
  }
  const extra = Object.keys(installed).find((name) => locked[name] === undefined);
  return extra === undefined ? undefined : `${extra} is not in package-lock.json`;
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
}

export async function installPackages() {
  const fault = packagesFault(root);
  if (fault === undefined) return;
  say(`installing packages (${fault}) ...`);
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdout: 'progress' });
  if (code === 130) throw new SetUpError('stopped; repeat the command to go on', 130);
  if (code !== 0) {
    throw new SetUpError(
      `npm ci failed with exit code ${code}; its lines above say why. ` +
        'Usual causes: no network, a proxy npm does not know (npm config set https-proxy URL), a full disk. ' +
        'Then repeat the command.',
    );
  }
}
