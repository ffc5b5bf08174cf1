/**
 * A codec trained in front of a tiny frozen backbone: the loss falls, resuming changes nothing, the weights with folded norms
 * answer like the layers they come from, conditions may be mixed in a batch, and nothing leaks; joint training goes on from it.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BottleNetCard,
  codeMacs,
  codeShapeOf,
  makeBottleNetNetwork,
} from '../../../src/codec/bottlenet-network.js';
import { measureCode } from '../../../src/codec/training/code-statistics.js';
import type { CodecTrainingOptions } from '../../../src/codec/training/codec-recipe.js';
import { trainCodec } from '../../../src/codec/training/codec-training.js';
import { FeatureBanks } from '../../../src/codec/training/feature-bank.js';
import { codecRate } from '../../../src/codec/training/minibatch-loop.js';
import { type Backend, type Engine, loadEngine } from '../../../src/neural/engine.js';
import { type BackboneCard, modelFormat } from '../../../src/neural/model-card.js';
import type { TensorFile } from '../../../src/neural/safetensors.js';
import { makeSplitNetwork } from '../../../src/neural/split-network.js';
import { trainBackbone } from '../../../src/neural/training/backbone-training.js';
import { syntheticImages } from '../../neural/training/synthetic-images.js';

const backboneShape = {
  architecture: 'compact' as const,
  whiteningKernel: 2,
  widths: [8, 8, 8],
  classCount: 4,
  mean: [0.5, 0.5, 0.5] as const,
  deviation: [0.25, 0.25, 0.25] as const,
};
const recipe = {
  epochs: 2,
  batch: 16,
  peakRate: 0.01,
  distillation: 0.7,
  labelSmoothing: 0.1,
  hint: 0,
  versions: 2,
  shift: 1,
  law: 'wide',
  precision: 'float32',
} as const;
const shape = { kernel: 3, stride: 2, padding: 'valid', channels: 6 } as const;
const training = syntheticImages(320, 4, 1);
const validation = syntheticImages(64, 4, 2);

let engine: Engine;
let backboneWeights: TensorFile;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine('native');
  folder = await mkdtemp(join(tmpdir(), 'bottlenet-codec-'));
  const { weights } = await trainBackbone({
    engine,
    shape: backboneShape,
    recipe: {
      epochs: 2,
      batch: 16,
      peakRate: 0.05,
      warmUp: 0.2,
      momentum: 0.9,
      weightDecay: 5e-4,
      labelSmoothing: 0.1,
      shift: 2,
      cutout: 0,
      averageDecay: 0.9,
      averageEvery: 2,
      precision: 'float32',
    },
    seed: 1,
    training,
    validation,
    clock: { now: () => 0 },
    onProgress: () => {},
  });
  backboneWeights = { tensors: weights, metadata: {} };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const losses: number[] = [];
const options = (more: Partial<CodecTrainingOptions> = {}): CodecTrainingOptions => ({
  engine,
  backboneShape,
  backboneWeights,
  split: 'early',
  channel: 'awgn',
  receiver: 'lmmse',
  condition: 'encoder',
  bits: 8,
  shape,
  recipe,
  seed: 1,
  training,
  validation,
  clock: { now: () => 0 },
  onProgress: ({ loss }) => losses.push(loss),
  ...more,
});

describe.each([
  { channel: 'awgn', receiver: 'lmmse', hint: 0 },
  { channel: 'awgn', receiver: 'zf', hint: 1 },
  { channel: 'bit-erasure', receiver: 'zf', hint: 0 },
] as const)('$channel, $receiver, hint $hint', ({ channel, receiver, hint }) => {
  test('training lowers the loss and beats guessing', async () => {
    losses.length = 0;
    const result = await trainCodec(options({ channel, receiver, recipe: { ...recipe, hint } }));
    expect(result.steps).toBe(40);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    expect(Math.max(...result.validation.map(({ percent }) => percent))).toBeGreaterThan(50);
  });

  test('a stopped and resumed training gives the bytes of an uninterrupted one', async () => {
    const one = options({ channel, receiver, recipe: { ...recipe, hint } });
    const checkpointFile = join(folder, `${channel}-${receiver}.safetensors`);
    const whole = await trainCodec(one);
    await trainCodec({ ...one, checkpointFile, stopAtStep: 17 });
    const resumed = await trainCodec({ ...one, checkpointFile, resume: true });
    expect(resumed).toEqual(whole);
    // Once more, with no step left to measure a loss in.
    expect(await trainCodec({ ...one, checkpointFile, resume: true })).toEqual(whole);
  });
});

test('the rate starts at a twentieth of its peak, is at 95 % of it after a twentieth of the steps and ends at zero', () => {
  const rates = [0, 25, 50, 525, 1000].map((step) => codecRate(0.01, step, 1000));
  const expected = [0.05, 0.55 * 0.975, 0.95, 0.475, 0];
  rates.forEach((rate, i) => {
    expect(rate).toBeCloseTo(0.01 * expected[i]!, 12);
  });
  expect(Math.max(...Array.from({ length: 1000 }, (_, step) => codecRate(1, step, 1000)))).toBeLessThan(0.953);
});

test.each([
  [{ batch: 321 }, '/recipe/batch'],
  [{ epochs: 0.02 }, '/recipe/epochs'],
  [{ joint: { epochs: 0.02, peakRate: 0.001, trained: 'back' as const } }, '/recipe/joint/epochs'],
])('%o would be no step at all and is refused before the features', async (change, path) => {
  const clock = {
    now(): number {
      throw new Error('work has begun');
    },
  };
  const refused = trainCodec(options({ recipe: { ...recipe, ...change }, clock }));
  await expect(refused).rejects.toMatchObject({ name: 'InputError', faults: [{ path }] });
});

test('a signal during the front features stops a training before its first step and leaves nothing behind', async () => {
  const checkpointFile = join(folder, 'never.safetensors');
  const featureFolder = join(folder, 'never-features');
  losses.length = 0;
  // Raised when it is looked at for the second time: ahead of the second version.
  let looks = 0;
  const signal = {
    get aborted() {
      return ++looks > 1;
    },
  } as AbortSignal;
  const stopped = trainCodec(options({ checkpointFile, featureFolder, signal }));
  await expect(stopped).rejects.toThrow(/stopped in the front features, version 2 of 2, image 0 of 320/);
  expect(losses).toEqual([]);
  expect([checkpointFile, featureFolder].filter((path) => existsSync(path))).toEqual([]);
});

/** The trained codec with its tables, on an engine of one's choice. */
async function networks(backend: Backend, more: Partial<CodecTrainingOptions>) {
  const trained = options(more);
  const { channel } = trained;
  const { weights, validation: measured } = await trainCodec(trained);
  const on = await loadEngine(backend);
  const backboneCard = { format: modelFormat, kind: 'backbone', name: 'tiny', sha256: 'x', shape: backboneShape };
  const backbone = makeSplitNetwork(on, backboneCard as unknown as BackboneCard, backboneWeights);
  const codeShape = codeShapeOf(trained.shape, [7, 7, 8]);
  const values = codeShape.reduce((product, extent) => product * extent, 1);
  const untold = {
    format: modelFormat,
    kind: 'bottlenet',
    name: 'tiny-early',
    backbone: 'tiny',
    backboneSha256: 'x',
    split: 'early',
    channel,
    shape: trained.shape,
    values,
    codeShape,
    powerMode: 'ac',
    receiver: trained.receiver,
    condition: trained.condition,
    bits: trained.bits,
    ...codeMacs(trained, [7, 7, 8]),
    told: { grid: [], mean: [], variance: [] },
  } as unknown as BottleNetCard;
  const file = { tensors: weights, metadata: {} };
  const probe = makeBottleNetNetwork(on, untold, file, backbone);
  const told = measureCode(probe, backbone, training, channel === 'awgn' ? [0, 10, 20, 30] : [0, 0.1, 0.4]);
  probe.dispose();
  return { on, backbone, codec: makeBottleNetNetwork(on, { ...untold, told }, file, backbone), measured, told };
}

