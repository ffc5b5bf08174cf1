import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../src/base/errors.js';
import type { CodecModel } from '../src/codec/codec.js';
import type { RunRecord } from '../src/record/run-record.js';
import type { Scenario } from '../src/scenario/schema.js';
import { PreparedScenario, type SimulateOptions, simulate } from '../src/simulate.js';
import { cellScenario, milliseconds, seconds } from './support/scenario.js';

/** Copies of all rows of a run. */
async function rowsOf(scenario: Scenario): Promise<RunRecord[]> {
  const rows: RunRecord[] = [];
  await simulate(scenario, { onRecord: () => ({ write: (record) => void rows.push({ ...record }) }) });
  return rows;
}

const withoutWallTime = async (scenario: Scenario, options: SimulateOptions = {}): Promise<string> =>
  JSON.stringify({ ...(await simulate(scenario, options)), wallSeconds: 0 });

describe('simulate', () => {
  it('gives the same bytes for the same seed and others for another', async () => {
    const first = await withoutWallTime(cellScenario());
    expect(await withoutWallTime(cellScenario())).toBe(first);
    const other = await withoutWallTime(
      cellScenario((draft) => {
        draft.seed = 2;
      }),
    );
    expect(other).not.toBe(first);
    expect(JSON.parse(other).fingerprint.trajectory).not.toBe(JSON.parse(first).fingerprint.trajectory);
  });

  it('leaves the arrivals, images and channels of a group alone when another group is added', async () => {
    const alone = await rowsOf(cellScenario());
    const together = await rowsOf(
      cellScenario((draft) => {
        draft.devices.sensor = { ...structuredClone(draft.devices.camera!), count: 5, cell: 'other' };
        draft.cells.other = structuredClone(draft.cells.main!);
      }),
    );
    const cameras = together.filter(({ group }) => group === 'camera');
    // How long arrivals go on after T depends on what is still open then.
    const early = (row: RunRecord): boolean => row.created < seconds(3.8);
    const key = (row: RunRecord): string =>
      [row.device, row.request, row.created, row.image, row.told, row.met].join(' ');
    expect(new Set(cameras.filter(early).map(key))).toEqual(new Set(alone.filter(early).map(key)));
    expect(together.length).toBeGreaterThan(cameras.length);
  });

  it('compares two payload sizes on the same arrivals and images', async () => {
    const small = await rowsOf(cellScenario());
    const large = await rowsOf(
      cellScenario((draft) => {
        draft.devices.camera!.codec = { ...draft.devices.camera!.codec, size: 2000 };
      }),
    );
    const key = (row: RunRecord): string => [row.device, row.request, row.created, row.image].join(' ');
    const early = (row: RunRecord): boolean => row.created < seconds(3.8);
    expect(new Set(large.filter(early).map(key))).toEqual(new Set(small.filter(early).map(key)));
  });

  it('adds the parts of the latency up to the nanosecond', async () => {
    for (const row of await rowsOf(cellScenario())) {
      if (row.outcome.kind !== 'answered') continue;
      const parts = [
        row.deviceStart - row.created,
        row.deviceEnd - row.deviceStart,
        row.uplinkStart - row.deviceEnd,
        row.uplinkEnd - row.uplinkStart,
        row.edgeArrived - row.uplinkEnd,
        row.batchStart - row.edgeArrived,
        row.batchEnd - row.batchStart,
        row.answered - row.batchEnd,
      ];
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(row.answered - row.created);
    }
  });

  it('writes one row per request, in the order in which they ended', async () => {
    const scenario = cellScenario((draft) => {
      draft.replications = 1;
    });
    const rows = await rowsOf(scenario);
    const result = await simulate(scenario);
    const count = (name: string) => result.metrics.find((metric) => metric.name === `requests.${name}`)!.estimate;
    expect(rows.length).toBe(count('created'));
    const ended = rows.filter(({ outcome }) => outcome.kind !== 'unresolved');
    const times = ended.map(({ outcome, answered }) => (outcome.kind === 'dropped' ? outcome.time : answered));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(rows.map(({ device, request }) => `${device} ${request}`)).size).toBe(rows.length);
  });

  it('tells the encoder a condition that is at least the report delay old', async () => {
    const scenario = cellScenario((draft) => {
      draft.replications = 1;
      draft.devices.camera!.fading = { kind: 'rayleigh-jakes', speed: 30, sinusoids: 16 };
    });
    const fresh = await rowsOf(scenario);
    // With an older report the very same encoder starts get other conditions.
    const stale = await rowsOf(
      cellScenario((draft) => {
        draft.replications = 1;
        draft.devices.camera!.fading = { kind: 'rayleigh-jakes', speed: 30, sinusoids: 16 };
        draft.devices.camera!.report.delay = milliseconds(50);
      }),
    );
    const told = (rows: RunRecord[]) => new Map(rows.map((row) => [`${row.device} ${row.request}`, row.told]));
    const changed = [...told(fresh)].filter(([key, value]) => told(stale).get(key) !== value);
    expect(changed.length).toBeGreaterThan(fresh.length / 2);
  });

  it('serves unresolved and late requests as missed when the cell is overloaded', async () => {
    const scenario = cellScenario((draft) => {
      draft.replications = 2;
      draft.cells.main!.resourceBlocks = 1;
      draft.devices.camera!.count = 100;
      draft.devices.camera!.codec = { ...draft.devices.camera!.codec, size: 4000 };
    });
    const result = await simulate(scenario);
    expect(result.verdict).toBe('overloaded');
    const missed = result.metrics.find(({ name }) => name === 'deadline.missRatio')!;
    expect(missed.estimate).toBeGreaterThan(0.9);
  });

  it('answers on the device where nothing is sent, with a codec from an extension', async () => {
    const alone: CodecModel = {
      name: 'alone',
      summary: 'the device answers',
      source: 'definition',
      payloadKind: 'none',
      networks: false,
      schema: Type.Object({ kind: Type.Literal('alone') }),
      create: async () => ({
        payloadKind: 'none',
        label: 'alone',
        deviceMacs: 50e6,
        serverMacs: 0,
        answerOf: () => 0,
        dispose() {},
      }),
    };
    const scenario = cellScenario((draft) => {
      draft.devices.camera!.codec = { kind: 'alone' };
    });
    const { metrics } = await simulate(scenario, { extensions: [{ codecs: [alone] }] });
    const estimate = (name: string) => metrics.find((metric) => metric.name === name)!.estimate;
    expect(estimate('latency.mean')).toBe(estimate('latency.device'));
    // 2 ms and 50e6 operations at 5e9 a second.
    expect(estimate('latency.mean')).toBeCloseTo(0.012, 9);
    expect(estimate('bandwidth.bitsPerRequest')).toBe(0);
    expect(estimate('energy.perRequest')).toBeCloseTo(0.012 * 2.5, 9);
  });

  it('refuses images of other classes than the backbone answers with', async () => {
    const other = cellScenario((draft) => {
      draft.backbone = 'vgg16-cifar100';
      draft.devices.camera!.codec = { kind: 'local' };
    });
    await expect(simulate(other)).rejects.toThrow(
      'image set "cifar10-test-2000" has 10 classes; accepted for the network "vgg16-cifar100" are images of its 100 classes',
    );
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const scenario = cellScenario((draft) => {
      draft.duration = seconds(500);
      draft.devices.camera!.count = 100;
    });
    const run = simulate(scenario, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(run).rejects.toBeInstanceOf(Interrupted);
  });

  it('computes a replication the same whether others were run before it or not', async () => {
    const prepared = await PreparedScenario.prepare(cellScenario());
    const direct = await prepared.runReplication(1);
    const again = await PreparedScenario.prepare(cellScenario());
    await again.runReplication(0);
    expect(await again.runReplication(1)).toEqual(direct);
  });
});
