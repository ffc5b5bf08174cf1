/** The laws of the codecs, and what the cards say, on every trained model that comes with the package. */
import { beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log.js';
import { baseAnswers } from '../../src/codec/base-answers.js';
import { bottleNetAwgnCodec } from '../../src/codec/bottlenet-awgn.js';
import { bottleNetErasureCodec } from '../../src/codec/bottlenet-erasure.js';
import type { BottleNetCard, BottleNetNetwork } from '../../src/codec/bottlenet-network.js';
import type { CodecContext } from '../../src/codec/codec.js';
import { cardOf, findModel, listModels, loadCodecNetwork, shippedModelFolder } from '../../src/codec/load.js';
import { withinTold } from '../../src/codec/told-grid.js';
import { hasCifar10 } from '../../src/neural/cifar10.js';
import { hasCifar100 } from '../../src/neural/cifar100.js';
import { loadEngine } from '../../src/neural/engine.js';
import { type ImageSet, loadImageSet, selectImages } from '../../src/neural/image-set.js';
import { loadSplitNetwork } from '../../src/neural/split-network.js';
import { testWith } from '../support/outside.js';
import { channelLaws, type LearnedSubject, payloadLaws, questionsAt } from './laws.js';

const folders = [shippedModelFolder];
const cards = (await listModels(folders)).map(cardOf);
const backboneCards = cards.filter((card) => card.kind === 'backbone');
const codecCards = cards.filter((card) => card.kind === 'bottlenet');
const imageCount = 192;
const contexts = new Map<string, Promise<CodecContext>>();
const trainingImages = new Map<string, Promise<ImageSet>>();

const cached = { cifar10: await hasCifar10(), cifar100: await hasCifar100() };
const isCached = (dataSet: string): boolean => cached[dataSet as keyof typeof cached];
/** Test images of CIFAR-10 come with the package, others are tried where this machine has them. */
const testSets: Readonly<Record<string, string>> = { cifar10: 'cifar10-test-2000', cifar100: 'cifar100-test' };
const hasTestImages = (dataSet: string): boolean => dataSet === 'cifar10' || isCached(dataSet);

/** Some images of the first `from` of a set, far apart: neighbours may be alike. */
function someImages(set: ImageSet, from = set.count): ImageSet {
  const places = Array.from({ length: imageCount }, (_, index) => Math.floor((index * from) / imageCount));
  return { ...set, count: imageCount, ...selectImages(set, places) };
}

/** On the backbone's own images where this machine has them; the laws hold on any. */
function contextOf(backbone: string): Promise<CodecContext> {
  let context = contexts.get(backbone);
  if (context === undefined) {
    context = (async () => {
      const engine = await loadEngine();
      const { folder, card } = await findModel(backbone, 'backbone', folders);
      return {
        engine,
        images: someImages(await loadImageSet(testSets[hasTestImages(card.dataSet) ? card.dataSet : 'cifar10']!)),
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

/** Training images that the mean and variance of a card are of. */
const cardImages = 5000;

/** The same network on some of the images by which its codecs' means and variances were measured. */
async function trainingContextOf({ backbone, dataSet }: BottleNetCard): Promise<CodecContext> {
  const key = `${backbone} ${dataSet}-train`;
  const images =
    trainingImages.get(dataSet) ?? loadImageSet(`${dataSet}-train`).then((set) => someImages(set, cardImages));
  trainingImages.set(dataSet, images);
  const context = contexts.get(key) ?? contextOf(backbone).then(async (own) => ({ ...own, images: await images }));
  contexts.set(key, context);
  return await context;
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

/**
 * Mean of the code, and mean square of its distance from `centre`, of every image when the encoder is told `told`: the values of one
 * image go together, so that standard errors are over the images.
 */
function codeMoments(
  codec: LearnedSubject['codec'],
  told: number,
  centre: number,
  { batchSize, images }: CodecContext,
) {
  const questions = questionsAt(codec, 1, images.count, told);
  const moments: { mean: number; square: number }[] = [];
  for (let first = 0; first < questions.length; first += batchSize) {
    const { code } = codec.transmit(questions.slice(first, first + batchSize));
    const values = code.length / batchSize;
    for (let row = 0; row < Math.min(batchSize, questions.length - first); row++) {
      const own = code.subarray(row * values, (row + 1) * values);
      const mean = own.reduce((sum, value) => sum + value, 0) / values;
      moments.push({ mean, square: own.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values });
    }
  }
  return moments;
}

/** A mean over some of the images that the expected one is of: at most 4 standard errors from it. */
function expectMean(values: readonly number[], expected: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const standardError = Math.sqrt(variance * (1 / values.length - 1 / cardImages));
  expect(Math.abs(mean - expected)).toBeLessThan(4 * standardError);
}

describe('shipped models', () => {
  it('are named like their folders', async () => {
    expect(cards.map((card) => card.name).sort()).toEqual((await listModels(folders)).map(({ name }) => name).sort());
  });
});

for (const card of backboneCards) {
  testWith(hasTestImages(card.dataSet), card.dataSet)(
    `backbone ${card.name} is as accurate as its card says`,
    async () => {
      const context = await contextOf(card.name);
      const { test, validation } = card.accuracy;
      expectShare(countCorrect(baseAnswers(context), context.images), (test?.percent ?? validation!) / 100);
    },
  );
}

describe.each(codecCards)('codec $name', (card) => {
  const make = (network: BottleNetNetwork, context: CodecContext) =>
    card.channel === 'awgn' ? bottleNetAwgnCodec(network, context) : bottleNetErasureCodec(network, context);
  let subject: LearnedSubject;
  beforeAll(async () => {
    const context = await contextOf(card.backbone);
    const network = await loadCodecNetwork(card.name, card.channel, context);
    subject = { context, network, codec: make(network, context) };
  });
  payloadLaws(() => subject);
  channelLaws(() => subject);

  testWith(isCached(card.dataSet), card.dataSet)('has the mean and variance its card says', async () => {
    const context = await trainingContextOf(card);
    const codec = make(subject.network, context);
    const { grid, mean, variance } = card.told;
    for (const place of new Set([0, Math.floor(grid.length / 2), grid.length - 1])) {
      const moments = codeMoments(codec, grid[place]!, mean[place]!, context);
      expectMean(
        moments.map((moment) => moment.mean),
        mean[place]!,
      );
      expectMean(
        moments.map(({ square }) => square),
        variance[place]!,
      );
    }
  });

  const rows = card.accuracy?.rows ?? [];
  // A codec that `evaluate` has not measured says nothing of test images.
  if (rows.length === 0) return;
  testWith(hasTestImages(card.dataSet), card.dataSet)(
    'is as accurate as its card says, on a good and on a bad channel',
    () => {
      const { codec, context } = subject;
      for (const { condition, percent } of [rows[0]!, rows.at(-1)!]) {
        const told = withinTold(card.told, condition);
        // PSNR = -10 log10(V/g): the SNR at which the code meets the row's noise.
        const level =
          codec.payloadKind === 'analog'
            ? codec.toldVariance[told - codec.toldMinimum]! * 10 ** (condition / 10)
            : condition;
        expectShare(countCorrect(answersAt(codec, level, told, context), context.images), percent / 100);
      }
    },
  );
});
