/**
 * Answers of the unsplit network: the reference `base` every codec is compared with, and the answer itself of codecs that
 * lose nothing (raw image, device alone).
 */
import { imageBytes } from '../neural/image-sheet.js';
import type { SplitNetwork } from '../neural/split-network.js';
import type { CodecContext } from './codec.js';
import { forEachPaddedBatch } from './padded-batch.js';
import { predictedClasses } from './predicted-class.js';
import { sharedOf } from './shared-work.js';

/** Predicted class of every image of the set; computed once per context. */
export function baseAnswers(context: CodecContext): Int32Array {
  return sharedOf(context, 'base', () => wholeAnswers(context.backbone, context.images.images, context.batchSize));
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
