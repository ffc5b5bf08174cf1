/**
 * Answers of the unsplit network: the reference `base` every codec is compared with, and the answer itself of codecs that
 * lose nothing (raw image, device alone).
 */
import { imageBytes } from '../neural/image-sheet.js';
import type { SplitNetwork } from '../neural/split-network.js';
import type { CodecContext } from './codec.js';
import { deepestKept } from './front-features.js';
import { forEachPaddedBatch } from './padded-batch.js';
import { predictedClasses } from './predicted-class.js';
import { sharedOf } from './shared-work.js';

/**
 * Predicted class of every image of the set; computed once per context. Where a codec keeps front features the back network
 * starts from them: front and back give the same bits as the whole network.
 */
export function baseAnswers(context: CodecContext): Int32Array {
  return sharedOf(context, 'base', () => {
    const { backbone, images, batchSize } = context;
    const start = deepestKept(context);
    if (start === undefined) return wholeAnswers(backbone, images.images, batchSize);
    const answers = new Int32Array(images.count);
    const valuesPerImage = start.features.length / images.count;
    forEachPaddedBatch(start.features, valuesPerImage, batchSize, (batch, first, rows) => {
      const logits = backbone.back(start.split.name, batch, batchSize);
      answers.set(predictedClasses(logits, rows, backbone.classCount), first);
    });
    return answers;
  });
}

/** Predicted classes of images (NHWC bytes) by the whole network, in calls of `batchSize` rows. */
export function wholeAnswers(backbone: SplitNetwork, images: Uint8Array, batchSize: number): Int32Array {
  const answers = new Int32Array(images.length / imageBytes);
  forEachPaddedBatch(images, imageBytes, batchSize, (batch, first, rows) => {
    const logits = backbone.whole(batch, batchSize);
    answers.set(predictedClasses(logits, rows, backbone.classCount), first);
  });
  return answers;
}
