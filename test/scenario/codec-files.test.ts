/** Files that describe codecs: read once, kept to their folders, and part of what results are stored under. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { InputError } from '../../src/base/errors.js';
import { loadScenario } from '../../src/scenario/load.js';
import { replicationKey } from '../../src/study/replication-store.js';

const folder = mkdtempSync(join(tmpdir(), 'codec-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const table = 'told_db,met_db,accuracy,images\n10,0,0.5,100\n10,20,0.9,100\n';
const codec = {
  format: 'bottlenet-sim/codec@1',
  name: 'mine',
  payload: { kind: 'analog', values: 8, variance: 1 },
  encoderMacs: '1 MMAC',
  deviceMacs: '2 MMAC',
  accuracy: 'table.csv',
  base: { accuracy: 0.95, images: 100 },
};

let count = 0;

/** A fresh folder with a scenario, a codec file and its table. */
function workplace(change: { codec?: object; table?: string | Buffer; file?: string; group?: object } = {}): string {
  const place = join(folder, String(count++));
  mkdirSync(place);
  const scenario = {
    format: 'bottlenet-sim/scenario@1',
    name: 'files',
    duration: '1 s',
    devices: {
      camera: {
        count: 1,
        cell: 'main',
        server: 'edge',
        arrival: { kind: 'poisson', rate: '10 /s' },
        codec: { kind: 'tabulated', file: change.file ?? 'mine.json' },
        compute: { preset: 'jetson-xavier-nx' },
        ...change.group,
      },
    },
    cells: { main: { kind: 'ideal' } },
    servers: { edge: { preset: 'triton-t4' } },
  };
  writeFileSync(join(place, 'scenario.json'), JSON.stringify(scenario));
  writeFileSync(join(place, 'mine.json'), JSON.stringify({ ...codec, ...change.codec }));
  writeFileSync(join(place, 'table.csv'), change.table ?? table);
  return place;
}

const load = async (place: string, dataRoot?: string) =>
  (await loadScenario(join(place, 'scenario.json'), dataRoot === undefined ? {} : { dataRoot })).scenario;

const refusal = async (place: string): Promise<string> =>
  await load(place).then(
    () => 'accepted',
    (error: unknown) => (error as InputError).message,
  );

describe('a codec file', () => {
  it('stands in the resolved scenario by its contents', async () => {
    const { codec: resolved } = (await load(workplace())).devices.camera!;
    expect(resolved).toMatchObject({
      kind: 'tabulated',
      file: 'mine.json',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      contents: {
        name: 'mine',
        payload: 'analog',
        deviceMacs: 3e6,
        serverMacs: 0,
        toldMinimum: 10,
        toldVariance: [1],
        grid: { told: [10], met: [0, 20], accuracies: [0.5, 0.9], images: [100, 100] },
      },
    });
  });

  it('gives results another key when its table changes, and the same one in another folder', async () => {
    const [one, moved, changed] = [
      await load(workplace()),
      await load(workplace()),
      await load(workplace({ table: table.replace('0.5', '0.6') })),
    ];
    expect(replicationKey(moved!, 0, {})).toBe(replicationKey(one!, 0, {}));
    expect(replicationKey(changed!, 0, {})).not.toBe(replicationKey(one!, 0, {}));
  });

  it('may lie under the data root, and its table beside it', async () => {
    const [data, place] = [workplace(), workplace({ file: 'sub/other.json' })];
    mkdirSync(join(data, 'sub'));
    cpSync(join(data, 'mine.json'), join(data, 'sub/other.json'));
    cpSync(join(data, 'table.csv'), join(data, 'sub/table.csv'));
    expect((await load(place, data)).devices.camera!.codec.file).toBe('other.json');
    await expect(load(place)).rejects.toThrow(/"sub\/other.json", which does not exist/);
  });

  it('is refused where it, or its table, leads out of the folder', async () => {
    const secret = workplace();
    const linked = workplace({ file: 'link.json' });
    symlinkSync(join(secret, 'mine.json'), join(linked, 'link.json'));
    expect(await refusal(linked)).toMatch(/"link.json", which leads out of its folder/);
    const table = workplace({ codec: { accuracy: 'link.csv' } });
    symlinkSync(join(secret, 'table.csv'), join(table, 'link.csv'));
    expect(await refusal(table)).toMatch(/"link.csv", which leads out of its folder/);
    expect(await refusal(workplace({ codec: { accuracy: '/etc/passwd' } }))).toMatch(/found "\/etc\/passwd"; accepted/);
  });

  it('is refused when it is too large, no text, or a folder', async () => {
    expect(await refusal(workplace({ table: 'x'.repeat(5_000_001) }))).toMatch(/5000001 bytes; accepted: at most/);
    expect(await refusal(workplace({ table: Buffer.from([0x74, 0xff, 0x0a]) }))).toMatch(/is not UTF-8 text/);
    const place = workplace({ codec: { accuracy: 'folder' } });
    mkdirSync(join(place, 'folder'));
    expect(await refusal(place)).toMatch(/no such file/);
  });

  it('tells the rules what it sends', async () => {
    const erasure = { erasure: { kind: 'bit-bec', erasureProbability: 0.1 } };
    expect(await refusal(workplace({ group: erasure }))).toMatch(
      /codec "tabulated" sends analog symbols, which "bit-bec" does not act on/,
    );
  });

  it('limits the conditions that can be told to whole decibels of one unit', async () => {
    expect(await refusal(workplace({ table: table.replaceAll('10,', '0.5,') }))).toBe('accepted');
    const wide = 'told_db,met_db,accuracy,images\n-80,0,0.5,100\n80,0,0.9,100\n';
    expect(await refusal(workplace({ table: wide }))).toMatch(/from -80 to 80 dB; accepted/);
    const between = 'told_db,met_db,accuracy,images\n0.2,0,0.5,100\n0.8,0,0.9,100\n';
    expect(await refusal(workplace({ table: between }))).toMatch(/at least one whole decibel/);
  });

  it('of an unknown mode of power is refused, of a known one scales the noise', async () => {
    const scaleOf = async (payload: object) =>
      (
        (await load(workplace({ codec: { payload: { ...codec.payload, variance: 0.05, mean: 0.5, ...payload } } })))
          .devices.camera!.codec.contents as { toldVariance: number[] }
      ).toldVariance[0];
    expect(await scaleOf({})).toBe(0.05);
    expect(await scaleOf({ mode: 'dc' })).toBeCloseTo(0.3, 14);
    expect(await scaleOf({ mode: 'peak' })).toBe(1);
    const peak = await load(
      workplace({ codec: { payload: { ...codec.payload, variance: 0.05, mean: 0.5, mode: 'peak' } } }),
    );
    expect(peak.devices.camera!.codec.contents).toMatchObject({ symbolPower: [expect.closeTo(0.3, 14)] });
  });
});
