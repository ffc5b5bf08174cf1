/** The table of phase 3: both phases on the same images and noise, what a phase that learns nothing gains, and its Markdown. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBottleNetNetwork } from '../../../src/codec/bottlenet-network.js';
import { conditionTrial, publishedConditions } from '../../../src/codec/evaluation/parts/channel.js';
import { evaluationDraws, runTrials } from '../../../src/codec/evaluation/trial.js';
import { jointMarkdown } from '../../../src/codec/training/ablation-document.js';
import { readCodecConfig } from '../../../src/codec/training/codec-config.js';
import { type TrainingGround, trainedCodec } from '../../../src/codec/training/codec-model.js';
import { measureJointly } from '../../../src/codec/training/joint-table.js';
import { readSafetensors } from '../../../src/neural/safetensors.js';
import { tinyImages } from '../tiny-models.js';
import { tinyGround, tinyRecipe } from './tiny-ground.js';

const images = tinyImages(60);
let ground: TrainingGround;
beforeAll(async () => {
  ground = await tinyGround();
});
afterAll(() => ground.network.dispose());

const config = (peakRate: number, trained: 'back' | 'all') =>
  readCodecConfig(
    {
      format: 'bottlenet-sim/training@1',
      kind: 'bottlenet',
      name: 'tiny-joint',
      dataSet: 'cifar10',
      backbone: 'tiny',
      split: 'block2',
      channel: 'awgn',
      receiver: 'lmmse',
      seed: 1,
      shape: { kernel: 3, stride: 2, padding: 'valid', channels: 4 },
      recipe: { ...tinyRecipe, distillation: 0, joint: { epochs: 20, peakRate, trained } },
    },
    'train.json',
  );

async function tableOf(peakRate: number, trained: 'back' | 'all') {
  const control = { clock: { now: () => 0 }, onProgress: () => {} };
  const { card, bytes, joint } = await trainedCodec(config(peakRate, trained), ground, 'test', control);
  const weights = readSafetensors(bytes, card.name);
  return { card, weights, table: measureJointly(ground, { card, weights }, joint!, images) };
}

test('phase 2 is the codec as it is, differences are those of the shares, and private values are counted', async () => {
  const { card, weights, table } = await tableOf(0.02, 'back');
  const codec = makeBottleNetNetwork(ground.engine, card, weights, ground.network);
  const draws = evaluationDraws(1);
  const trials = publishedConditions.awgn.map((condition) => conditionTrial({ codec, draws }, condition, condition));
  const correct = runTrials({ codec, network: ground.network, images }, trials);
  codec.dispose();
  table.rows.forEach(({ phase2, phase3, gain, loss }, place) => {
    const right = correct[place]!.reduce((sum, value) => sum + value, 0);
    expect(phase2.percent).toBeCloseTo((100 * right) / images.count, 10);
    expect(gain.mean).toBeCloseTo(phase3.percent - phase2.percent, 10);
    expect(loss.mean).toBeCloseTo(table.base.percent - phase3.percent, 10);
  });
  expect(table.rows.some(({ gain }) => gain.mean !== 0)).toBe(true);
  const { split, channel, codeShape, values, compression, encoderMacs } = card;
  expect(table.codec).toEqual({ split, channel, codeShape, values, compression, encoderMacs });
  expect(table).toMatchObject({ backboneSha256: ground.backboneCard.sha256, trained: 'back' });
  // Behind block2: two convolutions of 3 x 3 x 8 x 8 and their biases, and the dense layer.
  expect(table.privateParameters).toBe(2 * (9 * 64 + 8) + 8 * 10 + 10);
  const text = jointMarkdown([table]);
  for (const { phase3 } of table.rows) expect(text).toContain(`| ${phase3.percent.toFixed(2)} |`);
});

test('a phase 3 that learns nothing gains nothing', async () => {
  const { table } = await tableOf(1e-12, 'all');
  for (const { gain } of table.rows) expect(gain.mean).toBe(0);
  expect(table.privateParameters).toBe(
    [...ground.backboneWeights.tensors.values()].reduce((n, t) => n + t.data.length, 0),
  );
});
