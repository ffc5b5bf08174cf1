/** The commands as a user runs them, on the real simulator: a queue known in closed form, no networks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'bottlenet-command-'));
afterAll(() => rmSync(root, { recursive: true }));

const studyFile = join(root, 'studies/queue-load.json');
beforeAll(() => {
  mkdirSync(join(root, 'studies'));
  copyFileSync('scenarios/queue.json', join(root, 'queue.json'));
  const study = {
    format: 'bottlenet-sim/study@1',
    name: 'queue-load',
    scenario: '../queue.json',
    set: { duration: '200 s', warmUp: '10 s', 'devices.source.arrival.rate': '1 /s' },
    replications: 4,
    axis: { path: 'devices.source.count', values: [4, 7, 8] },
    variants: { slow: { set: {} }, fast: { set: { 'servers.edge.compute.mean': '80 ms' } } },
  };
  writeFileSync(studyFile, JSON.stringify(study));
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['dist/cli/main.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (texts.stdout += data));
  child.stderr.on('data', (data: Buffer) => (texts.stderr += data));
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts }))) };
}

const run = (...args: readonly string[]): Promise<Ended> => start(args).ended;

/** Everything in a study's folder but the wall times of its manifest. */
function contents(directory: string): string[] {
  const runs = readdirSync(join(directory, 'runs')).map((name) => readFileSync(join(directory, 'runs', name), 'utf8'));
  const tables = ['table.csv', 'differences.csv'].map((name) => readFileSync(join(directory, name), 'utf8'));
  return [...runs.sort(), ...tables];
}

describe('study', () => {
  it('gives the same bytes on one and two workers, then is left alone', async () => {
    const [one, two] = [join(root, 'one'), join(root, 'two')];
    expect(await run('study', studyFile, '--out', one, '--workers', '1')).toMatchObject({ code: 0 });
    expect(await run('study', studyFile, '--out', two, '--workers', '2')).toMatchObject({ code: 0 });
    expect(contents(two)).toEqual(contents(one));
    const again = await run('study', studyFile, '--out', two, '--format', 'json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({ unchanged: true, computed: 0, reused: 24 });
    const row = readFileSync(join(one, 'table.csv'), 'utf8')
      .split('\n')
      .find((line) => line.startsWith('fast,devices.source.count,8,latency.mean'))!
      .split(',');
    // M/M/1 with service 80 ms at 8 /s: E[T] = 1 / (12.5 - 8) = 222 ms; four standard errors are about the interval
    expect(Number(row[5])).toBeGreaterThan(0.222 - 0.06);
    expect(Number(row[5])).toBeLessThan(0.222 + 0.06);
  });

  it('interrupted ends with 130 and can be gone on with', async () => {
    const directory = join(root, 'interrupted');
    const longer = ['--set', 'duration=4000 s', '--replications', '6'];
    const { child, ended } = start(['study', studyFile, '--out', directory, '--workers', '2', ...longer]);
    const runs = (): number => {
      try {
        return readdirSync(join(directory, 'runs')).length;
      } catch {
        return 0;
      }
    };
    while (runs() < 2 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    const kept = readdirSync(join(directory, 'runs')).filter((name) => name.endsWith('.json')).length;
    expect(kept).toBeGreaterThanOrEqual(1);
    expect(kept).toBeLessThan(36);
    expect(readdirSync(directory)).not.toContain('table.csv');
    const resumed = await run('study', studyFile, '--out', directory, '--format', 'json', ...longer);
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ reused: kept, computed: 36 - kept });
  });

  it('refuses a folder that holds something else, with 2', async () => {
    const ended = await run('study', studyFile, '--out', root);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('is not empty');
  });
});

describe('capacity', () => {
  const question = [
    'capacity',
    'scenarios/queue.json',
    ...['--set', 'devices.source.arrival.rate=0.1 /s', '--set', 'duration=1000 s', '--set', 'warmUp=20 s'],
    ...['--replications', '6', '--vary', 'devices.source.count=50..120', '--subject-to', 'latency.mean <= 400 ms'],
  ];

  it('brackets the known capacity of an M/M/1 queue', async () => {
    // service rate 10 /s, 0.1 /s a device: 1 / (10 - 0.1 N) <= 0.4 s up to N = 75
    const { code, stdout, stderr } = await run(...question, '--format', 'json');
    expect(code).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer).toMatchObject({
      format: 'bottlenet-sim/capacity@1',
      monotonicity: { assumed: true, contradictions: [] },
    });
    expect(answer.supported).toBeGreaterThanOrEqual(60);
    expect(answer.supported).toBeLessThanOrEqual(75);
    expect(answer.refuted).toBeGreaterThanOrEqual(76);
    expect(answer.refuted).toBeLessThanOrEqual(90);
    expect(answer.probes.length).toBeGreaterThan(4);
    expect(stderr.match(/^\d+: (supported|refuted|undecided) after /gm)).toHaveLength(answer.probes.length);
  });

  it.each([
    [['--subject-to', 'latency.p98 <= 1 s'], 'did you mean "latency.p95"'],
    [['--subject-to', 'latency.mean <= 1'], 'a number without a unit'],
    [['--vary', 'devices.source.count=5'], 'PATH=LOW..HIGH'],
    [['--vary', 'devices.source.number=1..5'], 'no whole number there'],
    [['--confidence', '1.5'], 'below 1'],
  ])('refuses %j with 2', async (change, message) => {
    const { code, stderr } = await run(...question, ...change);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('figure and report', () => {
  it('draw what a study has stored', async () => {
    const directory = join(root, 'drawn');
    mkdirSync(directory);
    copyFileSync('test/report/fixtures/load-table.csv', join(directory, 'table.csv'));
    writeFileSync(join(directory, 'manifest.json'), '{"format":"bottlenet-sim/study-manifest@1","study":"load"}');
    expect(await run('figure', 'load', directory)).toMatchObject({ code: 0 });
    expect(readFileSync(join(directory, 'figures/load.svg'), 'utf8')).toBe(
      readFileSync('test/report/fixtures/load.svg', 'utf8'),
    );
    expect(readdirSync(join(directory, 'figures')).sort()).toEqual(['load.csv', 'load.png', 'load.svg']);
    expect(await run('report', directory)).toMatchObject({ code: 0 });
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('<h1>Study load</h1>');
    const wrong = await run('figure', 'lod', directory);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.stderr).toContain('did you mean "load"?');
    expect(await run('figure', 'load', root)).toMatchObject({ code: 2 });
  });
});
