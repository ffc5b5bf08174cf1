import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.js';
import { schemaSubjects } from '../../src/cli/schema.js';
import { programFile, runProgram, startProgram } from '../support/program.js';

const scenario = 'test/fixtures/scenario/without-networks.json';
const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-'));
const ended = (child: ReturnType<typeof startProgram>) =>
  new Promise<number | null>((resolve) => child.on('close', (status) => resolve(status)));

describe('usage', () => {
  it('lists every command file of the folder', () => {
    const files = readdirSync('src/cli').filter((file) =>
      /export const \w+Command: CliCommand/.test(readFileSync(join('src/cli', file), 'utf8')),
    );
    expect(Object.keys(commands).sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort());
    const { stdout } = runProgram(['--help']);
    for (const name of Object.keys(commands)) expect(stdout).toContain(`\n  ${name} `);
  });

  it.each([
    [['runn', scenario], "error: unknown command 'runn'\n(Did you mean run?)\n"],
    [
      ['run', scenario, '--replicatons', '3'],
      "error: unknown option '--replicatons'\n(Did you mean --replications?)\n",
    ],
    [['run'], "error: missing required argument 'file'\n"],
    [
      ['run', scenario, '--seed', 'x'],
      "error: option '--seed <number>' argument 'x' is invalid. accepted is a whole number of at least 0.\n",
    ],
    [
      ['schema', 'scenari'],
      'no schema "scenari"; accepted: scenario, codec, network, study, result, features, metrics\nrefused: nothing was run or written\n',
    ],
  ])('%j is refused with exit code 2', (args, stderr) => {
    expect(runProgram(args)).toEqual(expect.objectContaining({ status: 2, stdout: '', stderr }));
  });

  it('says its version and helps', () => {
    expect(runProgram(['--version'])).toMatchObject({ status: 0, stderr: '' });
    expect(runProgram(['run', '--help']).stdout).toContain('--allow-unsupported');
    expect(runProgram(['run', '--help']).stdout).toContain('(default: one per core)');
    expect(runProgram([]).status).toBe(0);
  });
});

describe('exit codes', () => {
  it.runIf(existsSync('/dev/full'))('4, in one line, where the disk is full or refuses', () => {
    const full = spawnSync(process.execPath, [programFile, 'schema', 'scenario'], {
      encoding: 'utf8',
      stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    });
    expect(full).toMatchObject({ status: 4, stderr: 'ENOSPC: no space left on device, write\n' });
    const taken = runProgram(['compare', 'rivals', '--models', 'models', '--out', folder]);
    expect(taken.status).toBe(4);
    expect(taken.stderr).toMatch(/^.*EISDIR.*\n$/);
  });

  it('2, and nothing run or written, for a broken scenario', () => {
    const out = join(folder, 'never');
    const { status, stdout, stderr } = runProgram(['run', 'test/fixtures/broken/syntax.json', '--out', out]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      `${readFileSync('test/fixtures/broken/syntax.txt', 'utf8')}refused: nothing was run or written\n`,
    );
    expect(existsSync(out)).toBe(false);
  });

  it('0 where nobody reads the progress', async () => {
    const child = startProgram(['run', scenario, '--allow-unsupported']);
    child.stderr.destroy();
    child.stdout.resume();
    expect(await ended(child)).toBe(0);
  });

  it('2 for a figure whose name leads out of its folder', () => {
    const { status, stderr } = runProgram(['figure', 'load', folder, '--name', '../load']);
    expect(status).toBe(2);
    expect(stderr).toContain('--name "../load": accepted are letters, digits');
  });

  it('3 when the result cannot support its numbers, 0 when that is allowed', () => {
    const refused = runProgram(['run', scenario]);
    expect(refused.status).toBe(3);
    expect(refused.stdout).toMatch(/verdict: too-short/);
    expect(refused.stderr).toMatch(/^engine: none; no network answers\n/);
    expect(runProgram(['run', scenario, '--allow-unsupported']).status).toBe(0);
  });

  it('4 when the machine lacks something', () => {
    const result = runProgram(['engine', 'status', '--engine', 'native'], { BOTTLENET_SIM_NO_NATIVE: '1' });
    expect(result).toMatchObject({ status: 4, stdout: '' });
    expect(result.stderr).toMatch(/native TensorFlow does not load/);
  });

  it('1 with a stack for a defect of an extension', () => {
    const extension = join(folder, 'broken.mjs');
    writeFileSync(
      extension,
      `export const arrivals = [{ name: 'broken', summary: '', source: 'test', schema: { type: 'object', properties: {} },
        create() { throw new Error('planted'); } }];`,
    );
    const set = 'devices.sensor.arrival={"kind":"broken"}';
    const { status, stderr } = runProgram(['run', scenario, '--extension', extension, '--set', set]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Error: planted\n.*at .*broken\.mjs/s);
  });

  it('130 when interrupted', async () => {
    const child = startProgram(['run', scenario, '--set', 'duration=1 d', '--replications', '100']);
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      const started = stderr === '';
      stderr += data.toString();
      if (started) setTimeout(() => child.kill('SIGINT'), 300);
    });
    expect(await ended(child)).toBe(130);
    expect(stderr).toMatch(/stopping; once more to stop at once\ninterrupted/);
  });

  it('0 and silence when the reader of stdout has seen enough', async () => {
    const child = startProgram(['schema', 'scenario']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    expect(await ended(child)).toBe(0);
    expect(stderr).toBe('');
  });
});

