/** docs/bring-your-own-codec.md, followed step by step by somebody new: what it shows is written to files and run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/scenario/load.js';
import { simulate } from '../../src/simulate.js';
import { testWith } from '../support/outside.js';
import { runProgram } from '../support/program.js';
import { pythonWithTorch } from '../support/python.js';

const page = readFileSync(new URL('../../docs/bring-your-own-codec.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'bring-your-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Blocks whose first line names a file, and the table, which has a header instead. */
for (const [, name, body] of page.matchAll(/```\w*\n(?:\/\/|#) (\S+)\n([\s\S]*?)```/g)) {
  writeFileSync(join(folder, name!), body!);
}
writeFileSync(join(folder, 'accuracy.csv'), /```\n(told_db,met_db[\s\S]*?)```/.exec(page)![1]!);

const accuracyOf = async (file: string) => {
  const { scenario } = await loadScenario(file);
  const result = await simulate({ ...scenario, replications: 4 });
  return Object.fromEntries(result.metrics.map((metric) => [metric.name, metric]));
};

/** A codec as somebody might have it: four random directions in a noisy plane, a fixed linear encoder, a nearest-class decoder. */
const someCodec = `
import torch

torch.manual_seed(1)
centres = torch.randn(4, 16)
labels = torch.randint(0, 4, (400,))
images = centres[labels] + 0.5 * torch.randn(400, 16)
weights = torch.randn(16, 36) / 8


def encode(pictures, told):
    return torch.sigmoid(pictures @ weights)


def decode(code, told):
    return -torch.cdist(code, torch.sigmoid(centres @ weights))
`;

describe('the page', () => {
  it('describes a codec that runs, with an error of its table in the interval', async () => {
    const metrics = await accuracyOf(join(folder, 'scenario.json'));
    const { estimate, low, high, n } = metrics['accuracy.top1']!;
    expect(n).toBeGreaterThan(10_000);
    expect(estimate).toBeGreaterThan(0.7);
    expect(estimate).toBeLessThan(0.95);
    // Cells of 10,000 images: the interval cannot be narrower than theirs, however many requests there are.
    expect((high! - low!) / 2).toBeGreaterThan(1.9 * Math.sqrt((0.935 * 0.065) / 10_000));
    expect(metrics['bandwidth.channelUsesPerRequest']!.estimate).toBe(18);
  });

  it('describes a run that supports its numbers', () => {
    const { status, stdout } = runProgram(['run', join(folder, 'scenario.json')]);
    expect(stdout).toContain('\nverdict: stable\n');
    expect(status).toBe(0);
  }, 180_000);

  testWith(pythonWithTorch !== undefined, 'PyTorch')('measures a codec in PyTorch and runs it', async () => {
    writeFileSync(join(folder, 'my_codec.py'), someCodec);
    const measured = spawnSync(pythonWithTorch!, ['measure.py'], { cwd: folder, encoding: 'utf8', timeout: 600_000 });
    expect(measured.stderr).toBe('');
    const [, mean, variance, values] = /told 0: mean (\S+), variance (\S+), (\d+) values/.exec(measured.stdout)!;
    const file = join(folder, 'my-codec.json');
    const description = JSON.parse(readFileSync(file, 'utf8')) as { payload: object };
    const payload = { ...description.payload, mean: Number(mean), variance: Number(variance), values: Number(values) };
    writeFileSync(file, JSON.stringify({ ...description, payload }));
    const { 'accuracy.top1': top1 } = await accuracyOf(join(folder, 'scenario.json'));
    const rows = readFileSync(join(folder, 'accuracy.csv'), 'utf8').trim().split('\n');
    expect(rows).toHaveLength(1 + 5 * 10);
    const best = Math.max(...rows.slice(1).map((row) => Number(row.split(',')[2])));
    expect(top1!.estimate).toBeGreaterThan(0.5 * best);
    expect(top1!.low).toBeLessThanOrEqual(best);
  });
});
