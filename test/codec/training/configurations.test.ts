/**
 * The committed training configurations: each passes the checks of `train`, is named as its folder, names a split of its backbone
 * and a shape that fits it; and configurations that make no sense are refused with every fault.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors.js';
import { codeShapeOf } from '../../../src/codec/bottlenet-network.js';
import { type CodecConfig, readCodecConfig } from '../../../src/codec/training/codec-config.js';
import { backboneStages, splitPlaces } from '../../../src/neural/backbone.js';
import { type BackboneConfig, readTrainingFile } from '../../../src/neural/training/training-config.js';

const models = fileURLToPath(new URL('../../../models', import.meta.url));
const configOf = (name: string) => join(models, name, 'train.json');
const names = readdirSync(models).filter((name) => existsSync(configOf(name)));
const codecs = names.filter((name) => readTrainingFile(configOf(name)).kind === 'bottlenet');

test.each(codecs)('%s', (name) => {
  const config = readCodecConfig(readTrainingFile(configOf(name)), configOf(name));
  expect(config.name).toBe(name);
  const { shape } = readTrainingFile(configOf(config.backbone)) as BackboneConfig;
  const place = splitPlaces(shape).find((split) => split.name === config.split)!;
  const { side, outputs } = backboneStages(shape)[place.stages - 1]!;
  const [height, width, channels] = codeShapeOf(config.shape, [side, side, outputs]);
  const values = height * width * channels;
  const compression = (side * side * outputs) / (config.channel === 'awgn' ? values : (values * config.bits) / 8);
  expect(Math.min(height, width)).toBeGreaterThan(0);
  const stated = /-(16|64)$/.exec(name)?.[1];
  if (stated !== undefined) expect(compression).toBe(Number(stated));
});

test.each(names)(
  '%s: what was trained names the command from the top of the repository, and no place on some machine',
  (name) => {
    for (const file of ['card.json', 'results.json'].map((result) => join(models, name, result)).filter(existsSync)) {
      const written = JSON.parse(readFileSync(file, 'utf8'));
      expect(written.command ?? written.training.command).toBe(`bottlenet-sim train models/${name}/train.json`);
    }
  },
);

test('the headline points have the sizes of BottleNet++: 32 real symbols behind div12, 64 bits behind div13', () => {
  const read = (name: string) => readCodecConfig(readTrainingFile(configOf(name)), name);
  const awgn = read('vgg16-cifar100-div12-awgn-paper');
  expect(codeShapeOf(awgn.shape, [2, 2, 512])).toEqual([2, 2, 8]);
  expect(awgn).toMatchObject({ powerMode: 'peak', receiver: 'zf', condition: 'encoder' });
  const erasure = read('vgg16-cifar100-div13-erasure-paper');
  expect(codeShapeOf(erasure.shape, [1, 1, 512])).toEqual([1, 1, 8]);
  expect(erasure).toMatchObject({ bits: 8, receiver: 'zf' });
  for (const { recipe } of [awgn, erasure]) {
    expect(recipe).toMatchObject({ law: 'paper', distillation: 0, labelSmoothing: 0, hint: 0 });
  }
});

const document = (more: object) => ({
  ...(JSON.parse(readFileSync(configOf('compact-cifar10-late-awgn'), 'utf8')) as CodecConfig),
  ...more,
});
const recipe = (more: object) => ({ recipe: { ...document({}).recipe, ...more } });

test.each([
  [{ bits: 4 }, '/bits'],
  [{ channel: 'bit-erasure', powerMode: 'peak', receiver: 'zf' }, '/powerMode'],
  [{ channel: 'bit-erasure' }, '/receiver'],
  [recipe({ law: { fixed: 10.5 } }), '/recipe/law/fixed'],
  [{ channel: 'bit-erasure', receiver: 'zf', ...recipe({ law: { fixed: 1 } }) }, '/recipe/law/fixed'],
  [recipe({ law: 'narrow' }), '/recipe/law'],
  [recipe({ law: { from: 42, to: -2 } }), '/recipe/law/from'],
  [recipe({ law: { from: -31, to: 42 } }), '/recipe/law'],
  [{ channel: 'bit-erasure', receiver: 'zf', ...recipe({ law: { from: -2, to: 42 } }) }, '/recipe/law'],
  [{ condition: 'decoder' }, '/condition'],
  [recipe({ joint: { epochs: 1, peakRate: 0.001, trained: 'head' } }), '/recipe/joint/trained'],
])('%j is refused at %s', (more, path) => {
  expect.assertions(2);
  try {
    readCodecConfig(document(more), 'train.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toContain(path);
  }
});

test('what a configuration leaves out has the defaults of the shipped codecs', () => {
  expect(readCodecConfig(document({}), 'train.json')).toMatchObject({
    powerMode: 'ac',
    condition: 'encoder',
    bits: 8,
  });
});
