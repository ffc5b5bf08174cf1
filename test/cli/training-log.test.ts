/** The log of a training: what is appended to, what a failed command leaves, and what a full disk does. */
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EnvironmentError } from '../../src/base/errors.js';
import { readTrainingLog, TrainingLog } from '../../src/cli/training-log.js';

const root = mkdtempSync(join(tmpdir(), 'training-log-'));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (): string => mkdtempSync(join(root, 'work-'));
const report = (step: number, loss: number) => ({ step, steps: 3, loss, rate: 0.1, secondsLeft: 0 });

async function write(work: string, goesOn: boolean, ...reports: ReturnType<typeof report>[]): Promise<string> {
  const log = new TrainingLog(work, goesOn);
  for (const one of reports) log.add(one);
  await log.end('done');
  return log.file;
}

test('a resumed training drops the half line that a killed one left, and its log is read', async () => {
  const work = folder();
  const file = await write(work, false, report(1, 5), report(2, 4));
  appendFileSync(file, '{"step":3,"st');
  await write(work, true, report(2, 4), report(3, 3));
  expect(readFileSync(file, 'utf8').split('\n').length).toBe(5);
  expect(readTrainingLog(work).map(({ step, loss }) => [step, loss])).toEqual([
    [1, 5],
    [2, 4],
    [3, 3],
  ]);
});

test('without a report the log stays as it is; the first one starts it anew where nothing goes on', async () => {
  const work = folder();
  const file = await write(work, false, report(1, 5));
  const before = readFileSync(file, 'utf8');
  await write(work, false);
  expect(readFileSync(file, 'utf8')).toBe(before);
  await write(work, false, report(1, 7));
  expect(readTrainingLog(work).map(({ loss }) => loss)).toEqual([7]);
  const nothing = folder();
  expect(existsSync(await write(nothing, true))).toBe(false);
});

test('a report that cannot be written aborts the training, and the end says which file and why', async () => {
  const work = folder();
  mkdirSync(join(work, 'log.jsonl'));
  const log = new TrainingLog(work, false);
  log.add(report(1, 5));
  log.add(report(2, 4));
  await new Promise((resolve) => log.signal.addEventListener('abort', resolve));
  const ended = log.end('training stopped after step 11 of 40; go on with --resume');
  await expect(ended).rejects.toThrow(EnvironmentError);
  await expect(ended).rejects.toThrow(`${log.file} cannot be written (EISDIR`);
  await expect(ended).rejects.toThrow('): training stopped after step 11 of 40; go on with --resume');
});
