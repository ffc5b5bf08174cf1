/** The laws of the codecs, and what the cards say, on every trained model that comes with the package. */
import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log.js';
import { baseAnswers } from '../../src/codec/base-answers.js';
import type { BottleNetRun } from '../../src/codec/bottlenet.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { BottleNetCard } from '../../src/codec/bottlenet-network.js';
import type { AnalogCodec, CodecContext } from '../../src/codec/codec.js';
import { findModel, listModels, loadCodecNetwork, shippedModelFolder } from '../../src/codec/load.js';
import { loadEngine } from '../../src/neural/engine.js';
import { type ImageSet, loadImageSet } from '../../src/neural/image-set.js';
import { imageBytes } from '../../src/neural/image-sheet.js';
import { type BackboneCard, readModelCard } from '../../src/neural/model-card.js';
import { loadSplitNetwork } from '../../src/neural/split-network.js';
import { channelLaws, type LearnedSubject, payloadLaws, questionsAt } from './laws.js';

const folders = [shippedModelFolder];
const cards = (await listModels(folders)).map(({ folder }) => readModelCard(folder));
const backboneCards = cards.filter((card): card is BackboneCard => card.kind === 'backbone');
const codecCards = cards.filter((card) => card.kind === 'bottlenet') as BottleNetCard[];
const imageCount = 192;
const contexts = new Map<string, Promise<CodecContext>>();

/** The first images of a set. */
function firstImages(set: ImageSet, count: number): ImageSet {
  return { ...set, count, images: set.images.subarray(0, count * imageBytes), labels: set.labels.subarray(0, count) };
}

function contextOf(backbone: string): Promise<CodecContext> {
  let context = contexts.get(backbone);
  if (context === undefined) {
    context = (async () => {
      const engine = await loadEngine();
      const { folder } = await findModel(backbone, 'backbone', folders);
      return {
        engine,
        images: firstImages(await loadImageSet('cifar10-test-2000'), imageCount),
        backbone: loadSplitNetwork(engine, folder),
        modelFolders: folders,
        batchSize: 16,
        logger: silentLogger,
      };
    })();
    contexts.set(backbone, context);
  }
  return context;
}

/** Shares differ by at most 4 standard errors of `share` over the images looked at. */
function expectShare(correct: number, share: number): void {
  const standardError = Math.sqrt((share * (1 - share)) / imageCount);
  expect(Math.abs(correct / imageCount - share)).toBeLessThan(4 * standardError + 1 / imageCount);
}

function countCorrect(answers: Int32Array, { labels }: ImageSet): number {
  return answers.reduce((sum, answer, image) => sum + (answer === labels[image] ? 1 : 0), 0);
}

/** Answers to all images at one level of the channel, the encoder told the matching condition. */
function answersAt(codec: LearnedSubject['codec'], level: number, told: number, context: CodecContext): Int32Array {
  const questions = questionsAt(codec, level, context.images.count, told);
  const answers = new Int32Array(questions.length);
  for (let first = 0; first < questions.length; first += context.batchSize) {
    answers.set(codec.answer(questions.slice(first, first + context.batchSize)), first);
  }
  return answers;
}

/** Mean and variance of the code over all images when its encoder is told `told`. */
function codeStatistics(codec: AnalogCodec & BottleNetRun, told: number, { batchSize, images }: CodecContext) {
  const questions = questionsAt(codec, 1, images.count, told);
  let sum = 0;
  let squares = 0;
  for (let first = 0; first < questions.length; first += batchSize) {
    for (const value of codec.transmit(questions.slice(first, first + batchSize)).code) {
      sum += value;
      squares += value ** 2;
    }
  }
  const count = images.count * codec.values;
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

describe('shipped models', () => {
  it('are named like their folders', async () => {
    expect(cards.map((card) => card.name).sort()).toEqual((await listModels(folders)).map(({ name }) => name).sort());
  });
});

describe.each(backboneCards)('backbone $name', (card) => {
  it('is as accurate as its card says', async () => {
    const context = await contextOf(card.name);
    if (card.dataSet !== 'cifar10') return;
    const { test, validation } = card.accuracy;
    expectShare(countCorrect(baseAnswers(context), context.images), (test?.percent ?? validation!) / 100);
  });
});

describe.each(codecCards)('codec $name', (card) => {
  let subject: LearnedSubject;
  beforeAll(async () => {
    const context = await contextOf(card.backbone);
    const network = await loadCodecNetwork(card.name, card.channel, context);
    const make = card.channel === 'awgn' ? bottleNetAwgnCodec : bottleNetErasureCodec;
    subject = { context, network, codec: make(network, context) };
  });
  payloadLaws(() => subject);
  channelLaws(() => subject);

  it('has the mean and variance its card says', () => {
    const { codec, context } = subject;
    // The shipped images are CIFAR-10's: they say nothing about codes of another data set.
    if (codec.payloadKind !== 'analog' || card.dataSet !== 'cifar10') return;
    for (const told of [0, 10, 20, 30, 40]) {
      const place = card.told.grid.indexOf(told);
      const { mean, variance } = codeStatistics(codec, told, context);
      expect(Math.abs(mean - card.told.mean[place]!)).toBeLessThan(0.03);
      expect(Math.abs(variance / card.told.variance[place]! - 1)).toBeLessThan(0.15);
    }
  });

  it('is as accurate as its card says, on a good and on a bad channel', () => {
    const { codec, context } = subject;
    // Other data sets have no shipped images to try it on.
    const rows = card.dataSet === 'cifar10' ? (card.accuracy?.rows ?? []) : [];
    for (const row of [rows[0], rows.at(-1)]) {
      if (row === undefined) continue;
      // PSNR = -10 log10(V/g): the SNR at which the code meets the row's noise.
      const variance = codec.payloadKind === 'analog' ? card.told.variance[card.told.grid.indexOf(row.condition)]! : 0;
      const level = codec.payloadKind === 'analog' ? variance * 10 ** (row.condition / 10) : row.condition;
      expectShare(countCorrect(answersAt(codec, level, row.condition, context), context.images), row.percent / 100);
    }
  });
});
