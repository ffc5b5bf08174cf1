/**
 * The programs that run beside ours: which of them this machine has, and how they are called.
 *
 * Compiled peers are built into a folder of the system's temporary directory named after sources, compiler and
 * processor; nothing is written into the repository. CXX and PYTHON name other programs than g++ and python3.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('./peers/', import.meta.url));
const compiler = process.env.CXX ?? 'g++';
const python = process.env.PYTHON ?? 'python3';
const FLAGS = ['-O3', '-march=native', '-DNDEBUG', '-ffp-contract=off'];

/** {name, version, command} of each peer, or {name, missing} with what to install. */
export function findPeers() {
  const compilerVersion = firstLine(compiler, ['--version']);
  return {
    simpy: findSimpy(),
    ns3: findNs3(compilerVersion),
    ladder: findLadder(compilerVersion),
  };
}

function findSimpy() {
  const name = 'SimPy';
  // SimPy 2, which Debian packages, has no Environment
  const version = firstLine(python, [
    '-c',
    'import importlib.metadata as m, platform, simpy; simpy.Environment; print("SimPy", m.version("simpy"), "on Python", platform.python_version())',
  ]);
  if (version === null) return { name, missing: `no SimPy 3 or later for ${python}: pip install simpy` };
  return { name, version, command: [python, join(sources, 'simpy_peer.py')] };
}

/** {name, version, command} of PyTorch's training step, or {name, missing} with what to install. */
export function findTorch() {
  const name = 'PyTorch';
  const version = firstLine(python, [
    '-c',
    'import platform, torch; print("PyTorch", torch.__version__, "on Python", platform.python_version())',
  ]);
  if (version === null) return { name, missing: `no torch for ${python}: pip install torch, or PYTHON=...` };
  return { name, version, command: [python, join(sources, 'vgg16_torch.py')] };
}

function findNs3(compilerVersion) {
  const name = 'ns-3';
  if (compilerVersion === null) return { name, missing: `no ${compiler}: apt-get install g++ libns3-dev` };
  const built = compile('ns3', compilerVersion, ['-std=c++17'], ['-lns3-core']);
  if (built.error !== undefined) {
    return { name, missing: `ns-3 did not compile (${built.error}): apt-get install libns3-dev` };
  }
  const release = firstLine('pkg-config', ['--modversion', 'ns3-core']) ?? '(release unknown)';
  return { name, version: `ns-3 ${release}, ${compilerVersion}`, command: [built.program] };
}

function findLadder(compilerVersion) {
  const name = 'C++ ladder';
  if (compilerVersion === null) return { name, missing: `no ${compiler}: apt-get install g++` };
  const built = compile('ladder', compilerVersion, ['-std=c++20'], []);
  if (built.error !== undefined) return { name, missing: `did not compile (${built.error}): needs C++20` };
  return { name, version: compilerVersion, command: [built.program] };
}

const isSource = (file) => /\.[ch]pp$/.test(file);

function compile(name, compilerVersion, standard, libraries) {
  const hash = createHash('sha256').update(JSON.stringify([compilerVersion, cpus()[0]?.model, FLAGS, standard]));
  for (const file of readdirSync(sources).sort().filter(isSource)) hash.update(readFileSync(join(sources, file)));
  const folder = join(tmpdir(), `bottlenet-sim-bench-${hash.digest('hex').slice(0, 16)}`);
  const program = join(folder, name);
  if (existsSync(program)) return { program };
  mkdirSync(folder, { recursive: true });
  const fresh = `${program}.${process.pid}`;
  const { status, stderr } = spawnSync(
    compiler,
    [...standard, ...FLAGS, '-o', fresh, join(sources, `${name}.cpp`), ...libraries],
    { encoding: 'utf8' },
  );
  if (status !== 0) return { error: /error: .*/.exec(stderr)?.[0] ?? stderr.trim().split('\n')[0] };
  renameSync(fresh, program);
  return { program };
}

function firstLine(command, values) {
  const { status, stdout } = spawnSync(command, values, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0].trim() : null;
}