describe.each<Backend>(['native', 'wasm'])('on %s', (backend) => {
  test('encode and answer: rows under mixed conditions are the rows alone, and nothing leaks', async () => {
    const { on, backbone, codec } = await networks(backend, { condition: 'both' });
    const count = 4;
    const features = backbone.front('early', validation.images.subarray(0, count * 3072), count);
    const perImage = features.length / count;
    const told = new Float32Array([0, 10, 20, 30]);
    const before = on.tf.memory().numTensors;
    const code = codec.encode(features, told, count);
    const sigma2 = new Float32Array(code.length).fill(0.01);
    const logits = codec.answer(code, told, sigma2, count);
    expect(on.tf.memory().numTensors).toBe(before);
    expect(code.length).toBe(count * 54);
    expect(code.every((value) => value > 0 && value < 1)).toBe(true);
    for (let i = 0; i < count; i++) {
      const alone = codec.encode(features.slice(i * perImage, (i + 1) * perImage), told.slice(i, i + 1), 1);
      const part = code.slice(i * 54, (i + 1) * 54);
      alone.forEach((value, j) => {
        expect(value).toBeCloseTo(part[j]!, 5);
      });
      const answer = codec.answer(part, told.slice(i, i + 1), sigma2.slice(0, 54), 1);
      answer.forEach((value, k) => {
        expect(value).toBeCloseTo(logits[i * 4 + k]!, 4);
      });
    }
    codec.dispose();
    backbone.dispose();
  });
});

