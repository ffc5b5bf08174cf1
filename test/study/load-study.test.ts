import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { loadStudy } from '../../src/study/load-study.js';

const root = mkdtempSync(join(tmpdir(), 'bottlenet-load-study-'));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, 'in/studies'), { recursive: true });
const quickstart = join(process.cwd(), 'scenarios/quickstart.json');
writeFileSync(join(root, 'outside.json'), '{}');

const study = {
  format: 'bottlenet-sim/study@1',
  name: 'small',
  scenario: './scenario.json',
  axis: { path: 'devices.camera.count', values: [5, 10] },
  variants: {
    Raw: { set: { 'devices.camera.codec': { kind: 'image-raw' } } },
    Local: { set: { 'devices.camera.codec': { kind: 'local' } } },
  },
};

async function refusalOf(change: object, set: string[] = []): Promise<string> {
  const file = join(root, 'in/studies/study.json');
  writeFileSync(file, JSON.stringify({ ...study, ...change }, undefined, 1));
  const { readFileSync } = await import('node:fs');
  writeFileSync(join(root, 'in/studies/scenario.json'), readFileSync(quickstart));
  try {
    await loadStudy(file, { set });
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.replaceAll(root, '');
  }
  return 'accepted';
}

describe('a study file', () => {
  it('unfolds into points, variant by variant, with one seed', async () => {
    const { plan } = await loadStudy('scenarios/studies/load.json', { replications: 3, seed: 7 });
    expect(plan.variants[0]).toBe('BottleNet++ early');
    expect(plan.points).toHaveLength(plan.variants.length * plan.values.length);
    expect(new Set(plan.points.map(({ scenario }) => `${scenario.seed} ${scenario.replications}`))).toEqual(
      new Set(['7 3']),
    );
    const raw = plan.points.find(({ variant, value }) => variant === 'Raw image' && value === 40)!;
    expect(raw.scenario).toMatchObject({ devices: { camera: { count: 40, codec: { kind: 'image-raw' } } } });
  });

  it('of version 1 is accepted', async () => {
    const { plan } = await loadStudy('test/fixtures/study/study@1.json');
    expect(plan).toMatchObject({ variants: ['Small payload', 'Large payload'], values: [2, 4] });
    expect(plan.points[3]!.scenario).toMatchObject({
      replications: 2,
      devices: { sensor: { count: 4, codec: { size: 8000 } } },
    });
  });

  it.each([
    [{}, 'accepted'],
    [{ format: 'bottlenet-sim/study@2' }, 'written for a newer version'],
    [{ format: 'bottlenet-sim/scenario@1' }, 'accepted: "bottlenet-sim/study@1"'],
    [{ axes: {} }, 'unknown key "axes" (did you mean "axis"?)'],
    [{ scenario: '../../outside.json' }, 'at most one folder above'],
    [{ scenario: 'none.json' }, 'which does not exist'],
    [{ axis: { path: 'devices.camera.count', values: [5, 5] } }, 'a second time'],
    [{ axis: { path: 'devices.camera.count', values: [] } }, '/axis/values'],
    [{ axis: { path: 'devices.camera.number', values: [1] } }, 'unknown key "number"'],
    [{ axis: { path: 'seed', values: [1, 2] } }, 'points differ in "seed"'],
    [{ axis: { path: '__proto__.x', values: [1] } }, 'is refused'],
    [{ variants: { Raw: { set: { 'devices.camera': {} } } } }, 'is what the axis varies'],
    [{ variants: { Raw: { set: { 'devices.camera.codec': { kind: 'image-row' } } } } }, 'did you mean "image-raw"'],
    [{ variants: { '=cmd()': { set: {} } } }, 'accepted: a name'],
  ])('%j: %s', async (change, message) => {
    expect(await refusalOf(change)).toContain(message);
  });

  it('refuses a --set of what the axis varies', async () => {
    expect(await refusalOf({}, ['devices.camera.count=3'])).toContain('is what the axis of the study varies');
  });
});
