import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonPath, type LoadTest } from '../../src/neural/engine-build.js';
import { type EngineInstallOptions, type EngineTests, installEngine } from '../../src/neural/engine-install.js';
import type { EngineSource } from '../../src/neural/engine-source.js';
import { temporaryFolder } from './temporary-folder.js';

/** A machine with a made-up tfjs-node: an addon loads if it says "good". */
function machine(addon?: string) {
  const folder = temporaryFolder({ 'tfjs-node/package.json': '{"version": "0.0.1"}' });
  const packageFolder = path.join(folder, 'tfjs-node');
  if (addon !== undefined) writeAddon(packageFolder, addon);
  const cache = path.join(folder, 'cache');
  const said: string[] = [];
  const options = (...sources: EngineSource[]): EngineInstallOptions => ({
    say: (line) => said.push(line),
    env: { BOTTLENET_SIM_CACHE: cache },
    packageFolder,
    sources,
    tests,
  });
  return { packageFolder, cache, said, options };
}

function writeAddon(build: string, text: string): void {
  fs.mkdirSync(path.dirname(addonPath(build)), { recursive: true });
  fs.writeFileSync(addonPath(build), text);
}

async function load(folder: string): Promise<LoadTest> {
  const text = fs.existsSync(addonPath(folder)) ? fs.readFileSync(addonPath(folder), 'utf8') : 'missing';
  return text === 'good' ? { ok: true, version: '9.9' } : { ok: false, fault: `the addon is ${text}` };
}
const tests: EngineTests = { build: load, package: load };

function source(title: string, addon: string) {
  const made = {
    title,
    fills: 0,
    async fill({ stage }: { stage: string }) {
      made.fills += 1;
      writeAddon(stage, addon);
      return title;
    },
  };
  return made;
}

const refusing = (title: string, reason: string): EngineSource => ({
  title,
  fill: async ({ stage }) => {
    fs.writeFileSync(path.join(stage, 'half'), '');
    throw new Error(reason);
  },
});

describe('getting the native engine', () => {
  it('does nothing if the installed one loads', async () => {
    const { options, cache } = machine('good');
    const spare = source('spare', 'good');
    expect(await installEngine(options(spare))).toMatchObject({ engine: 'native', refused: [] });
    expect(spare.fills).toBe(0);
    expect(fs.existsSync(cache)).toBe(false);
  });

  it('tries the sources in order, keeps the first build that loads, and links it', async () => {
    const { options, cache, packageFolder, said } = machine('broken');
    const never = source('never', 'good');
    const installation = await installEngine(
      options(refusing('first', 'no network'), source('second', 'for another CPU'), source('third', 'good'), never),
    );
    expect(installation).toMatchObject({
      engine: 'native',
      reason: 'native TensorFlow 9.9: third',
      refused: ['first: no network', 'second: built, but does not load: the addon is for another CPU'],
    });
    expect(never.fills).toBe(0);
    expect(said).toContain('first: no network');
    expect(fs.readdirSync(cache)).toEqual([`tfjs-node-0.0.1-third-${process.platform}-${process.arch}`]);
    expect(installation.addon).toBe(addonPath(path.join(cache, fs.readdirSync(cache)[0]!)));
    expect(fs.readFileSync(addonPath(packageFolder), 'utf8')).toBe('good');
  });

  it('relinks the cached build after the packages were installed anew', async () => {
    const { options, packageFolder } = machine();
    const once = source('once', 'good');
    await installEngine(options(once));
    fs.rmSync(path.join(packageFolder, 'lib'));
    const again = await installEngine(options(once));
    expect(again.reason).toMatch(/^native TensorFlow 9\.9: cached build /);
    expect(once.fills).toBe(1);
  });

  it('replaces a cached build that does not load any more', async () => {
    const { options, cache } = machine();
    await installEngine(options(source('once', 'good')));
    writeAddon(path.join(cache, fs.readdirSync(cache)[0]!), 'damaged');
    const again = await installEngine(options(source('once', 'good')));
    expect(again).toMatchObject({ engine: 'native', refused: [expect.stringContaining('the addon is damaged')] });
    expect(fs.readdirSync(cache)).toHaveLength(1);
  });

  it('makes a new build when told to renew', async () => {
    const { options } = machine();
    const twice = source('twice', 'good');
    await installEngine(options(twice));
    await installEngine({ ...options(twice), renew: true });
    expect(twice.fills).toBe(2);
  });

  it('leaves WebAssembly, with every reason, if nothing serves', async () => {
    const { options, cache } = machine();
    expect(await installEngine(options(refusing('a', 'no host'), refusing('b', 'no compiler')))).toEqual({
      engine: 'wasm',
      reason: 'no source of the TensorFlow library served',
      refused: ['a: no host', 'b: no compiler'],
    });
    expect(fs.readdirSync(cache)).toEqual([]);
  });

  it('unlinks a build that loads alone but not in its package', async () => {
    const { options, packageFolder } = machine();
    const crashing: EngineTests = { build: load, package: async () => ({ ok: false, fault: 'stopped by SIGILL' }) };
    const installation = await installEngine({ ...options(source('odd', 'good')), tests: crashing });
    expect(installation).toMatchObject({ engine: 'wasm', refused: ['odd: stopped by SIGILL'] });
    expect(fs.existsSync(addonPath(packageFolder))).toBe(false);
  });

  it('removes what a killed run left', async () => {
    const { options, cache } = machine();
    fs.mkdirSync(path.join(cache, 'stage-killed', 'deps'), { recursive: true });
    await installEngine(options(source('whole', 'good')));
    expect(fs.readdirSync(cache)).toEqual([expect.stringContaining('whole')]);
  });

  it('two at once make one build', async () => {
    const { options } = machine();
    const slow = source('slow', 'good');
    const both = await Promise.all([installEngine(options(slow)), installEngine(options(slow))]);
    expect(both.map(({ engine }) => engine)).toEqual(['native', 'native']);
    expect(slow.fills).toBe(1);
  });

  it('is skipped where BOTTLENET_SIM_NO_NATIVE is set, and where the package is missing', async () => {
    const { options } = machine('good');
    const forbidden = { ...options(), env: { BOTTLENET_SIM_NO_NATIVE: '1' } };
    expect(await installEngine(forbidden)).toMatchObject({ engine: 'wasm', reason: 'BOTTLENET_SIM_NO_NATIVE is set' });
    const missing = await installEngine({ ...options(), packageFolder: undefined });
    expect(missing.reason).toContain('@tensorflow/tfjs-node is not installed');
  });

  it('says so if the cache cannot be written', async () => {
    const { options, packageFolder } = machine();
    const env = { BOTTLENET_SIM_CACHE: path.join(packageFolder, 'package.json', 'cache') };
    const installation = await installEngine({ ...options(source('any', 'good')), env });
    expect(installation).toMatchObject({ engine: 'wasm', reason: expect.stringContaining('cannot write the cache') });
  });
});
