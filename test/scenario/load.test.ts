import { mkdirSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, type InputError } from '../../src/base/errors.js';
import type { Json } from '../../src/base/schema/json-schema.js';
import { confinedPath } from '../../src/scenario/confined-path.js';
import { maximumBytes, parseJsonDocument } from '../../src/scenario/json-document.js';
import { checkScenario, type LoadOptions, loadScenario } from '../../src/scenario/load.js';
import type { Extensions } from '../../src/scenario/registries.js';
import type { ScenarioText } from '../../src/scenario/schema.js';

const fixture = 'test/fixtures/scenario/scenario@1.json';
const faultsOf = async (options: LoadOptions) =>
  await loadScenario(fixture, options).then(
    () => [],
    (error: InputError) => error.faults.map(({ file, path, message }) => [file, path, message].join(' ')),
  );

const minimal = {
  format: 'bottlenet-sim/scenario@1',
  name: 'minimal',
  duration: '1 s',
  devices: {
    sensor: {
      count: 1,
      cell: 'air',
      server: 'edge',
      arrival: { kind: 'poisson', rate: '5 /s' },
      codec: { kind: 'local' },
      compute: { kind: 'linear', macRate: '1 GMAC/s' },
    },
  },
  cells: { air: { kind: 'ideal' } },
  servers: { edge: { compute: { kind: 'linear', macRate: '1 TMAC/s' } } },
} satisfies ScenarioText;

describe('resolution', () => {
  it('reads every published version of the format', async () => {
    const { scenario, warnings } = await loadScenario(fixture);
    expect(warnings).toEqual([]);
    expect(scenario.devices.camera).toMatchObject({
      count: 2,
      report: { period: 5_000_000 },
      placement: { distance: 50 },
    });
  });

  it('turns quantities into SI numbers and whole nanoseconds, and fills in defaults', async () => {
    const { scenario } = await loadScenario(fixture);
    expect(scenario.duration).toBe(2_000_000_000);
    expect(scenario.devices.camera!.radio).toEqual({
      maximumPower: 23,
      p0: -85,
      alpha: 0.8,
      backoff: 3,
      efficiency: 0.3,
      circuitPower: 0.2,
    });
    expect(scenario.devices.camera!.erasure).toEqual({ kind: 'none' });
    expect(scenario.confidence).toBe(0.95);
  });

  it('expands presets under what is written beside them, also presets within presets', async () => {
    const { scenario, origins } = await loadScenario(fixture);
    expect(scenario.devices.camera!.compute).toEqual({
      kind: 'linear',
      macRate: 12.26e9,
      overhead: 2_000_000,
      activePower: 5.47,
      idlePower: 2.81,
    });
    expect(scenario.servers.edge).toMatchObject({
      compute: { kind: 'linear', macRate: 5.118e12 },
      batch: { maximumSize: 8, maximumWait: 1_000_000 },
    });
    const from = Object.fromEntries(
      origins.map(({ path, from, detail }) => [path, detail === undefined ? from : `${from} ${detail}`]),
    );
    expect(from).toMatchObject({
      '/seed': 'default',
      '/duration': 'scenario',
      '/devices/camera/compute/overhead': 'scenario',
      '/devices/camera/compute/macRate': 'preset raspberry-pi-4',
      '/servers/edge/batch/maximumSize': 'scenario',
      '/servers/edge/batch/maximumWait': 'preset triton-t4',
      '/servers/edge/compute/macRate': 'preset nvidia-t4',
    });
  });

  it('gives every leaf of the resolved scenario an origin', async () => {
    const { scenario, origins } = await loadScenario(fixture);
    const leaves: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) leaves.push(path);
      else for (const [key, child] of Object.entries(value)) walk(child, `${path}/${key}`);
    };
    walk(scenario, '');
    expect(origins.map(({ path }) => path).sort()).toEqual(leaves.sort());
  });
});

