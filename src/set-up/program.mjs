// Runs programs without a shell, lets Ctrl-C reach them, and speaks on stderr.
// These files use Node's own modules only: they run before anything is installed.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A step that cannot be done on this machine: says what failed and what to do. */
export class SetUpError extends Error {
  constructor(message, exitCode = 4) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function say(text) {
  process.stderr.write(`[set-up] ${text}\n`);
}

/**
 * Runs a program to its end. Its stdout goes to our stdout, to stderr ('progress'), or is returned ('capture').
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ stdout?: 'inherit' | 'progress' | 'capture', env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<{ code: number, output: string }>} code 130 after Ctrl-C, 128 + n after another signal
 */
export function runProgram(command, args, { stdout = 'inherit', env = {} } = {}) {
  const streams = { inherit: 'inherit', progress: 2, capture: 'pipe' };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['inherit', streams[stdout], 'inherit'],
    });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    // The terminal sends Ctrl-C to the child as well: here it is only kept from ending us before the child.
    const stay = () => {};
    const passOn = (signal) => child.kill(signal);
    process.on('SIGINT', stay).on('SIGTERM', passOn).on('SIGHUP', passOn);
    const leave = () => process.off('SIGINT', stay).off('SIGTERM', passOn).off('SIGHUP', passOn);
    child.on('error', (error) => {
      leave();
      reject(new SetUpError(`cannot start ${command}: ${error.message}`));
    });
    child.on('close', (code, signal) => {
      leave();
      resolve({ code: code ?? 128 + (signalNumbers[signal] ?? 1), output });
    });
  });
}

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 };

/** Runs a program of an installed package with this Node. */
export function runScript(script, args, options) {
  return runProgram(process.execPath, [path.join(root, script), ...args], options);
}

/** npm as a JavaScript file, so that no shell and no npm.cmd is needed; undefined if only the PATH knows it. */
export function findNpm(env = process.env, execPath = process.execPath) {
  const beside = path.dirname(execPath);
  const candidates = [
    env.npm_execpath,
    path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ];
  return candidates.find((file) => file !== undefined && path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
}

export function runNpm(args, options) {
  const npm = findNpm();
  return npm === undefined ? runProgram('npm', args, options) : runProgram(process.execPath, [npm, ...args], options);
}

/** Runs a command's main function; a refused step ends with its message and its exit code. */
export async function main(command) {
  try {
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}
