// Gets the native engine once per installation of the packages, through the compiled program.
import fs from 'node:fs';
import path from 'node:path';
import { root, runScript, SetUpError, say } from './program.mjs';

/** Lies in node_modules, so that `npm ci`, which wipes the engine's link, wipes it too. */
const stampFile = path.join(root, 'node_modules', '.bottlenet-sim-engine.json');

/**
 * The outcome of the last installation, if nothing it depends on has changed.
 * @param {string} file
 * @param {string} machine what the outcome was found for
 * @returns {{ engine: 'native' | 'wasm', reason: string } | undefined}
 */
export function readEngineStamp(file, machine) {
  if (!fs.existsSync(file)) return undefined;
  const stamp = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (stamp.machine !== machine) return undefined;
  // The build lies in the user's cache, which may have been emptied meanwhile.
  if (stamp.addon !== undefined && !fs.existsSync(stamp.addon)) return undefined;
  return stamp;
}

/** @returns {Promise<{ engine: 'native' | 'wasm', reason: string }>} */
export async function installEngine() {
  if ((process.env.BOTTLENET_SIM_NO_NATIVE ?? '') !== '') {
    return { engine: 'wasm', reason: 'BOTTLENET_SIM_NO_NATIVE is set' };
  }
  const machine = [process.version, process.arch, process.env.LIBTENSORFLOW_DIR, process.env.BOTTLENET_SIM_CACHE].join(
    ' ',
  );
  const known = readEngineStamp(stampFile, machine);
  if (known !== undefined) return known;
  say('getting the native engine ...');
  const { code, output } = await runScript('dist/cli/main.js', ['engine', 'install', '--format', 'json'], {
    stdout: 'capture',
  });
  if (code === 130) throw new SetUpError('stopped; repeat the command to go on', 130);
  if (code !== 0) throw new SetUpError(`engine install failed with exit code ${code} (lines above)`);
  const outcome = JSON.parse(output);
  fs.writeFileSync(stampFile, JSON.stringify({ ...outcome, machine }));
  return outcome;
}
