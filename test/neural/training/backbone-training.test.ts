/** Training a tiny backbone on synthetic images: the loss falls, a resumed run ends where an uninterrupted one ends. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DivergenceError, InputError } from '../../../src/base/errors.js';
import { type Engine, loadEngine } from '../../../src/neural/engine.js';
import { readSafetensors, type TensorFile, writeSafetensors } from '../../../src/neural/safetensors.js';
import {
  type BackboneTrainingOptions,
  oneCycleRate,
  trainBackbone,
} from '../../../src/neural/training/backbone-training.js';
import { syntheticImages } from './synthetic-images.js';

const shape = {
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
  peakRate: 0.05,
  warmUp: 0.2,
  momentum: 0.9,
  weightDecay: 5e-4,
  labelSmoothing: 0.1,
  shift: 2,
  cutout: 4,
  averageDecay: 0.9,
  averageEvery: 2,
  precision: 'float32',
} as const;

let engine: Engine;
let folder: string;
beforeAll(async () => {
  engine = await loadEngine('native');
  folder = await mkdtemp(join(tmpdir(), 'bottlenet-training-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const losses: number[] = [];
const options = (more: Partial<BackboneTrainingOptions> = {}): BackboneTrainingOptions => ({
  engine,
  shape,
  recipe,
  seed: 1,
  training: syntheticImages(320, 4, 1),
  validation: syntheticImages(64, 4, 2),
  clock: { now: () => 0 },
  onProgress: ({ loss }) => losses.push(loss),
  ...more,
});

test('twenty steps an epoch lower the loss and beat guessing', async () => {
  losses.length = 0;
  const result = await trainBackbone(options());
  expect(result.steps).toBe(40);
  expect(losses[0]).toBeGreaterThan(1.2);
  expect(losses.at(-1)!).toBeLessThan(0.8 * losses[0]!);
  expect(Math.max(result.validationLast, result.validationAverage)).toBeGreaterThan(60);
});

test('a stopped and resumed training gives the bytes of an uninterrupted one', async () => {
  const whole = await trainBackbone(options());
  const checkpointFile = join(folder, 'checkpoint.safetensors');
  const half = await trainBackbone(options({ checkpointFile, stopAtStep: 17 }));
  expect(half.steps).toBe(17);
  const resumed = await trainBackbone(options({ checkpointFile, resume: true }));
  expect(resumed.weights).toEqual(whole.weights);
});

test('WebAssembly trains as the native engine does', async () => {
  const runs: number[][] = [];
  for (const backend of ['native', 'wasm'] as const) {
    losses.length = 0;
    await trainBackbone(options({ engine: await loadEngine(backend), stopAtStep: 12 }));
    runs.push([...losses]);
  }
  expect(runs[0]!.length).toBe(2);
  // Rounding alone separates them after one step, and is amplified from step to step.
  expect(runs[1]![0]!).toBeCloseTo(runs[0]![0]!, 4);
  expect(runs[1]![1]!).toBeCloseTo(runs[0]![1]!, 2);
});

test.each([
  [
    'a step behind the end',
    (c: TensorFile) => write({ ...c, metadata: { ...c.metadata, step: '41' } }),
    'step "41"; accepted are 0 to 40',
  ],
  ['no step', (c: TensorFile) => write({ ...c, metadata: { ...c.metadata, step: 'many' } }), 'is at step "many"'],
  ['half a step', (c: TensorFile) => write({ ...c, metadata: { ...c.metadata, step: '4.5' } }), 'is at step "4.5"'],
  [
    'a tensor too few',
    (c: TensorFile) => write({ ...c, tensors: new Map([...c.tensors].slice(1)) }),
    'lacks the tensor',
  ],
  [
    'another shape',
    (c: TensorFile) => write({ ...c, tensors: flattened(c.tensors) }),
    /has ".*" of shape \d+; accepted is \d+,/,
  ],
] as const)('a checkpoint with %s is refused', async (what, damaged, message) => {
  const checkpointFile = join(folder, `${what}.safetensors`);
  await trainBackbone(options({ checkpointFile, stopAtStep: 3 }));
  await writeFile(checkpointFile, damaged(readSafetensors(await readFile(checkpointFile), checkpointFile)));
  const resumed = trainBackbone(options({ checkpointFile, resume: true }));
  await expect(resumed).rejects.toThrow(message);
  await expect(resumed).rejects.toThrow(InputError);
});

function write({ tensors, metadata }: TensorFile): Uint8Array {
  return writeSafetensors(tensors, 'F32', metadata);
}

function flattened(tensors: TensorFile['tensors']): TensorFile['tensors'] {
  return new Map([...tensors].map(([name, { data }]) => [name, { data, shape: [data.length] }]));
}

test('a training resumed at its end keeps its last loss', async () => {
  const checkpointFile = join(folder, 'done.safetensors');
  const short = { ...recipe, epochs: 1 };
  const done = await trainBackbone(options({ checkpointFile, recipe: short }));
  expect(done.finalLoss).toBeGreaterThan(0);
  const resumed = await trainBackbone(options({ checkpointFile, recipe: short, resume: true }));
  expect(resumed).toEqual(done);
});

test.each([
  [{ batch: 321 }, '/recipe/batch', 'is 321; accepted are 1 to 320, the number of training images'],
  [{ epochs: 0.024 }, '/recipe/epochs', 'is 0.024, less than a step; accepted is at least 0.025'],
])('%o would be no step at all and is refused', async (change, path, message) => {
  const refused = trainBackbone(options({ recipe: { ...recipe, ...change } }));
  await expect(refused).rejects.toMatchObject({ name: 'InputError', faults: [{ path }] });
  await expect(refused).rejects.toThrow(message);
});

test('a checkpoint of another configuration is refused', async () => {
  const checkpointFile = join(folder, 'other.safetensors');
  await trainBackbone(options({ checkpointFile, stopAtStep: 1 }));
  await expect(trainBackbone(options({ checkpointFile, resume: true, seed: 2 }))).rejects.toThrow(InputError);
});

test('images with other classes than the network are refused, with both names', async () => {
  const training = syntheticImages(320, 5, 1);
  await expect(trainBackbone(options({ training }))).rejects.toThrow(
    /"synthetic-1" has 5 classes.*"compact" .* its 4 classes/,
  );
  const validation = syntheticImages(64, 3, 2);
  await expect(trainBackbone(options({ validation }))).rejects.toThrow(InputError);
});

test('a training leaves no tensor behind, whether it ends or fails', async () => {
  const wasm = await loadEngine('wasm');
  const before = wasm.tf.memory().numTensors;
  await trainBackbone(options({ engine: wasm, stopAtStep: 2 }));
  expect(wasm.tf.memory().numTensors).toBe(before);
  const wild = { ...recipe, peakRate: 1e30 };
  await expect(trainBackbone(options({ engine: wasm, recipe: wild }))).rejects.toThrow(DivergenceError);
  expect(wasm.tf.memory().numTensors).toBe(before);
});

test('an exploding loss stops the training and names the step', async () => {
  const wild = { ...recipe, peakRate: 1e6, epochs: 4 };
  await expect(trainBackbone(options({ recipe: wild }))).rejects.toThrow(DivergenceError);
  await expect(trainBackbone(options({ recipe: wild }))).rejects.toThrow(/diverged at step \d+ of 80/);
});

test('the rate rises from a tenth of its peak and ends at zero', () => {
  expect(oneCycleRate(recipe, 0, 100)).toBeCloseTo(0.005, 12);
  expect(oneCycleRate(recipe, 20, 100)).toBeCloseTo(0.05, 12);
  expect(oneCycleRate(recipe, 60, 100)).toBeCloseTo(0.025, 12);
  expect(oneCycleRate(recipe, 100, 100)).toBe(0);
});