test.each<Partial<CodecTrainingOptions>>([
  {},
  { bits: 3, condition: 'none' },
  { bits: 1, condition: 'both' },
  // The paper's two shapes; the second leaves a row and a column of the 7 x 7 map uncovered.
  { shape: { kernel: 3, stride: 1, padding: 'same', channels: 2 } },
  { shape: { kernel: 2, stride: 2, padding: 'valid', channels: 4 } },
])('the inference graph answers like the training layers: no erasures, folded norms, %o', async (design) => {
  const { backbone, codec, measured } = await networks('native', { channel: 'bit-erasure', receiver: 'zf', ...design });
  const largest = 2 ** (design.bits ?? 8) - 1;
  const told = new Float32Array(validation.count);
  const features = backbone.front('early', validation.images, validation.count);
  const code = codec.encode(features, told, validation.count);
  const arrived = code.map((value) => Math.min(largest, Math.round(largest * value)) / largest);
  const logits = codec.answer(arrived, told, new Float32Array(code.length), validation.count);
  let correct = 0;
  validation.labels.forEach((label, i) => {
    const row = logits.subarray(i * 4, (i + 1) * 4);
    if (row.indexOf(Math.max(...row)) === label) correct++;
  });
  const atZero = measured.find(({ condition }) => condition === 0)!.percent;
  expect(Math.abs((100 * correct) / validation.count - atZero)).toBeLessThanOrEqual(100 / validation.count);
});

describe.each(['back', 'all'] as const)('phase 3, trained: %s', (trained) => {
  const joint = { epochs: 2, peakRate: 0.002, trained };
  const jointly = () => options({ recipe: { ...recipe, epochs: 1, joint } });
  const percents = (rows: readonly { percent: number }[]) => rows.reduce((sum, row) => sum + row.percent, 0);

  test('does better than phase 2, in a private copy of what it may change', async () => {
    const result = await trainCodec(jointly());
    const phase3 = result.joint!;
    expect(phase3.steps).toBe(40);
    expect(percents(phase3.validation)).toBeGreaterThan(percents(result.validation));
    const changed = [...phase3.backbone].filter(([name, { data }]) => {
      const before = backboneWeights.tensors.get(name)!.data;
      return data.some((value, i) => value !== before[i]);
    });
    const inFront = /^(whitening|block1|block2\.convolution1)/;
    expect(changed.some(([name]) => name.startsWith('dense'))).toBe(true);
    expect(changed.some(([name]) => inFront.test(name))).toBe(trained === 'all');
    expect(phase3.backbone.size).toBe(backboneWeights.tensors.size);
  });

  test('a stopped and resumed one gives the bytes of an uninterrupted one', async () => {
    const checkpointFile = join(folder, `joint-${trained}.safetensors`);
    const whole = await trainCodec(jointly());
    // Phase 2 has 20 steps: this one stops within phase 3, the last one before it.
    await trainCodec({ ...jointly(), checkpointFile, stopAtStep: 27 });
    const resumed = await trainCodec({ ...jointly(), checkpointFile, resume: true });
    expect((await trainCodec({ ...jointly(), stopAtStep: 7 })).joint).toBeUndefined();
    expect(resumed.joint!.codec).toEqual(whole.joint!.codec);
    expect(resumed.joint!.backbone).toEqual(whole.joint!.backbone);
  });
});

