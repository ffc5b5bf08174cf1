/** `import`: from a folder that PyTorch wrote to a backbone that scenarios, `models` and `evaluate` know like a shipped one. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testWith } from '../support/outside.js';
import { runProgram } from '../support/program.js';
import { pythonWithTorch } from '../support/python.js';

const folder = mkdtempSync(join(tmpdir(), 'import-command-'));
const models = join(folder, 'models');
afterAll(() => rmSync(folder, { recursive: true }));

const fixture = 'test/fixtures/import/tiny-resnet';
const importTo = (from: string, out: string, ...more: string[]) => runProgram(['import', from, '--out', out, ...more]);

const group = (codec: object) => ({
  count: 2,
  cell: 'air',
  server: 'edge',
  arrival: { kind: 'poisson', rate: '20 /s' },
  codec,
  compute: { kind: 'linear', macRate: '1 GMAC/s' },
});

beforeAll(() => {
  expect(importTo(fixture, join(models, 'tiny-resnet'))).toMatchObject({ status: 0 });
}, 300_000);

describe('an imported backbone', () => {
  it('is reported with its splits and differences', () => {
    const { status, stdout } = importTo(fixture, join(folder, 'again', 'tiny-resnet'), '--format', 'json');
    expect(status).toBe(0);
    const summary = JSON.parse(stdout) as { splits: { name: string; shape: number[] }[]; agreements: object[] };
    expect(summary.splits.map(({ name, shape }) => [name, shape])).toEqual([
      ['down', [16, 16, 8]],
      ['plain', [16, 16, 8]],
    ]);
    expect(summary.agreements).toHaveLength(3);
  });

  it('is the same file however often it is imported', () => {
    for (const name of ['card.json', 'weights.safetensors']) {
      const [one, other] = ['models', 'again'].map((place) => readFileSync(join(folder, place, 'tiny-resnet', name)));
      expect(one!.equals(other!)).toBe(true);
    }
  });

  it('is listed and evaluated', () => {
    const listed = JSON.parse(runProgram(['models', '--models', models, '--format', 'json']).stdout) as object;
    expect(listed).toMatchObject({ models: [{ name: 'tiny-resnet', backbone: 'tiny-resnet', accuracy: null }] });
    const args = ['evaluate', 'tiny-resnet', '--models', models, '--image-set', 'cifar10-test-2000', '--images', '50'];
    const evaluated = runProgram([...args, '--format', 'json']);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ model: 'tiny-resnet', accuracy: { images: 50 } });
  });

  it('answers in a scenario, whole or cut at its splits', () => {
    const scenario = {
      format: 'bottlenet-sim/scenario@1',
      name: 'imported',
      replications: 2,
      duration: '2 s',
      backbone: 'tiny-resnet',
      devices: {
        whole: group({ kind: 'local' }),
        cut: group({ kind: 'feature-8bit', split: 'down' }),
        raw: group({ kind: 'image-raw' }),
      },
      cells: { air: { kind: 'ideal' } },
      servers: { edge: { compute: { kind: 'linear', macRate: '100 GMAC/s' } } },
    };
    const file = join(folder, 'scenario.json');
    writeFileSync(file, JSON.stringify(scenario));
    const run = runProgram([
      'run',
      file,
      '--models',
      models,
      '--workers',
      '1',
      '--format',
      'json',
      '--allow-unsupported',
    ]);
    expect(run.status).toBe(0);
    const { metrics } = JSON.parse(run.stdout) as { metrics: { name: string; estimate: number }[] };
    const estimateOf = (name: string) => metrics.find((metric) => metric.name === name)!.estimate;
    expect(estimateOf('requests.answered')).toBeGreaterThan(100);
    // Raw images and the device alone lose nothing, eight bits a value next to nothing.
    expect(Math.abs(estimateOf('accuracy.top1') - estimateOf('accuracy.base'))).toBeLessThan(0.05);
    const refused = runProgram(['check', file]);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/unknown backbone "tiny-resnet"; accepted: /);
  });
});

describe('import refuses', () => {
  it('a folder of another name, and one that holds something', () => {
    const other = importTo(fixture, join(folder, 'other'));
    expect(other).toMatchObject({ status: 2, stderr: expect.stringContaining('a folder called "tiny-resnet"') });
    const full = importTo(fixture, join(models, 'tiny-resnet'));
    expect(full).toMatchObject({ status: 2, stderr: expect.stringContaining('the folder is not empty') });
    expect(importTo(fixture, join(models, 'tiny-resnet'), '--force').status).toBe(0);
  });

  it('a description with faults, all of them with their lines, and writes nothing', () => {
    const place = join(folder, 'spoiled');
    cpSync(fixture, place, { recursive: true });
    const text = readFileSync(join(place, 'network.json'), 'utf8');
    const file = join(place, 'network.json');
    writeFileSync(file, text.replace('"cifar10"', '"imagenet"').replace('"relu"', '"tanh"'));
    const refused = importTo(place, join(folder, 'none', 'tiny-resnet'));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/network\.json:4:14 \/dataSet found "imagenet"; accepted: "cifar10", "cifar100"/);
    expect(refused.stderr).toMatch(
      /network\.json:\d+:\d+ \/layers\/2\/kind unknown kind "tanh"; accepted: convolution, /,
    );
    writeFileSync(file, text.replace('"padding": 1', '"padding": 3'));
    const planned = importTo(place, join(folder, 'none', 'tiny-resnet'));
    expect(planned).toMatchObject({ status: 2 });
    expect(planned.stderr).toMatch(
      /network\.json:\d+:\d+ \/layers\/0\/padding found 3 for a kernel of 3; accepted: 0 or 1/,
    );
    expect(readdirSync(folder)).not.toContain('none');
  });
});

testWith(pythonWithTorch !== undefined, 'PyTorch')(
  'what PyTorch of this machine exports is what is kept, and is accepted',
  () => {
    const place = join(folder, 'exported');
    const made = spawnSync(pythonWithTorch!, ['test/fixtures/import/make.py', place], { encoding: 'utf8' });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    for (const name of ['tiny-vgg', 'tiny-resnet']) {
      const description = (at: string) => readFileSync(join(at, name, 'network.json'), 'utf8');
      expect(description(place)).toBe(description('test/fixtures/import'));
      expect(importTo(join(place, name), join(folder, 'from-torch', name)).status).toBe(0);
    }
  },
);
