/**
 * Split features of the image set: the output of the front network, which no channel noise touches.
 *
 * Computed once, before the run, while they fit in `memoryLimit` bytes; larger ones are computed when asked for. Both ways
 * give the same numbers: every call of the front network has the same fixed number of rows.
 */
import { didYouMean } from '../base/did-you-mean.js';
import { InputError } from '../base/errors.js';
import { imageBytes } from '../neural/image-sheet.js';
import type { SplitPoint } from '../neural/split-network.js';
import type { CodecContext } from './codec.js';
import { forEachPaddedBatch } from './padded-batch.js';
import { sharedIfMade, sharedOf } from './shared-work.js';

export interface FrontFeatures {
  /** Values per image, H W C of the split, in that order. */
  readonly valuesPerImage: number;
  /** Features of all images, one after the other, if they are kept in memory. */
  readonly kept?: Float32Array;
  /** Copies the features of `images` to the first rows of `out`; at most one batch. */
  gather(images: readonly number[], out: Float32Array): void;
}

const defaultMemoryLimit = 2 ** 30;

/** Features of a split; shared by all codecs of a context. */
export function frontFeatures(context: CodecContext, split: string, memoryLimit = defaultMemoryLimit): FrontFeatures {
  return sharedOf(context, workName(split, memoryLimit), () => makeFeatures(context, split, memoryLimit));
}

/** The deepest split whose features some codec of the context had computed and kept. */
export function deepestKept(context: CodecContext): { split: SplitPoint; features: Float32Array } | undefined {
  let deepest: { split: SplitPoint; features: Float32Array } | undefined;
  for (const split of context.backbone.splits.values()) {
    const features = sharedIfMade<FrontFeatures>(context, workName(split.name, defaultMemoryLimit))?.kept;
    if (features === undefined || (deepest !== undefined && deepest.split.deviceMacs > split.deviceMacs)) continue;
    deepest = { split, features };
  }
  return deepest;
}

function workName(split: string, memoryLimit: number): string {
  return `front ${split} ${memoryLimit}`;
}

function makeFeatures(context: CodecContext, split: string, memoryLimit: number): FrontFeatures {
  const { backbone, images } = context;
  const [height, width, depth] = splitOf(context, split).shape;
  const valuesPerImage = height * width * depth;
  const bytes = 4 * valuesPerImage * images.count;
  if (bytes > memoryLimit) {
    context.logger.info(
      { split, bytes, memoryLimit },
      'split features exceed the memory limit: computed when asked for',
    );
    return { valuesPerImage, gather: gatherComputed(context, split) };
  }
  const features = new Float32Array(valuesPerImage * images.count);
  forEachPaddedBatch(images.images, imageBytes, context.batchSize, (batch, first, rows) => {
    const part = backbone.front(split, batch, context.batchSize);
    features.set(part.subarray(0, rows * valuesPerImage), first * valuesPerImage);
  });
  return {
    valuesPerImage,
    kept: features,
    gather(wanted, out) {
      for (let row = 0; row < wanted.length; row++) {
        const start = wanted[row]! * valuesPerImage;
        out.set(features.subarray(start, start + valuesPerImage), row * valuesPerImage);
      }
    },
  };
}

function gatherComputed({ backbone, images, batchSize }: CodecContext, split: string): FrontFeatures['gather'] {
  const batch = new Uint8Array(batchSize * imageBytes);
  return (wanted, out) => {
    for (let row = 0; row < wanted.length; row++) {
      const start = wanted[row]! * imageBytes;
      batch.set(images.images.subarray(start, start + imageBytes), row * imageBytes);
    }
    out.set(backbone.front(split, batch, batchSize));
  };
}

/** A split of the backbone by name. @throws InputError naming the splits there are */
export function splitOf({ backbone }: CodecContext, name: string): SplitPoint {
  const split = backbone.splits.get(name);
  if (split !== undefined) return split;
  const names = [...backbone.splits.keys()];
  const accepted = `accepted are ${names.join(', ')}${didYouMean(name, names)}`;
  throw new InputError(`backbone "${backbone.name}" has no split "${name}": ${accepted}`);
}
