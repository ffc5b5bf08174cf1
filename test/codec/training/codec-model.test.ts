/** What a configuration of a codec names: a backbone, and not a codec; and the images that the backbone was trained on. */
import { beforeAll, expect, test } from 'vitest';
import { InputError } from '../../../src/base/errors.js';
import { loadTrainingGround } from '../../../src/codec/training/codec-model.js';
import { type Engine, loadEngine } from '../../../src/neural/engine.js';
import { writeTinyModels } from '../tiny-models.js';

let engine: Engine;
let models: string;
beforeAll(async () => {
  engine = await loadEngine('native');
  models = writeTinyModels();
});

const load = (backbone: string, dataSet: 'cifar10' | 'cifar100') =>
  loadTrainingGround(engine, models, { backbone, dataSet });

test('a backbone of another data set is refused before any image is read, with both names', async () => {
  await expect(load('tiny', 'cifar100')).rejects.toThrow(/"cifar100-train" has 100 classes.*"tiny".* its 10 classes/);
  // As many classes, and yet others.
  await expect(load('tiny', 'cifar10')).rejects.toThrow(/"cifar10-train".* of another data set.*images of "tiny"/);
  await expect(load('tiny', 'cifar10')).rejects.toThrow(InputError);
});

test('a codec in the place of the backbone is refused, and so is an unknown name', async () => {
  await expect(load('tiny-erasure', 'cifar10')).rejects.toThrow('model "tiny-erasure" is a bottlenet; a backbone is');
  await expect(load('tinny', 'cifar10')).rejects.toThrow(/unknown backbone "tinny": accepted are tiny/);
});
