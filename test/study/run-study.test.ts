import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvironmentError, InputError, Interrupted } from '../../src/base/errors.js';
import { type RunStudyOptions, runStudy } from '../../src/study/run-study.js';
import { parseStudyTable } from '../../src/study/study-table.js';
import { syntheticPlan } from './fixtures/synthetic-plan.mjs';

const simulator = new URL('./fixtures/synthetic-simulator.mjs', import.meta.url).href;
const root = mkdtempSync(join(tmpdir(), 'bottlenet-study-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
const newFolder = (): string => join(root, `study-${folders++}`);
const settings = (directory: string, more: Partial<RunStudyOptions> = {}): RunStudyOptions => ({
  directory,
  simulator,
  ...more,
});

/** Every file with its bytes; of the manifest, all but the wall times. */
function contents(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const entries = files
    .filter((file) => !statSync(join(directory, file)).isDirectory())
    .map((file) => {
      const text = readFileSync(join(directory, file), 'utf8');
      if (file !== 'manifest.json') return [file, text];
      const { wall: _wall, ...manifest } = JSON.parse(text) as Record<string, unknown>;
      return [file, JSON.stringify(manifest)];
    });
  return Object.fromEntries(entries.sort());
}

describe('a study', () => {
  it('writes one row per point and metric, and paired differences with intervals', async () => {
    const directory = newFolder();
    const outcome = await runStudy(syntheticPlan(), settings(directory));
    expect(outcome).toMatchObject({ computed: 24, reused: 0, unchanged: false });
    const { rows } = parseStudyTable(readFileSync(join(directory, 'table.csv'), 'utf8'), 'table.csv');
    expect(rows).toHaveLength(2 * 3 * 3);
    const slow = rows.find((row) => row.variant === 'slow' && row.value === 80 && row.metric === 'latency.mean');
    expect(slow).toMatchObject({ unit: 's', level: 0.95, n: 4, verdict: 'stable' });
    expect(slow!.low).toBeLessThan(slow!.high!);
    const differences = readFileSync(join(directory, 'differences.csv'), 'utf8').trim().split('\n');
    expect(differences).toHaveLength(1 + 3 * 3);
    // the same noise on both sides: 1/10 - 1/20 times (1 + noise), an interval far narrower than the two apart
    const cells = differences
      .find((line) => line.startsWith('devices.camera.count,80,slow,fast,latency.mean'))!
      .split(',');
    expect(Number(cells[6])).toBeCloseTo(0.05, 1);
    expect(Number(cells[7])).toBeGreaterThan(0);
  });

  it('gives the same bytes with one worker and with two', async () => {
    const [one, two] = [newFolder(), newFolder()];
    await runStudy(syntheticPlan(), settings(one));
    await runStudy(syntheticPlan(), settings(two, { workers: 2 }));
    expect(contents(two)).toEqual(contents(one));
  });

  it('killed in the middle, resumes with the missing runs only and ends with the same bytes', async () => {
    const [whole, killed] = [newFolder(), newFolder()];
    await runStudy(syntheticPlan({ delayMs: 30 }), settings(whole));
    const script = fileURLToPath(new URL('./fixtures/synthetic-study.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, killed, '1', '30'], { stdio: ['ignore', 'ignore', 'pipe'] });
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (data: Buffer) => {
        if (
          data
            .toString()
            .split('\n')
            .some((line) => Number(line) >= 7)
        )
          child.kill('SIGKILL');
      });
      child.on('exit', () => resolve());
    });
    expect(child.signalCode).toBe('SIGKILL');
    expect(readdirSync(killed)).not.toContain('table.csv');
    const outcome = await runStudy(syntheticPlan({ delayMs: 30 }), settings(killed));
    expect(outcome.reused).toBeGreaterThanOrEqual(7);
    expect(outcome.computed).toBe(24 - outcome.reused);
    expect(contents(killed)).toEqual(contents(whole));
  });

  it('finished, is left unchanged; grown, computes only what is new', async () => {
    const directory = newFolder();
    await runStudy(syntheticPlan(), settings(directory));
    const manifest = statSync(join(directory, 'manifest.json')).mtimeMs;
    expect(await runStudy(syntheticPlan(), settings(directory))).toMatchObject({ computed: 0, unchanged: true });
    expect(statSync(join(directory, 'manifest.json')).mtimeMs).toBe(manifest);
    const grown = syntheticPlan({ values: [10, 40, 80, 85] });
    expect(await runStudy(grown, settings(directory))).toMatchObject({ computed: 8, reused: 24 });
  });

  it('refuses the folder of another study and any other non-empty one, unless forced', async () => {
    const directory = newFolder();
    await runStudy(syntheticPlan(), settings(directory));
    const other = syntheticPlan({ name: 'other' });
    await expect(runStudy(other, settings(directory))).rejects.toThrow(InputError);
    await expect(runStudy(other, settings(directory, { force: true }))).resolves.toMatchObject({ computed: 0 });
    await expect(runStudy(other, settings(root))).rejects.toThrow('is not empty');
  });

  it('interrupted, keeps what is finished', async () => {
    const directory = newFolder();
    const controller = new AbortController();
    const run = runStudy(
      syntheticPlan({ delayMs: 100 }),
      settings(directory, {
        workers: 2,
        signal: controller.signal,
        onProgress: ({ done }) => done === 5 && controller.abort(),
      }),
    );
    await expect(run).rejects.toThrow(Interrupted);
    expect(readdirSync(join(directory, 'runs')).length).toBeGreaterThanOrEqual(5);
    const outcome = await runStudy(syntheticPlan({ delayMs: 100 }), settings(directory));
    expect(outcome.reused).toBeGreaterThanOrEqual(5);
  });

  it('says which replication a dead worker was computing, and does not hang', async () => {
    const run = runStudy(syntheticPlan({ crashAt: 2 }), settings(newFolder(), { workers: 2 }));
    await expect(run).rejects.toThrow(EnvironmentError);
    await expect(run).rejects.toThrow(/a worker died while computing replication \d/);
  });

  it.each([1, 2])('hands on an error of the simulator with %d workers', async (workers) => {
    const run = runStudy(syntheticPlan({ failAt: 1 }), settings(newFolder(), { workers }));
    await expect(run).rejects.toThrow('planted failure');
  });

  it('computes a damaged result anew', async () => {
    const directory = newFolder();
    const plan = syntheticPlan();
    await runStudy(plan, settings(directory));
    const before = contents(directory);
    rmSync(join(directory, 'table.csv'));
    const victim = join(directory, 'runs', readdirSync(join(directory, 'runs'))[3]!);
    writeFileSync(victim, '{"format"');
    await expect(runStudy(plan, settings(directory))).rejects.toThrow('is damaged');
    expect(await runStudy(plan, settings(directory))).toMatchObject({ computed: 1 });
    expect(contents(directory)).toEqual(before);
  });
});