describe('run', () => {
  const json = (...args: string[]) => {
    const { stdout } = runProgram(['run', scenario, '--format', 'json', ...args]);
    const { wallSeconds: _varies, ...result } = JSON.parse(stdout) as Record<string, unknown>;
    return result;
  };

  it('prints a result that meets its published schema, and repeats it to the byte', () => {
    const validate = new Ajv2020({ strict: false }).compile(schemaSubjects.result!.json([]));
    const result = json();
    expect(validate(result), JSON.stringify(validate.errors)).toBe(true);
    expect(json()).toEqual(result);
    expect(json('--workers', '2')).toEqual(result);
    expect(json('--seed', '2').fingerprint).not.toEqual(result.fingerprint);
  });

  it('--out holds a summary without wall times and a manifest with the origin of every value', () => {
    const out = join(folder, 'out');
    const args = [
      'run',
      scenario,
      '--allow-unsupported',
      '--out',
      out,
      '--set',
      'devices.sensor.count=6',
      '--seed',
      '9',
    ];
    expect(runProgram(args).status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['manifest.json', 'summary.json']);
    const text = readFileSync(join(out, 'summary.json'), 'utf8');
    const summary = JSON.parse(text) as Record<string, unknown>;
    expect(summary).not.toHaveProperty('wallSeconds');
    expect(summary).toMatchObject({ format: 'bottlenet-sim/result@1', scenario: 'without-networks' });
    const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      format: 'bottlenet-sim/manifest@1',
      engine: 'none',
      fingerprint: summary.fingerprint,
      machine: { node: process.version },
      scenario: { seed: 9, devices: { sensor: { count: 6 } } },
      origins: {
        '/seed': 'option: --seed 9',
        '/confidence': 'default',
        '/duration': 'scenario',
        '/devices/sensor/count': 'set: devices.sensor.count=6',
        '/devices/sensor/compute/macRate': 'preset: raspberry-pi-4',
      },
    });

    const again = runProgram(args);
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('the folder is not empty; accepted: an empty or new folder, or --force');
    expect(runProgram([...args, '--force']).status).toBe(0);
    expect(readFileSync(join(out, 'summary.json'), 'utf8')).toBe(text);
  });

  it('shows a table with intervals and notes', () => {
    const { stdout } = runProgram(['run', scenario, '--allow-unsupported']);
    expect(stdout).toMatch(/metric +│ estimate │ +95 % interval │ unit/);
    expect(stdout).toMatch(/latency\.mean +│ +\d\.\d+ │ +\d\.\d+ \.\. \d\.\d+ │ ms/);
    expect(stdout).toMatch(/latency\.p99 \[\d\] +│ +-/);
    expect(stdout).toMatch(/^\[1\] /m);
  });

  it('writes log lines to a file when asked', () => {
    const file = join(folder, 'logs', 'run.log');
    const { stderr } = runProgram(['run', scenario, '--allow-unsupported', '--log-level', 'debug', '--log-file', file]);
    expect(stderr).toBe('engine: none; no network answers\n');
    expect(existsSync(file)).toBe(true);
  });
});

describe('check', () => {
  it('accepts a scenario, in words and as JSON', () => {
    expect(runProgram(['check', scenario])).toEqual(
      expect.objectContaining({
        status: 0,
        stderr: '',
        stdout: `${scenario}: accepted; scenario "without-networks": 5 devices in 1 group, 3 replications of 2 s\n`,
      }),
    );
    const { scenario: resolved } = JSON.parse(runProgram(['check', scenario, '--format', 'json']).stdout);
    expect(resolved.devices.sensor.deadline).toBe(100_000_000);
  });

  it('accepts a study by its format, and refuses other kinds of file', () => {
    const study = join(folder, 'study.json');
    copyFileSync(scenario, join(folder, 'studied.json'));
    const text = {
      format: 'bottlenet-sim/study@1',
      name: 'load',
      scenario: 'studied.json',
      axis: { path: 'devices.sensor.count', values: [1, 2, 3] },
    };
    writeFileSync(study, JSON.stringify(text));
    expect(runProgram(['check', study])).toMatchObject({
      status: 0,
      stdout: `${study}: accepted; study "load": 3 points\n`,
    });
    writeFileSync(study, JSON.stringify({ ...text, format: 'bottlenet-sim/model@1' }));
    expect(runProgram(['check', study]).status).toBe(2);
  });

  it('prints warnings on stderr and refuses them with --strict', () => {
    const set = ['--set', 'cells.spare={"kind":"ideal"}'];
    expect(runProgram(['check', scenario, ...set])).toMatchObject({
      status: 0,
      stderr: 'warning: --set cells.spare={"kind":"ideal"} /cells/spare no group uses cell "spare"\n',
    });
    expect(runProgram(['check', scenario, '--strict', ...set]).status).toBe(2);
  });
});

describe('init', () => {
  it('writes a scenario, and never over another one', () => {
    const file = join(folder, 'mine.json');
    expect(runProgram(['init', file]).status).toBe(0);
    writeFileSync(file, 'mine');
    expect(runProgram(['init', file])).toMatchObject({ status: 2 });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(runProgram(['init', file, '--force']).status).toBe(0);
  });
});
