import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNpm } from '../../src/set-up/program.mjs';

/** The tarball npm would publish, installed into an empty folder as a user would, without the native engine. */
describe('the published package', () => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bottlenet-sim-package-')));
  const installed = path.join(folder, 'node_modules', 'bottlenet-sim');
  const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8'));
  let packed: { filename: string; size: number; files: { path: string }[] };

  beforeAll(() => {
    [packed] = JSON.parse(npm(process.cwd(), 'pack', '--json', '--pack-destination', folder));
    fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
    npm(folder, 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', packed.filename);
  }, 300_000);
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  function npm(cwd: string, ...args: string[]): string {
    const cli = findNpm();
    const [command, first] = cli === undefined ? ['npm', []] : [process.execPath, [cli]];
    const result = spawnSync(command, [...first, ...args], { cwd, encoding: 'utf8' });
    if (result.status !== 0) throw new Error(`npm ${args[0]}: ${result.stderr}`);
    return result.stdout;
  }

  function program(...args: string[]) {
    const env = { ...process.env, BOTTLENET_SIM_ENGINE: 'wasm' };
    const main = path.join(installed, manifest.bin['bottlenet-sim']);
    return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: 'utf8', env });
  }

  it('is at most 15 MB and holds the program, not its sources, tests or build records', () => {
    expect(packed.size).toBeLessThanOrEqual(15e6);
    const tops = new Set(packed.files.map((file) => file.path.split('/')[0]));
    expect([...tops].filter((top) => ['src', 'test', 'node_modules'].includes(top!))).toEqual([]);
    expect(packed.files.filter((file) => path.basename(file.path).startsWith('.'))).toEqual([]);
    const names = packed.files.map((file) => file.path);
    expect(names).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'scenarios/quickstart.json']));
    expect(names).toContain('models/compact-cifar10/weights.safetensors');
    expect(names.filter((name) => name.startsWith('models/vgg16'))).toEqual([]);
  });

  it('says its version', () => {
    expect(program('--version')).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
  });

  it('runs the quickstart scenario', () => {
    const scenario = path.join(installed, 'scenarios', 'quickstart.json');
    const result = program(
      'run',
      scenario,
      '--format',
      'json',
      '--replications',
      '2',
      '--set',
      'duration=4 s',
      '--set',
      'warmUp=1 s',
    );
    expect([0, 3], result.stderr).toContain(result.status); // a run this short may not support its own numbers
    expect(JSON.parse(result.stdout)).toMatchObject({ format: 'bottlenet-sim/result@1' });
  }, 120_000);

  it('can be imported', () => {
    const code = "import('bottlenet-sim').then((library) => process.stdout.write(typeof library.simulate))";
    expect(spawnSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' }).stdout).toBe('function');
  });
});