describe('precedence', () => {
  it('is default < preset < scenario < study variant < --set < option', async () => {
    const path = '/devices/camera/compute/overhead';
    const variant = { name: 'slow', values: { 'devices.camera.compute.overhead': '3 ms', seed: 5, replications: 5 } };
    const of = async (options: LoadOptions) => {
      const { scenario, origins } = await loadScenario(fixture, options);
      const { from } = origins.find((origin) => origin.path === path)!;
      return [scenario.devices.camera!.compute.overhead, from, scenario.seed, scenario.replications];
    };
    expect(await of({})).toEqual([2e6, 'scenario', 1, 10]);
    expect(await of({ variant })).toEqual([3e6, 'study', 5, 5]);
    const set = ['devices.camera.compute.overhead=4 ms', 'seed=6'];
    expect(await of({ variant, set })).toEqual([4e6, 'set', 6, 5]);
    expect(await of({ variant, set, seed: 7, replications: 3 })).toEqual([4e6, 'set', 7, 3]);
  });

  it('--set replaces whole objects, creates what is absent and picks presets', async () => {
    const { scenario } = await loadScenario(fixture, {
      set: [
        'devices.camera.fading={"kind":"rayleigh-jakes","speed":"2 m/s"}',
        'devices.camera.report.delay=8 ms',
        'devices.camera.compute={"preset":"odroid-n2-plus"}',
        'description=with = in it',
      ],
    });
    expect(scenario.devices.camera).toMatchObject({
      fading: { kind: 'rayleigh-jakes', speed: 2 },
      report: { delay: 8_000_000, period: 5_000_000 },
      compute: { macRate: 16.83e9, overhead: 1_000_000 },
    });
    expect(scenario.description).toBe('with = in it');
  });

  it('--set faults name the setting', async () => {
    expect(await faultsOf({ set: ['devices.camera.count=none', 'devices.camrea.count=3'] })).toEqual([
      `--set devices.camrea.count=3 /devices/camrea there is no "camrea" (did you mean "camera"?); accepted: camera`,
      '--set devices.camera.count=none /devices/camera/count found "none"; accepted: a whole number from 1 to 1000000',
    ]);
    expect(await faultsOf({ set: ['devices.camera.count.x=3'] })).toEqual([
      '--set devices.camera.count.x=3 /devices/camera/count/x nothing can be set here: /devices/camera/count has no such place',
    ]);
    expect(await faultsOf({ seed: -1 })).toEqual([
      '--seed -1 /seed found -1; accepted: a whole number from 0 to 4294967295',
    ]);
    await expect(loadScenario(fixture, { set: ['seed'] })).rejects.toThrow(
      '--set seed: accepted is path=value, such as devices.camera.count=100',
    );
  });
});

