/** `evaluate` on tiny models: parts, files, what a scenario and the figures make of them, and what is refused. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { networkScenario } from '../../src/validation/coupling/network-scenario.js';
import { writeTinyModels } from '../codec/tiny-models.js';
import { runProgram } from '../support/program.js';

const models = writeTinyModels();
const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const few = ['--models', models, '--image-set', 'cifar10-test-2000', '--images', '12'];
const evaluate = (...args: readonly string[]) => runProgram(['evaluate', ...args]);

describe('evaluate', () => {
  it('measures the parts asked for, and gives them as JSON', () => {
    const { status, stdout } = evaluate('tiny-erasure', ...few, '--parts', 'bursts,channel', '--format', 'json');
    expect(status).toBe(0);
    const document = JSON.parse(stdout) as {
      readonly accuracy: { readonly rows: readonly { readonly condition: number; readonly images: number }[] };
      readonly tables: readonly { readonly name: string; readonly rows: readonly unknown[] }[];
    };
    expect(document).toMatchObject({ model: 'tiny-erasure', imageSet: 'cifar10-test-2000', images: 12, seed: 1 });
    expect(document.tables.map(({ name }) => name)).toEqual(['channel', 'bursts']);
    expect(document.accuracy.rows.map(({ condition }) => condition)).toEqual([
      0, 0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4,
    ]);
    expect(document.accuracy.rows.every(({ images }) => images === 12)).toBe(true);
    expect(document.tables[1]!.rows).toHaveLength(30);
  });

  it('prints what a terminal can hold', () => {
    const { status, stdout } = evaluate('tiny-erasure', ...few, '--parts', 'authors-protocol,table');
    expect(status).toBe(0);
    expect(stdout).toContain("The authors' protocol: p uniform in 0..0.01, one draw per batch of 32");
    expect(stdout).toMatch(/Accuracy by condition told and condition met, for a tabulated codec\n\d+ rows: see --out/);
    expect(stdout).toMatch(/lie within [\d.]+ percentage points of direct evaluation \(95 %, all 48 middles/);
  });

  it.each([
    [['tiny-erasure', '--parts', 'rayleigh'], 'part "rayleigh" is for codecs of the channel awgn'],
    [['tiny-awgn-zf', '--parts', 'channel,burst'], 'unknown part "burst"'],
    [['tiny', '--rivals', 'png,gif'], 'unknown rival "gif"'],
    [['tiny-awgn'], 'unknown model "tiny-awgn"'],
    [['tiny-erasure', '--write'], '--write keeps tables over the whole image set only'],
    [['tiny-erasure', '--table', 'table.txt'], '--table table.txt: accepted is a name that ends in .csv'],
    [['tiny', '--parts', 'channel', '--out', 'out'], '--parts, --out: of a codec; "tiny" is a backbone'],
    [['tiny', '--table', 'tiny.csv', '--repeats', '1'], '--repeats, --table: of a codec; "tiny" is a backbone'],
    [['tiny', '--features', 'features'], '--features: of a backbone, kept for its rivals'],
    [['tiny-erasure', '--rivals', 'png'], '--rivals: of a backbone; "tiny-erasure" is a codec'],
  ])('refuses %j before anything is loaded', (args, message) => {
    const { status, stderr, stdout } = evaluate(...args, ...few);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    // what runs the networks is announced when it is loaded
    expect(stderr).toMatch(/^[^\n]*\nrefused: nothing was run or written\n$/);
  });

  it('keeps nothing that was measured on other images', () => {
    const other = ['--models', models, '--image-set', 'cifar10-test-2000'];
    for (const model of ['tiny', 'tiny-erasure']) {
      const { status, stderr } = evaluate(model, ...other, '--write');
      expect(status).toBe(2);
      expect(stderr).toContain('--write keeps what was measured on tiny-test only');
    }
  });
});

describe('its files', () => {
  const out = join(folder, 'out');
  const { status } = evaluate('tiny-erasure', ...few, '--parts', 'channel,told-met', '--out', out);

  it('are one table each, and an index that says where they come from', () => {
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['channel.csv', 'tables.json', 'told-met.csv']);
    const [header, first] = readFileSync(join(out, 'told-met.csv'), 'utf8').split('\n');
    expect(header).toBe(
      'told_p,met_p,accuracy_percent,low_percent,high_percent,loss_points,loss_standard_error,loss_upper_95',
    );
    expect(first!.startsWith('0,0,')).toBe(true);
    const index = JSON.parse(readFileSync(join(out, 'tables.json'), 'utf8')) as { tables: Record<string, object> };
    expect(index).toMatchObject({
      format: 'bottlenet-sim/evaluation@1',
      model: 'tiny-erasure',
      channel: 'bit-erasure',
    });
    expect(index.tables['told-met']).toMatchObject({ imageSet: 'cifar10-test-2000', images: 12, seed: 1 });
  });

  it('are kept when other parts are added, and nothing is overwritten unasked', () => {
    const again = [...few, '--parts', 'bursts', '--out', out];
    expect(evaluate('tiny-erasure', ...again).stderr).toContain('the folder is not empty');
    expect(evaluate('tiny-erasure', ...again, '--force').status).toBe(0);
    const index = JSON.parse(readFileSync(join(out, 'tables.json'), 'utf8')) as { tables: Record<string, object> };
    expect(Object.keys(index.tables).sort()).toEqual(['bursts', 'channel', 'told-met']);
  });

  it('are what figures are drawn from', () => {
    for (const name of ['accuracy-erasure', 'told-met']) {
      expect(runProgram(['figure', name, out])).toMatchObject({ status: 0 });
      expect(existsSync(join(out, 'figures', `${name}.png`))).toBe(true);
      expect(readFileSync(join(out, 'figures', `${name}.csv`), 'utf8')).toContain('tiny-erasure,0');
    }
    const elsewhere = runProgram(['figure', 'told-met', out, '--out', folder, '--name', 'surface']);
    expect(elsewhere.stdout).toContain(join(folder, 'surface.svg'));
    const nowhere = runProgram(['figure', 'told-met', out, '--out', join(out, 'channel.csv', 'figures')]);
    expect(nowhere.status).toBe(4);
    expect(nowhere.stderr).toMatch(/^\S*figures cannot be written \(/);
    const strange = runProgram(['figure', 'accuracy-psnr', out]);
    expect(strange.status).toBe(2);
    expect(strange.stderr).toContain('no table "channel" of a codec for awgn');
    expect(runProgram(['figure', 'told-met', folder]).status).toBe(0);
    expect(runProgram(['figure', 'told-met', models]).stderr).toContain('no tables of a model');
  });
});

describe('the log of a training', () => {
  it('is drawn, resumed steps once and half a line at the end left out', () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    const line = (step: number, loss: number) =>
      `${JSON.stringify({ step, steps: 3, loss, rate: 0.1, secondsLeft: 0 })}\n`;
    writeFileSync(join(work, 'log.jsonl'), `${line(1, 5)}${line(2, 4)}${line(2, 3)}{"step":3,"st`);
    expect(runProgram(['figure', 'training', work]).status).toBe(0);
    expect(
      readFileSync(join(work, 'figures', 'training.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(3);
    writeFileSync(join(work, 'log.jsonl'), `{"no":1}\n${line(1, 5)}`);
    expect(runProgram(['figure', 'training', work]).stderr).toContain('line 1 is no report of a training');
    expect(runProgram(['figure', 'training', folder]).stderr).toContain('accepted: the work folder of a training');
    expect(runProgram(['figure', 'accuracy-bits', join(models, 'tiny')]).stderr).toContain(
      'accepted: the folder of a backbone that `evaluate --rivals --write` has measured',
    );
  });
});

describe('--table', () => {
  it.each([
    ['tiny-awgn-lmmse', 'analog'],
    ['tiny-erasure', 'erasure-tolerant'],
  ])('of %s makes a scenario run without networks', async (model, payload) => {
    const table = join(folder, `${model}.csv`);
    expect(evaluate(model, ...few, '--parts', 'channel', '--repeats', '2', '--table', table).status).toBe(0);
    expect(readFileSync(table, 'utf8')).toMatch(/^# Codec tiny-.*channel draws per image: 2.*Readings between/);
    const codec = { kind: 'tabulated', file: `${model}.json` };
    const file = join(folder, `${model}-scenario.json`);
    writeFileSync(file, JSON.stringify(networkScenario({ name: model, duration: '1 s', replications: 2, codec })));
    const { scenario } = await loadScenario(file);
    expect(scenario.devices.camera!.codec).toMatchObject({ contents: { name: model, payload } });
    const run = runProgram(['run', file, '--format', 'json', '--allow-unsupported']);
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ engine: 'none' });
  });
});
