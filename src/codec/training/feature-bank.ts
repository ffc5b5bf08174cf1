/**
 * Front features of augmented training images, computed once and kept as bfloat16, with the unsplit network's logits.
 *
 * A version holds every image once, shifted at random; even versions mirror one half of the images, odd ones the other.
 * Memory: two bytes per feature value, image and version (45,000 images at 7 x 7 x 256: 1.1 GB a version).
 */
import { Interrupted } from '../../base/errors.js';
import type { BackboneShape } from '../../neural/backbone.js';
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import { augmentedBatch } from '../../neural/training/augment.js';
import { normalisedImages } from '../../neural/training/backbone-layers.js';
import type { Sequence } from '../../neural/training/layer.js';
import { NativeOps, type NativeTensor } from '../../neural/training/native-ops.js';
import { TrainingRandom } from '../../neural/training/random.js';

export interface FeatureBank {
  readonly count: number;
  readonly labels: Uint8Array;
  /** Per version: features at the split, and what the unsplit network makes of them. */
  readonly versions: readonly {
    readonly features: NativeTensor;
    /** The feature after the last block, where it is wanted. */
    readonly late: NativeTensor | null;
    readonly logits: Float32Array;
  }[];
}

/** Banks for several trainings on one engine, and the operations that hold their tensors: those of a training are made from them. */
export class FeatureBanks {
  readonly ops: NativeOps;
  readonly #byKey = new Map<string, FeatureBank>();

  constructor(engine: Engine) {
    this.ops = new NativeOps(engine);
  }

  /** @param key of everything that a bank depends on */
  get(key: string): FeatureBank | undefined {
    return this.#byKey.get(key);
  }

  /** Keeps a bank, whose tensors are those of `ops` or of this object's. */
  keep(key: string, bank: FeatureBank, ops: NativeOps): void {
    for (const { features, late } of bank.versions) {
      this.ops.adopt(features, ops);
      if (late !== null) this.ops.adopt(late, ops);
    }
    this.#byKey.set(key, bank);
  }

  dispose(): void {
    this.#byKey.clear();
    this.ops.dispose();
  }
}

export interface FeatureBankOptions {
  readonly shape: BackboneShape;
  readonly front: Sequence;
  /** From the split to the feature after the last block, and on to the logits. */
  readonly middle: Sequence;
  readonly head: Sequence;
  readonly keepLate: boolean;
  readonly images: ImageSet;
  /** 0: one version, the images as they are. */
  readonly versions: number;
  readonly shift: number;
  readonly seed: number;
  /** Stops after the images at hand, some hundreds. */
  readonly signal?: AbortSignal | undefined;
}

const chunk = 500;

/** @throws Interrupted where the signal says so; nothing is kept of the features by then */
export async function makeFeatureBank(ops: NativeOps, options: FeatureBankOptions): Promise<FeatureBank> {
  const { images, versions: asked } = options;
  const plain = asked === 0;
  const versions: FeatureBank['versions'][number][] = [];
  try {
    while (versions.length < (plain ? 1 : asked)) {
      versions.push(await makeVersion(ops, options, plain, versions.length));
    }
  } catch (error) {
    for (const { features, late } of versions) ops.free(features, ...(late === null ? [] : [late]));
    throw error;
  }
  return { count: images.count, labels: images.labels, versions };
}

async function makeVersion(ops: NativeOps, options: FeatureBankOptions, plain: boolean, version: number) {
  const { shape, front, middle, head, images, seed } = options;
  const halves = new TrainingRandom(seed, 'bank-mirror', version >> 1).permutation(images.count);
  const mirrored = (index: number) => !plain && ((halves[index]! + version) & 1) === 1;
  const augmentation = { shift: plain ? 0 : options.shift, cutout: 0 };
  const random = new TrainingRandom(seed, 'bank-shift', version);
  const logits = new Float32Array(images.count * shape.classCount);
  const parts: NativeTensor[] = [];
  const lateParts: NativeTensor[] = [];
  for (let first = 0; first < images.count; first += chunk) {
    // Lets signals arrive: the features of all images take minutes.
    await new Promise((resolve) => setImmediate(resolve));
    if (options.signal?.aborted === true) {
      ops.free(...parts, ...lateParts);
      const place = `version ${version + 1} of ${plain ? 1 : options.versions}, image ${first} of ${images.count}`;
      throw new Interrupted(`training stopped in the front features, ${place}; a checkpoint there was is as it was`);
    }
    const count = Math.min(chunk, images.count - first);
    const indices = Int32Array.from({ length: count }, (_, i) => first + i);
    const batch = augmentedBatch(images.images, indices, augmentation, mirrored, [0, 0, 0], random);
    const features = front.forward(normalisedImages(ops, shape, batch, count), false);
    const late = middle.forward(ops.retain(features), false);
    if (options.keepLate) lateParts.push(ops.cast(late, ops.bfloat16));
    const answer = head.forward(late, false);
    logits.set(ops.read(answer), first * shape.classCount);
    ops.free(answer);
    parts.push(ops.into(features, ops.bfloat16));
  }
  const features = ops.concat(parts, 0);
  const late = options.keepLate ? ops.concat(lateParts, 0) : null;
  ops.free(...parts, ...lateParts);
  return { features, late, logits };
}