test('b and V are mean and variance of the code values', async () => {
  const { backbone, codec, told } = await networks('native', {});
  const features = backbone.front('early', training.images, training.count);
  const code = codec.encode(features, new Float32Array(training.count).fill(20), training.count);
  const mean = code.reduce((sum, value) => sum + value, 0) / code.length;
  const variance = code.reduce((sum, value) => sum + (value - mean) ** 2, 0) / code.length;
  expect(told.mean[2]).toBeCloseTo(mean, 5);
  expect(told.variance[2]).toBeCloseTo(variance, 5);
});

test('features kept on disk give the same codec, and damaged ones are made anew', async () => {
  const featureFolder = join(folder, 'features');
  const recipeHere = { ...recipe, precision: 'bfloat16', hint: 1, epochs: 1 } as const;
  const train = async (more: Partial<CodecTrainingOptions>) =>
    (await trainCodec(options({ recipe: recipeHere, ...more }))).weights;
  const computed = await train({});
  expect(await train({ featureFolder })).toEqual(computed);
  const stored = () => readdirSync(featureFolder, { recursive: true, encoding: 'utf8' }).filter((f) => f.includes('.'));
  const files = stored().map((name) => join(featureFolder, name));
  // Training images in two versions and validation images in one: features, late features, logits each, and two directories.
  expect(files.length).toBe(3 * 3 + 2);
  const written = files.map((file) => statSync(file).mtimeMs);
  expect(await train({ featureFolder })).toEqual(computed);
  expect(files.map((file) => statSync(file).mtimeMs)).toEqual(written);
  for (const file of files.filter((name) => name.endsWith('.bf16'))) {
    const bytes = readFileSync(file);
    bytes[0]! ^= 255;
    writeFileSync(file, bytes);
  }
  expect(await train({ featureFolder })).toEqual(computed);
});

test('a float32 training does not take the features of a bfloat16 one', async () => {
  const featureFolder = join(folder, 'features-by-precision');
  const weights = async (precision: 'bfloat16' | 'float32', more: Partial<CodecTrainingOptions>) =>
    (await trainCodec(options({ recipe: { ...recipe, precision, epochs: 1 }, ...more }))).weights;
  await weights('bfloat16', { featureFolder });
  expect(await weights('float32', { featureFolder })).toEqual(await weights('float32', {}));
});

const joint = (trained: 'back' | 'all') => ({ ...recipe, epochs: 1, joint: { epochs: 1, peakRate: 0.002, trained } });
test.each([
  ['a codec and a back', joint('back'), 'done'],
  ['a whole network', joint('all'), 'done'],
  ['a training that diverges', { ...recipe, epochs: 6, peakRate: 1e30 }, 'DivergenceError'],
] as const)('%s leaves no tensor behind but the banks, which are shared', async (_, recipeHere, outcome) => {
  const wasm = await loadEngine('wasm');
  const before = wasm.tf.memory().numTensors;
  const banks = new FeatureBanks(wasm);
  const few = { training: syntheticImages(32, 4, 1), validation: syntheticImages(8, 4, 2) };
  const train = () => trainCodec(options({ engine: wasm, banks, recipe: recipeHere, ...few }));
  for (let training = 0; training < 2; training++) {
    expect(
      await train().then(
        () => 'done',
        (error: Error) => error.name,
      ),
    ).toBe(outcome);
    // Two versions of the training images, one of the validation images.
    expect([banks.ops.live, wasm.tf.memory().numTensors - before]).toEqual([3, 3]);
  }
  banks.dispose();
  expect(wasm.tf.memory().numTensors).toBe(before);
});

test.each(['awgn', 'bit-erasure'] as const)(
  'a nested code over %s: every prefix answers, the whole best',
  async (channel) => {
    const prefixes = [1, 3, 6];
    const receiver = channel === 'awgn' ? 'lmmse' : 'zf';
    const recipeHere = { ...recipe, epochs: 6 };
    const { validation: rows } = await trainCodec(options({ channel, receiver, prefixes, recipe: recipeHere }));
    const best = (channels: number) =>
      Math.max(...rows.filter((row) => row.channels === channels).map(({ percent }) => percent));
    expect(new Set(rows.map(({ channels }) => channels))).toEqual(new Set(prefixes));
    // Four classes: guessing gives 25 %, and of 64 images three standard errors are 17 points.
    expect(best(1)).toBeGreaterThan(42);
    expect(best(6)).toBeGreaterThan(best(1));
  },
);
