/** Networks in the loop of a study: the same bytes on worker threads, accuracies paired over the same requests. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/study/csv.js';
import { loadStudy } from '../../src/study/load-study.js';
import { runStudy } from '../../src/study/run-study.js';
import type { StudyPlan } from '../../src/study/study-plan.js';
import { writeTinyModels } from '../codec/tiny-models.js';

const root = mkdtempSync(join(tmpdir(), 'bottlenet-networks-'));
afterAll(() => rmSync(root, { recursive: true }));
const modelFolders = [writeTinyModels()];
const simulator = new URL('../../dist/study/simulator.js', import.meta.url).href;

async function tinyPlan(): Promise<StudyPlan> {
  const study = {
    format: 'bottlenet-sim/study@1',
    name: 'tiny',
    scenario: 'quickstart.json',
    set: { duration: '1500 ms', warmUp: '500 ms', backbone: 'tiny', inference: { share: 0.5, batch: 64 } },
    replications: 3,
    axis: { path: 'devices.camera.count', values: [4, 8] },
    variants: {
      BottleNet: { set: { 'devices.camera.codec': { kind: 'bottlenet-awgn', model: 'tiny-awgn-zf' } } },
      Raw: { set: { 'devices.camera.codec': { kind: 'image-raw' } } },
    },
  };
  copyFileSync('scenarios/quickstart.json', join(root, 'quickstart.json'));
  writeFileSync(join(root, 'tiny.json'), JSON.stringify(study));
  return (await loadStudy(join(root, 'tiny.json'))).plan;
}

describe('a study with networks', () => {
  it('gives the same bytes on one and two workers', async () => {
    const plan = await tinyPlan();
    const read = (directory: string, file: string): string => readFileSync(join(directory, file), 'utf8');
    for (const workers of [1, 2]) {
      await runStudy(plan, { directory: join(root, String(workers)), simulator, options: { modelFolders }, workers });
    }
    for (const file of ['table.csv', 'differences.csv']) {
      expect(read(join(root, '2'), file)).toBe(read(join(root, '1'), file));
    }
    const { identity } = JSON.parse(read(join(root, '1'), 'manifest.json'));
    expect(Object.keys(identity)).toEqual(
      expect.arrayContaining(['program', 'engine', 'model tiny', 'model tiny-awgn-zf', 'images cifar10-test-2000']),
    );
  });

  it('compares accuracies request by request', () => {
    const [header, ...rows] = parseCsv(readFileSync(join(root, '1', 'differences.csv'), 'utf8'));
    const differences = rows.map((row) => Object.fromEntries(header!.map((name, index) => [name, row[index]])));
    const base = differences.find(({ metric }) => metric === 'accuracy.base')!;
    // the unsplit network answers the same images on both sides: no difference, and little room for one
    expect(Number(base.difference)).toBe(0);
    expect(Number(base.high)).toBeGreaterThan(0);
    expect(Number(base.high)).toBeLessThan(0.1);
    const inTime = differences.find(({ metric }) => metric === 'accuracy.inTime')!;
    expect(Number(inTime.high)).toBeGreaterThan(Number(inTime.low));
  });
});
