/**
 * An ablation over tiny models: variants that ask for one training share it, differences are paired, an interrupted one goes on,
 * power modes follow their definitions, and the committed ablations and their tables are what the program reads and writes.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { InputError } from '../../../src/base/errors.js';
import type { BottleNetCard } from '../../../src/codec/bottlenet-network.js';
import { evaluationDraws } from '../../../src/codec/evaluation/trial.js';
import { type AblationOptions, type AblationResults, ablate } from '../../../src/codec/training/ablation.js';
import { readAblation } from '../../../src/codec/training/ablation-config.js';
import { ablationMarkdown, jointMarkdown } from '../../../src/codec/training/ablation-document.js';
import { settingAt, settingTrial } from '../../../src/codec/training/ablation-setting.js';
import type { TrainingGround } from '../../../src/codec/training/codec-model.js';
import type { JointTable } from '../../../src/codec/training/joint-table.js';
import { loadEngine } from '../../../src/neural/engine.js';
import { tinyImages } from '../tiny-models.js';
import { tinyGround, tinyRecipe } from './tiny-ground.js';

const work = mkdtempSync(join(tmpdir(), 'bottlenet-ablation-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const variant = (name: string, change: object = {}, prefix?: number) => ({
  name,
  change,
  ...(prefix === undefined ? {} : { prefix }),
});
const nested = { prefixes: [1, 4] };
const document = {
  format: 'bottlenet-sim/training@1',
  kind: 'ablation',
  name: 'tiny-ablation',
  dataSet: 'cifar10',
  backbone: 'tiny',
  base: {
    split: 'late',
    channel: 'awgn',
    receiver: 'lmmse',
    seed: 1,
    shape: { kernel: 3, stride: 1, padding: 'valid', channels: 4 },
    recipe: tinyRecipe,
  },
  questions: [
    {
      title: 'Receiver',
      axis: 'psnr',
      conditions: [0, 20],
      variants: [variant('lmmse'), variant('zf', { receiver: 'zf' }), variant('lmmse again')],
    },
    {
      title: 'Power mode',
      axis: 'snr',
      conditions: [-5, 5],
      variants: [variant('ac'), variant('dc', { powerMode: 'dc' }), variant('peak', { powerMode: 'peak' })],
    },
    {
      title: 'Nested',
      axis: 'rayleigh',
      conditions: [10],
      variants: [variant('separate', { shape: { channels: 1 } }), variant('1 of 4', nested, 1), variant('4', nested)],
    },
    {
      title: 'Bits',
      axis: 'erasure',
      conditions: [0.1],
      variants: [8, 1].map((bits) => variant(`${bits} bits`, { channel: 'bit-erasure', receiver: 'zf', bits })),
    },
  ],
};

interface Run {
  readonly resume: boolean;
  readonly ground?: TrainingGround;
  readonly questions?: readonly object[];
  readonly folder?: string;
}

async function run({
  resume,
  ground: given,
  questions = document.questions,
  folder = work,
}: Run): Promise<{ results: AblationResults; trainings: number; steps: number }> {
  const ground = given ?? (await tinyGround());
  let trainings = 0;
  let steps = 0;
  const options: AblationOptions = {
    engine: ground.engine,
    folder,
    work: folder,
    command: 'test',
    clock: { now: () => 0 },
    checkpointFile: '',
    resume,
    onProgress: () => steps++,
    onVariant: () => trainings++,
  };
  const results = await ablate(readAblation({ ...document, questions }, 'train.json'), ground, tinyImages(40), options);
  ground.network.dispose();
  return { results, trainings, steps };
}

test('equal trainings are shared, differences are paired, and an interrupted one goes on from what is trained', async () => {
  const { results, trainings, steps } = await run({ resume: false });
  // lmmse (the power modes and the repeat ask for it too), zf, one channel, nested (once for its prefixes), 8 bits, 1 bit.
  expect(trainings).toBe(6);
  // Each reports its first and its last step.
  expect(steps).toBe(2 * trainings);
  const [receiver, power, prefixes, bits] = results.questions;
  expect(prefixes!.rows.map(({ size }) => size)).toEqual([1, 1, 4]);
  const [lmmse, zf, again] = receiver!.rows;
  expect(lmmse!.cells.every(({ difference }) => difference === undefined)).toBe(true);
  expect(again!.cells.map(({ difference }) => difference)).toEqual([
    { mean: 0, low: 0, high: 0, mcNemar: 1 },
    { mean: 0, low: 0, high: 0, mcNemar: 1 },
  ]);
  zf!.cells.forEach(({ share, difference }, place) => {
    expect(difference!.mean).toBeCloseTo(share.percent - lmmse!.cells[place]!.share.percent, 10);
  });
  expect(power!.rows.map(({ powerMode }) => powerMode)).toEqual(['ac', 'dc', 'peak']);
  expect(power!.rows[2]!.cells[0]!.symbolPower).toBeLessThan(1);
  expect(bits!.rows.map(({ size }) => size)).toEqual([32, 4]);

  const again2 = await run({ resume: true });
  expect(again2.steps).toBe(0);
  expect(again2.results).toEqual(results);
  expect(readdirSync(work).length).toBe(6);
  const text = ablationMarkdown([results]);
  for (const { share } of zf!.cells) expect(text).toContain(share.percent.toFixed(2));
});

test('on WebAssembly too trainings share the features, and nothing is left of them', async () => {
  const { tf } = await loadEngine('wasm');
  const { numTensors: before } = tf.memory();
  const folder = mkdtempSync(join(tmpdir(), 'bottlenet-ablation-wasm-'));
  const { title, axis } = document.questions[0]!;
  const variants = [variant('lmmse'), variant('zf', { receiver: 'zf' })];
  const questions = [{ title, axis, conditions: [20], variants }];
  const { trainings } = await run({ resume: false, ground: await tinyGround('wasm'), questions, folder });
  rmSync(folder, { recursive: true });
  expect(trainings).toBe(2);
  expect(tf.memory().numTensors).toBe(before);
});

test('on the axis snr a mode is told and meets scale / g', () => {
  const grid = Array.from({ length: 45 }, (_, index) => index - 2);
  const told = { grid, mean: grid.map(() => 0.5), variance: grid.map(() => 0.05) };
  const card = { told } as unknown as BottleNetCard;
  for (const [mode, scale, power] of [
    ['ac', 0.05, 1],
    ['dc', 0.3, 1],
    ['peak', 1, 0.3],
  ] as const) {
    const psnr = 7 - 10 * Math.log10(scale);
    const setting = settingAt('snr', 7, card, mode);
    expect(setting.told(1)).toBe(Math.floor(psnr + 0.5));
    expect(setting.met(1)).toBeCloseTo(psnr, 10);
    expect(setting.symbolPower).toBeCloseTo(power, 12);
    const faded = settingAt('rayleigh', 7, card, mode);
    expect(faded.met(0.1)).toBeCloseTo(psnr - 10, 10);
    expect(faded.told(0.1)).toBe(Math.max(-2, Math.floor(psnr - 10 + 0.5)));
  }
  const setting = settingAt('psnr', 7, card, 'peak');
  expect([setting.told(1), setting.met(1), setting.fading]).toEqual([7, 7, false]);
});

test.each([
  ['psnr', 1],
  ['rayleigh', 1],
  ['rayleigh', 3],
] as const)(
  'on the axis %s, %d of 3 channels sent: noise of the stated variance on them, what the decoder knows in place of the rest',
  (axis, channels) => {
    const draws = evaluationDraws(1);
    const grid = Array.from({ length: 45 }, (_, index) => index - 2);
    const flat = { grid, mean: grid.map(() => 0.25), variance: grid.map(() => 0.05) };
    const card = { told: flat, channel: 'awgn', codeShape: [1, 1, 3], values: 3 } as unknown as BottleNetCard;
    const prefix = { channels, values: channels, told: flat };
    const images = 4000;
    const noise = Float64Array.from({ length: images }, (_, image) => {
      const [received, sigma2] = [new Float32Array(3), new Float32Array(3)];
      const trial = settingTrial(settingAt(axis, 3, prefix, 'ac'), card, prefix, draws);
      trial.transmit(Float32Array.of(0.5, 0.5, 0.5), image, received, sigma2);
      expect([...received.subarray(channels)]).toEqual(Array(3 - channels).fill(0.25));
      expect([...sigma2.subarray(channels)]).toEqual(Array(3 - channels).fill(Number.POSITIVE_INFINITY));
      return (received[0]! - 0.5) ** 2 / sigma2[0]!;
    });
    // Squares of standard normals: mean 1, variance 2.
    const mean = noise.reduce((sum, value) => sum + value, 0) / images;
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(2 / images));
  },
);

test('gains of Rayleigh fading follow the exponential law', () => {
  const grid = Array.from({ length: 45 }, (_, index) => index - 2);
  const flat = { grid, mean: grid.map(() => 0.25), variance: grid.map(() => 1) };
  const card = { told: flat, channel: 'awgn', codeShape: [1, 1, 1], values: 1 } as unknown as BottleNetCard;
  const prefix = { channels: 1, values: 1, told: flat };
  const trial = settingTrial(settingAt('rayleigh', 10, prefix, 'ac'), card, prefix, evaluationDraws(1));
  const images = 4000;
  let below = 0;
  for (let image = 0; image < images; image++) {
    const [received, sigma2] = [new Float32Array(1), new Float32Array(1)];
    trial.transmit(Float32Array.of(0.5), image, received, sigma2);
    // sigma2 = 1 / (10 h) above 1/5 where h < 1/2.
    if (sigma2[0]! > 0.2) below++;
  }
  const share = 1 - Math.exp(-0.5);
  expect(Math.abs(below / images - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / images));
});

test.each([
  [variant('x', { bits: 2 }), '/questions/0/variants/1/bits'],
  [variant('x', { recipe: { law: { fixed: 0.5 } } }), '/questions/0/variants/1/recipe/law/fixed'],
  [variant('x', { kernel: 3 }), '/questions/0/variants/1/kernel'],
  [variant('x', { channel: 'bit-erasure', receiver: 'zf' }), '/questions/0/variants/1'],
  [variant('x', nested, 2), '/questions/0/variants/1'],
])('%j is refused at %s', (wrong, path) => {
  const [first] = document.questions;
  const changed = { ...document, questions: [{ ...first, variants: [first!.variants[0], wrong] }] };
  expect.assertions(1);
  try {
    readAblation(changed, 'train.json');
  } catch (error) {
    expect((error as InputError).faults.map((fault) => fault.path)).toContain(path);
  }
});

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const committed = readdirSync(models).filter((name) => name.endsWith('-ablation'));

test.each(committed)('%s: the configuration is accepted and named as its folder', (name) => {
  const file = join(models, name, 'train.json');
  const { config } = readAblation(JSON.parse(readFileSync(file, 'utf8')), file);
  expect(config.name).toBe(name);
});

/** What the trainings have written into the folders of `models`. */
function committedResults<Result>(file: string): Result[] {
  const files = readdirSync(models).map((name) => join(models, name, file));
  return files.filter((path) => existsSync(path)).map((path) => JSON.parse(readFileSync(path, 'utf8')) as Result);
}

/** `npx vitest run test/codec/training/ablation.test.ts --update` writes it anew. */
test('docs/ablations.md is what the program makes of the results', async () => {
  const head = [
    '# Ablations and phase 3',
    '',
    'One choice changed at a time, codecs of one backbone, percent of the test images, all variants of a table on the same images under the same noise.',
    'In brackets: difference from the first row in points, paired by image, with half its 95 % interval; `*` where the exact McNemar test rejects equality at 5 %.',
    'Intervals speak of images and noise, not of another training: rows with another seed show how far that goes. Tables of one seed and',
    'short trainings: they compare choices, and the codecs that are shipped reach more. Nothing was chosen on these images.',
    '',
    '',
  ].join('\n');
  const ablations = ablationMarkdown(committedResults<AblationResults>('results.json'));
  const phase3 = jointMarkdown(committedResults<JointTable>('joint.json'));
  await expect([`${head}${ablations}`, ...(phase3 === '' ? [] : [phase3])].join('\n')).toMatchFileSnapshot(
    '../../../docs/ablations.md',
  );
});
