/** docs/extending.md: every extension of the page is taken and does what the page says, every program prints what it says. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/base/random/random-streams.js';
import { loadExtensions } from '../../src/scenario/extension-file.js';
import { loadScenario } from '../../src/scenario/load.js';
import { type Extensions, slotNames } from '../../src/scenario/registries.js';
import { simulate } from '../../src/simulate.js';

const root = new URL('../../', import.meta.url).pathname;
const page = readFileSync(join(root, 'docs/extending.md'), 'utf8');
const library = new URL('../../dist/index.js', import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), 'bottlenet-extending-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = ['sched.mjs', 'rotor.mjs', 'oracle.mjs', 'overflow.mjs'];
let extensions: readonly Extensions[];

beforeAll(async () => {
  for (const [, name, code] of page.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
    writeFileSync(join(folder, name!), code!.replace("'bottlenet-sim'", JSON.stringify(library)));
  }
  const loaded = await loadExtensions(files.map((file) => join(folder, file)));
  extensions = loaded.map(({ entries }) => entries);
});

describe('the page', () => {
  it('names every slot, and the file of its interface', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| `(?:cells|devices|servers)\..* \| `(src\/\S+)` \|$/gm)];
    expect(rows.map(([, slot]) => slot!).sort()).toEqual([...slotNames].sort());
    for (const [, , file] of rows) expect(existsSync(join(root, file!)), file).toBe(true);
  });

  it('shows settings that check accepts once the extension is there', async () => {
    const commands = [...page.matchAll(/^bottlenet-sim run (\S+) --extension (\S+) --set '?([^'\n]+)'?$/gm)];
    expect(commands.map(([, , file]) => file)).toEqual(files);
    for (const [, scenario, , setting] of commands) {
      const file = join(root, scenario!);
      await expect(loadScenario(file, { set: [setting!], extensions })).resolves.toBeDefined();
      await expect(loadScenario(file, { set: [setting!] })).rejects.toThrow(/unknown kind/);
    }
  });

  it('has a program that prints what the page says, as theory says', () => {
    const [, output] = /```text\n([\s\S]*?)```/.exec(page)!;
    const printed = execFileSync(process.execPath, [join(folder, 'found-free.mjs'), 'scenarios/queue.json'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(printed).toBe(output);
    const [low, high] = /(\S+) \.\. (\S+)$/m.exec(output!)!.slice(1).map(Number);
    expect(low).toBeLessThanOrEqual(0.2);
    expect(high).toBeGreaterThanOrEqual(0.2);
  });
});

describe('its extensions', () => {
  it('max-snr serves the best report first, within demand and minimum', () => {
    const scheduler = extensions[0]!.schedulers![0]!.create({} as never);
    const [snr, demand, minimum] = [
      [1, 9, 4],
      [6, 3, 5],
      [1, 1, 3],
    ];
    const allocate = (blocks: number): number[] => {
      const grants = new Int32Array(3);
      const view = {
        flows: 3,
        blocks,
        ticket: (flow: number) => flow,
        demand: (flow: number) => demand[flow]!,
        minimum: (flow: number) => minimum[flow]!,
        reportedSnr: (flow: number) => snr[flow]!,
      };
      scheduler.allocate(view, grants);
      return [...grants];
    };
    expect(allocate(20)).toEqual([6, 3, 5]);
    expect(allocate(7)).toEqual([0, 3, 4]);
    expect(allocate(5)).toEqual([2, 3, 0]);
  });

  it('rotor is a function of time of mean 1 and of the stated share of silence', () => {
    const build = () => {
      const stream = new RandomStreams({ seed: 1, replication: 0 }).stream('link');
      const parameters = { turnsPerSecond: 3, blocked: 0.1 } as never;
      return extensions[1]!.fadings![0]!.create(parameters, { stream, carrierHz: 1e9 });
    };
    const times = Array.from({ length: 30_000 }, (_, index) => index * 100_000);
    const [fading, again] = [build(), build()];
    const gains = times.map((time) => fading.sampleGain(time));
    expect([...times].reverse().map((time) => again.sampleGain(time))).toEqual([...gains].reverse());
    // Nine turns in the three seconds; each end of a silence falls between two samples.
    const slack = 9 / times.length;
    expect(Math.abs(gains.filter((gain) => gain === 0).length / times.length - 0.1)).toBeLessThanOrEqual(slack);
    expect(Math.abs(gains.reduce((sum, gain) => sum + gain, 0) / times.length - 1)).toBeLessThanOrEqual(slack / 0.9);
  });

  it('overflow sends the picture as it is while others wait, and asks for two codecs', async () => {
    const file = join(root, 'scenarios/codec-choice.json');
    const set = [
      'replications=1',
      'duration=3 s',
      'inference.share=0',
      'devices.camera.count=20',
      'devices.camera.arrival={"kind":"poisson","rate":"10 /s"}',
      'devices.camera.policy={"kind":"overflow"}',
    ];
    const { scenario } = await loadScenario(file, { set, extensions });
    const starts = new Map<number, { readonly created: number; readonly started: number; readonly choice: number }[]>();
    await simulate(scenario, {
      extensions,
      onRecord: () => ({
        write({ device, created, deviceStart, codecChoice }) {
          if (deviceStart < 0) return;
          const row = { created, started: deviceStart, choice: codecChoice };
          starts.set(device, [...(starts.get(device) ?? []), row]);
        },
      }),
    });
    const chosen = [0, 0];
    for (const rows of starts.values()) {
      for (const { started, choice } of rows) {
        const waiting = rows.some((other) => other.created < started && other.started > started);
        expect(choice).toBe(waiting ? 0 : 1);
        chosen[choice]!++;
      }
    }
    expect(Math.min(...chosen)).toBeGreaterThan(20);
    const third = 'devices.camera.alternatives=[{"kind":"local"},{"kind":"image-raw"}]';
    await expect(loadScenario(file, { set: [...set, third], extensions })).rejects.toThrow(
      'the group has 3 codecs; accepted: one alternative',
    );
  }, 60_000);

  it('run together: every answer is right, and of the stated size', async () => {
    const set = [
      'replications=2',
      'duration=2 s',
      'warmUp=1 s',
      'inference.share=0.2',
      'cells.main.scheduler.kind=max-snr',
      'devices.camera.fading={"kind":"rotor","turnsPerSecond":3}',
      'devices.camera.codec={"kind":"oracle","bits":500}',
    ];
    const { scenario } = await loadScenario(join(root, 'scenarios/quickstart.json'), { set, extensions });
    const { metrics } = await simulate(scenario, { extensions });
    const estimate = (name: string) => metrics.find((metric) => metric.name === name)!.estimate!;
    expect(estimate('accuracy.top1')).toBe(1);
    expect(estimate('accuracy.base')).toBeLessThan(1);
    expect(estimate('bandwidth.bitsPerRequest')).toBeGreaterThanOrEqual(500);
    // A device without signal waits or fails: some requests are late.
    expect(estimate('deadline.missRatio')).toBeGreaterThan(0);
  }, 180_000);
});
