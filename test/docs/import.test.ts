/** docs/import.md, followed by somebody with a network in PyTorch. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { testWith } from '../support/outside.js';
import { runProgram } from '../support/program.js';
import { pythonWithTorch } from '../support/python.js';

const docs = new URL('../../docs/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'import-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A network as somebody might have it: a class of its own around two stages. */
const someNetwork = `
import torch
from torch import nn

torch.manual_seed(2)
model = nn.Sequential(
    nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2)),
    nn.Sequential(nn.Conv2d(6, 8, 3, stride=2, padding=1), nn.ReLU()),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
    nn.Linear(8, 10),
)
images = torch.randint(0, 256, (2, 3, 32, 32), dtype=torch.uint8)
`;

it('the page shows a program that calls the exporter beside it', () => {
  const [, script] = /```python\n# export.py\n([\s\S]*?)```/.exec(readFileSync(join(docs, 'import.md'), 'utf8'))!;
  const [, called] = /from export_torch import (\w+)/.exec(script!)!;
  expect(readFileSync(join(docs, 'export_torch.py'), 'utf8')).toContain(`def ${called}(`);
});

testWith(pythonWithTorch !== undefined, 'PyTorch')('the page leads to an imported network', () => {
  const page = readFileSync(join(docs, 'import.md'), 'utf8');
  const [, script] = /```python\n# export.py\n([\s\S]*?)```/.exec(page)!;
  writeFileSync(join(folder, 'export.py'), script!);
  writeFileSync(join(folder, 'my_network.py'), someNetwork);
  copyFileSync(join(docs, 'export_torch.py'), join(folder, 'export_torch.py'));
  const exported = spawnSync(pythonWithTorch!, ['export.py'], { cwd: folder, encoding: 'utf8' });
  expect(exported).toMatchObject({ status: 0, stderr: '' });
  const { status, stdout } = runProgram(['import', join(folder, 'exported'), '--out', join(folder, 'own/my-net')]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/early: 16x16x6/);
  expect(stdout).toMatch(/late: 8x8x8/);
});
