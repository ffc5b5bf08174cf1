/** The recipe of docs/architecture.md, carried out: a codec, a channel and a scheduler, each one file and one line. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

const codec = `
import { Type } from 'typebox';
import type { Codec, CodecModel } from './codec.js';

export const pager: CodecModel = {
  name: 'pager',
  summary: 'a few bits, no networks',
  source: 'test',
  payloadKind: 'digital',
  networks: false,
  schema: Type.Object({ kind: Type.Literal('pager'), bits: Type.Integer({ minimum: 1 }) }),
  async create({ bits }: { readonly bits: number }): Promise<Codec> {
    return { payloadKind: 'digital', label: 'pager', deviceMacs: 0, serverMacs: 0, bits: () => bits, answerOf: () => 0, dispose() {} };
  },
};
`;

const fading = `
import { Type } from 'typebox';
import type { FadingModel } from './channel-process.js';

export const blinking: FadingModel<{ readonly level: number }> = {
  name: 'blinking',
  summary: 'on and off every millisecond',
  source: 'test',
  schema: Type.Object({ kind: Type.Literal('blinking'), level: Type.Number({ minimum: 0, default: 2 }) }),
  create: ({ level }) => ({ sampleGain: (time) => (Math.floor(time / 1e6) % 2 === 0 ? level : 0) }),
};
`;

const scheduler = `
import { Type } from 'typebox';
import type { SchedulerModel } from './scheduler.js';

export const firstCome: SchedulerModel = {
  name: 'first-come',
  summary: 'everything to the flow that became active first',
  source: 'test',
  schema: Type.Object({ kind: Type.Literal('first-come') }),
  create: () => ({
    allocate(view, grants) {
      let free = view.blocks;
      for (let flow = 0; flow < view.flows && free > 0; flow++) {
        grants[flow] = Math.min(free, view.demand(flow));
        free -= grants[flow]!;
      }
    },
  }),
};
`;

const additions = [
  { file: 'codec/pager.ts', text: codec, index: 'codec/index.ts', list: 'codecModels', name: 'pager' },
  { file: 'channel/blinking.ts', text: fading, index: 'channel/index.ts', list: 'fadingModels', name: 'blinking' },
  {
    file: 'link/scheduler/first-come.ts',
    text: scheduler,
    index: 'link/scheduler/index.ts',
    list: 'schedulerModels',
    name: 'firstCome',
  },
];

let copy: string;

function node(...args: string[]) {
  return spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
}

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'bottlenet-sim-extend-'));
  for (const name of ['src', 'scenarios', 'package.json', 'tsconfig.json', 'schema', 'models']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  for (const { file, text, index, list, name } of additions) {
    writeFileSync(join(copy, 'src', file), text);
    const path = join(copy, 'src', index);
    const module = `./${file.split('/').at(-1)!.replace(/\.ts$/, '.js')}`;
    // The one line: an import does not count, it follows from the entry.
    const edited = readFileSync(path, 'utf8').replace(new RegExp(`(export const ${list}[^=]*= \\[)`), `$1${name}, `);
    writeFileSync(path, `import { ${name} } from '${module}';\n${edited}`);
  }
  const built = node('node_modules/typescript/bin/tsc', '-p', '.');
  if (built.status !== 0) throw new Error(built.stdout + built.stderr);
}, 180_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a copy of the repository with a new codec, channel and scheduler', () => {
  const settings = [
    'inference.share=0',
    'replications=2',
    'duration=3 s',
    'warmUp=1 s',
    'devices.camera.codec={"kind":"pager","bits":500}',
    'devices.camera.fading={"kind":"blinking"}',
    'cells.main.scheduler={"kind":"first-come"}',
  ].flatMap((setting) => ['--set', setting]);

  it('runs them', () => {
    const run = node(
      'dist/cli/main.js',
      'run',
      'scenarios/quickstart.json',
      ...settings,
      '--format',
      'json',
      '--allow-unsupported',
    );
    expect(run.stderr).not.toMatch(/refused/);
    expect(run.status).toBe(0);
    const { metrics } = JSON.parse(run.stdout);
    const estimate = (name: string) => metrics.find((metric: { name: string }) => metric.name === name).estimate;
    expect(estimate('requests.created')).toBeGreaterThan(1000);
    expect(estimate('bandwidth.bitsPerRequest')).toBeGreaterThanOrEqual(500 + 56 + 24);
    // Half the slots carry no signal: blocks are lost and sent again.
    expect(estimate('deadline.missRatio')).toBeGreaterThan(0);
  }, 120_000);

  it('describes and suggests them like built-in ones', () => {
    const schema = node('dist/cli/main.js', 'schema', 'scenario').stdout;
    for (const name of ['pager', 'blinking', 'first-come']) expect(schema).toContain(`"${name}"`);
    const wrong = node(
      'dist/cli/main.js',
      'check',
      'scenarios/quickstart.json',
      ...settings.slice(0, -1),
      'cells.main.scheduler={"kind":"first-com"}',
    );
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/did you mean "first-come"/);
  }, 60_000);
});