describe('prototypes stay out of reach', () => {
  it.each([
    '__proto__.polluted=1',
    'devices.__proto__.polluted=1',
    'constructor.prototype.polluted=1',
    'devices={"__proto__":{"polluted":1}}',
  ])('--set %s', async (setting) => {
    await expect(loadScenario(fixture, { set: [setting] })).rejects.toThrow(/is refused/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('in study variants', async () => {
    const variant = { name: 'v', values: { 'devices.__proto__.x': 1 } };
    await expect(loadScenario(fixture, { variant })).rejects.toThrow(/is refused/);
  });

  it('in documents from memory', () => {
    const document = JSON.parse('{"format":"bottlenet-sim/scenario@1","__proto__":{"polluted":1}}') as object;
    expect(checkScenario(document).faults.map(({ path }) => path)).toContain('/__proto__');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('caps', () => {
  it('refuses more than 5 MB', () => {
    expect(() => parseJsonDocument(`"${'x'.repeat(maximumBytes)}"`, 'big.json')).toThrow(/accepted: at most 5000000/);
  });

  it('refuses nesting deeper than 64, however deep, and accepts 64', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(() => parseJsonDocument(nested(1_000_000), 'deep.json')).toThrow('deep.json:1:65 nesting deeper than 64');
    expect(() => parseJsonDocument(nested(65), 'deep.json')).toThrow(/deeper than 64/);
    expect(parseJsonDocument(nested(64), 'deep.json').value).toHaveLength(1);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bottlenet-sim-'));
  const [inside, data, outside] = ['inside', 'data', 'outside'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [inside, data, outside]) mkdirSync(path);
  writeFileSync(join(inside, 'trace.csv'), '');
  writeFileSync(join(data, 'other.csv'), '');
  writeFileSync(join(outside, 'secret'), '');
  symlinkSync(join(outside, 'secret'), join(inside, 'link'));
  symlinkSync(outside, join(inside, 'folder'));
  symlinkSync(join(inside, 'trace.csv'), join(inside, 'alias'));

  it.each(['trace.csv', './trace.csv', '../inside/trace.csv', 'alias', 'other.csv'])('%s is found', (path) => {
    expect(confinedPath(path, [inside, data])).toHaveProperty('path');
  });

  it.each(['../outside/secret', 'link', 'folder/secret', '/etc/passwd', 'absent.csv', 'x/../../outside/secret'])(
    '%s is refused',
    (path) => {
      expect(confinedPath(path, [inside, data])).toHaveProperty('message');
    },
  );

  it('named in a scenario resolve inside its folder or the data root, links followed', async () => {
    const schema = Type.Object({ file: Type.String({ 'x-file': true, description: 'times' }) });
    const trace = {
      name: 'trace',
      summary: 'times from a file',
      source: 'test',
      schema,
      create: () => ({ next: () => 0 }),
    };
    const extensions: readonly Extensions[] = [{ arrivals: [trace] }];
    const load = async (file: string, dataRoot?: string) => {
      const arrival: Json = { kind: 'trace', file };
      const scenarioFile = join(inside, 'scenario.json');
      const devices = { sensor: { ...minimal.devices.sensor, arrival } };
      writeFileSync(scenarioFile, JSON.stringify({ ...minimal, devices }));
      const { scenario } = await loadScenario(scenarioFile, {
        extensions,
        ...(dataRoot === undefined ? {} : { dataRoot }),
      });
      return scenario.devices.sensor!.arrival.file;
    };
    expect(await load('trace.csv')).toBe(realpathSync(join(inside, 'trace.csv')));
    expect(await load('other.csv', data)).toBe(realpathSync(join(data, 'other.csv')));
    await expect(load('other.csv')).rejects.toThrow(
      'found "other.csv", which does not exist; accepted: a relative path',
    );
    await expect(load('link', data)).rejects.toThrow('found "link", which leads out of its folder');
    await expect(load('../outside/secret')).rejects.toThrow(/accepted: a relative path inside the folder/);
  });

  it('that are absent or folders are refused with their name', async () => {
    await expect(loadScenario('absent.json')).rejects.toThrow('absent.json no such file');
    await expect(loadScenario('test')).rejects.toThrow('test a folder; accepted: a file');
    await expect(loadScenario('absent.json')).rejects.not.toBeInstanceOf(EnvironmentError);
  });
});

describe('checkScenario', () => {
  it('resolves a scenario from memory', () => {
    const { scenario, faults } = checkScenario(minimal);
    expect(faults).toEqual([]);
    expect(scenario!.devices.sensor!.arrival).toEqual({ kind: 'poisson', rate: 5 });
  });

  it('returns all faults without places', () => {
    const broken = { ...minimal, duration: '1', seed: 0.5, servers: {} };
    const { scenario, faults } = checkScenario(broken);
    expect(scenario).toBeUndefined();
    expect(faults.map(({ path }) => path)).toEqual(['/seed', '/duration', '/servers', '/devices/sensor/server']);
  });

  it('warns of what is unused, and refuses it when strict', () => {
    const unused = { ...minimal, cells: { ...minimal.cells, spare: { kind: 'ideal' } } };
    expect(checkScenario(unused).warnings.map(({ message }) => message)).toEqual(['no group uses cell "spare"']);
    expect(checkScenario(unused, { strict: true }).faults.map(({ message }) => message)).toEqual([
      'no group uses cell "spare"',
    ]);
  });

  it('warns of an order of service that nothing tells apart', () => {
    const warningsOf = (kind: string, change: object = {}): string[] => {
      const { sensor } = minimal.devices;
      const other = { ...sensor, ...change };
      const servers = { edge: { ...minimal.servers.edge, queue: { order: { kind } } } };
      return checkScenario({ ...minimal, devices: { sensor, other }, servers }).warnings.map(({ message }) => message);
    };
    expect(warningsOf('priority')).toEqual(['all groups have one priority: requests are served as they come']);
    expect(warningsOf('priority', { priority: 1 })).toEqual([]);
    expect(warningsOf('earliest-deadline')).toEqual(['no group has a deadline: requests are served as they come']);
    expect(warningsOf('earliest-deadline', { deadline: '1 s' })).toEqual([]);
    expect(warningsOf('newest-first')).toEqual([]);
  });

  it('knows what is installed where it is told', () => {
    const installed = { models: [], imageSets: ['photos'], backbones: ['compact-cifar10'] };
    expect(checkScenario(minimal, { installed }).faults.map(({ path, message }) => `${path} ${message}`)).toEqual([
      '/imageSet the default is refused: unknown image set "cifar10-test-2000"; accepted: "photos"',
    ]);
  });

  it('accepts, describes and suggests the entries of extensions', () => {
    const bursts = {
      name: 'bursts',
      summary: 'n requests at once',
      source: 'test',
      schema: Type.Object({ size: Type.Integer({ minimum: 2, description: 'requests of a burst' }) }),
      create: () => ({ next: () => 0 }),
    };
    const extensions: readonly Extensions[] = [{ arrivals: [bursts] }];
    const group = (arrival: Json) => ({ ...minimal, devices: { sensor: { ...minimal.devices.sensor, arrival } } });
    const faults = (arrival: Json) =>
      checkScenario(group(arrival), { extensions }).faults.map(({ message }) => message);
    expect(faults({ kind: 'bursts', size: 3 })).toEqual([]);
    expect(faults({ kind: 'bursts', size: 1 })).toEqual(['found 1; accepted: a whole number of at least 2']);
    expect(faults({ kind: 'burst', size: 3 })).toEqual([
      'unknown kind "burst" (did you mean "bursts"?); accepted: poisson, periodic, lognormal, weibull, pareto, gamma, closed-loop, bursts',
    ]);
    expect(checkScenario(group({ kind: 'bursts', size: 3 })).faults).toHaveLength(1);
  });
});

it('the fixture of the newest version has a comment and trailing commas', () => {
  expect(readFileSync(fixture, 'utf8')).toMatch(/\/\/.*/);
});
