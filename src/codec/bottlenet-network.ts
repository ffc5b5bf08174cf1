/**
 * A trained BottleNet++ codec as an inference graph: encoder on the device, receiver, decoder and back network on the server.
 *
 * Encoder: the split feature with a constant plane of the told condition beside it -> one convolution -> sigmoid, giving code
 * values in (0, 1). Decoder: one transposed convolution -> ReLU, giving the feature back. Norms are folded into both. The
 * condition stands in a plane per image, so images under different conditions share a batch; a codec may do without it, or
 * have it beside the code in the decoder too (the header carries what was told).
 * Receiver: `zf` takes the values as they come; `lmmse` draws them to the mean of the code, m + v / (v + sigma^2) (y - m),
 * m and v the card's b and V of the told condition.
 *
 * Source: Shao and Zhang, "BottleNet++: an end-to-end approach for feature compression in device-edge co-inference
 * systems", ICC Workshops 2020. Here the convolution may be strided: fewer positions with more channels each.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError, ModelError } from '../base/errors.js';
import type { PowerMode } from '../channel/code-mapping.js';
import type { Engine } from '../neural/engine.js';
import type { ModelCard } from '../neural/model-card.js';
import type { TensorFile } from '../neural/safetensors.js';
import { type SplitNetwork, splitTensors } from '../neural/split-network.js';
import type { AccuracyTable } from './accuracy-table.js';

export type CodecChannel = 'awgn' | 'bit-erasure';
export type Receiver = 'zf' | 'lmmse';
/** Which of the two networks has the plane of the told condition. */
export type ConditionInput = 'none' | 'encoder' | 'both';

/** Convolution that makes the code, and whose transpose undoes it. */
export interface CodecShape {
  readonly kernel: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  /** Channels of the code. */
  readonly channels: number;
}

/** Statistics of the code values per told condition, measured on training images. */
export interface ToldTable {
  /** Told conditions: PSNR in dB, ascending by 1, or erasure probabilities, ascending. */
  readonly grid: readonly number[];
  /** b: mean of the code values. */
  readonly mean: readonly number[];
  /** V = E[(x - b)^2]. */
  readonly variance: readonly number[];
}

/** Mean b and variance V of the values in the first `channels` channels, per told condition. */
export interface CodePrefixStatistics {
  readonly channels: number;
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

export interface BottleNetCard extends ModelCard {
  readonly kind: 'bottlenet';
  /** Name and weights' sha256 of the backbone it was trained on. */
  readonly backbone: string;
  readonly backboneSha256: string;
  readonly split: string;
  readonly channel: CodecChannel;
  readonly shape: CodecShape;
  /** Code values per request. */
  readonly values: number;
  /** Height, width, channels of the code; values are sent in this order. */
  readonly codeShape: readonly [number, number, number];
  /** Values of the split feature over values of the code. */
  readonly compression: number;
  /** How values become symbols; see channel/code-mapping. A code for erasures is sent as bits, whatever stands here. */
  readonly powerMode: PowerMode;
  readonly receiver: Receiver;
  /** Absent: `encoder`. */
  readonly condition?: ConditionInput;
  /** Of a code for erasures: bits per value; absent: 8. */
  readonly bits?: number;
  readonly told: ToldTable;
  /** Of a nested code: prefixes shorter than the whole, and b and V of their values on the grid of `told`. */
  readonly prefixes?: readonly CodePrefixStatistics[];
  readonly encoderMacs: number;
  readonly decoderMacs: number;
  /** Accuracy against the channel on test images, told = met, once `evaluate` has run. */
  readonly accuracy?: AccuracyTable;
  /** Recipe, law, seed, command, cost and validation accuracy of the training. */
  readonly training: Readonly<Record<string, unknown>>;
}

export interface BottleNetNetwork {
  readonly card: BottleNetCard;
  /**
   * @param told per image: PSNR in dB, or the erasure probability
   * @returns `count` x values in (0, 1), in H, W, C order
   */
  encode(features: Float32Array, told: Float32Array, count: number): Float32Array;
  /**
   * Receiver, decoder and back network.
   * @param sigma2 noise variance of each received value; used by the `lmmse` receiver
   * @returns `count` x classes logits
   */
  answer(received: Float32Array, told: Float32Array, sigma2: Float32Array, count: number): Float32Array;
  dispose(): void;
}

/** Height, width and channels of the code that `shape` makes of a feature. */
export function codeShapeOf(shape: CodecShape, feature: readonly [number, number, number]): [number, number, number] {
  const extent = (size: number) =>
    shape.padding === 'same' ? Math.ceil(size / shape.stride) : Math.floor((size - shape.kernel) / shape.stride) + 1;
  return [extent(feature[0]), extent(feature[1]), shape.channels];
}

/** Multiply-accumulate operations per request of both convolutions: kernel^2 for every position and pair of channels, borders included. */
export function codeMacs(
  { shape, condition }: Pick<BottleNetCard, 'shape'> & { readonly condition?: ConditionInput | undefined },
  feature: readonly [number, number, number],
): Pick<BottleNetCard, 'encoderMacs' | 'decoderMacs'> {
  const [height, width, channels] = codeShapeOf(shape, feature);
  const planes = planesOf(condition === undefined ? {} : { condition });
  const products = height * width * shape.kernel ** 2;
  return {
    encoderMacs: products * channels * (feature[2] + planes.encoder),
    decoderMacs: products * (channels + planes.decoder) * feature[2],
  };
}

/** @throws InputError where card, weights and backbone do not belong together */
export function makeBottleNetNetwork(
  engine: Engine,
  card: BottleNetCard,
  file: TensorFile,
  backbone: SplitNetwork,
): BottleNetNetwork {
  if (card.backboneSha256 !== backbone.sha256) {
    throw new InputError(
      `codec "${card.name}" was trained on backbone "${card.backbone}" (sha256 ${card.backboneSha256}); the loaded one is "${backbone.name}" (${backbone.sha256})`,
    );
  }
  const split = backbone.splits.get(card.split);
  if (split === undefined) {
    const accepted = [...backbone.splits.keys()].join(', ');
    throw new InputError(
      `/split of codec "${card.name}" is "${card.split}"; accepted of "${backbone.name}": ${accepted}`,
    );
  }
  const made = codeShapeOf(card.shape, split.shape).join('x');
  if (card.codeShape.join('x') !== made) {
    const feature = `the ${split.shape.join('x')} feature at "${split.name}" of "${backbone.name}"`;
    throw new InputError(
      `/codeShape of codec "${card.name}" is ${card.codeShape.join('x')}; accepted is ${made}, what its /shape makes of ${feature}`,
    );
  }
  const counted = codeMacs(card, split.shape);
  for (const key of ['encoderMacs', 'decoderMacs'] as const) {
    if (card[key] === counted[key]) continue;
    throw new InputError(
      `/${key} of codec "${card.name}" is ${card[key]}; accepted is ${counted[key]}, what its convolution takes at "${split.name}"`,
    );
  }
  const { tf } = engine;
  const { kernel, stride, padding, channels } = card.shape;
  const [height, width, depth] = split.shape;
  const take = <T extends Tensor>(name: string, expected: readonly number[]): T => {
    const stored = file.tensors.get(name);
    if (stored === undefined || stored.shape.join() !== expected.join()) {
      const found = stored === undefined ? 'missing' : stored.shape.join('x');
      throw new InputError(`"${name}" of codec "${card.name}" is ${found}; its card needs ${expected.join('x')}`);
    }
    return tf.keep(tf.tensor(stored.data, [...expected])) as T;
  };
  const planes = planesOf(card);
  const encoderWeight = take<Tensor4D>('encoder.weight', [kernel, kernel, depth + planes.encoder, channels]);
  const encoderBias = take('encoder.bias', [channels]);
  const decoderWeight = take<Tensor4D>('decoder.weight', [kernel, kernel, depth, channels + planes.decoder]);
  const decoderBias = take('decoder.bias', [depth]);
  const back = splitTensors(backbone).back;
  /** `x` with the condition's plane behind its channels. */
  const withCondition = (x: Tensor4D, told: Float32Array): Tensor4D => {
    const [count, rows, columns] = x.shape;
    const plane = conditionPlanes(card.channel, told, rows * columns);
    return tf.concat([x, tf.tensor4d(plane, [count, rows, columns, 1])], 3);
  };

  const encode = (features: Float32Array, told: Float32Array, count: number): Float32Array => {
    checkLength('features', features.length, count * height * width * depth);
    checkLength('told conditions', told.length, count);
    const code = tf.tidy(() => {
      const feature = tf.tensor4d(features, [count, height, width, depth]);
      const x = planes.encoder === 0 ? feature : withCondition(feature, told);
      return tf.fused.conv2d({
        x,
        filter: encoderWeight,
        bias: encoderBias,
        strides: stride,
        pad: padding,
        activation: 'sigmoid',
      });
    });
    return read(code);
  };

  const answer = (received: Float32Array, told: Float32Array, sigma2: Float32Array, count: number): Float32Array => {
    checkLength('received values', received.length, count * card.values);
    checkLength('told conditions', told.length, count);
    const values = card.receiver === 'lmmse' ? lmmse(card.told, received, told, sigma2, card.values) : received;
    const logits = tf.tidy(() => {
      const code = tf.tensor4d(values, [count, ...card.codeShape]);
      const x = planes.decoder === 0 ? code : withCondition(code, told);
      const shape: [number, number, number, number] = [count, height, width, depth];
      const feature = tf.relu(tf.add(tf.conv2dTranspose(x, decoderWeight, shape, stride, padding), decoderBias));
      return back(card.split, feature as Tensor4D);
    });
    return read(logits);
  };
  return { card, encode, answer, dispose: () => tf.dispose([encoderWeight, encoderBias, decoderWeight, decoderBias]) };
}

/** Planes of the condition, 0 or 1, beside the feature and beside the code. */
export function planesOf({ condition = 'encoder' }: { readonly condition?: ConditionInput }) {
  return { encoder: condition === 'none' ? 0 : 1, decoder: condition === 'both' ? 1 : 0 } as const;
}

const psnrCentreDb = 20;
const psnrHalfSpanDb = 22;
const erasureKnee = 0.003;
const erasureFull = 0.4;

/** The told condition as the encoder sees it, of order one: linear in dB, or logarithmic in p beyond p = 0.003. */
export function conditionValue(channel: CodecChannel, told: number): number {
  if (channel === 'awgn') return (told - psnrCentreDb) / psnrHalfSpanDb;
  return Math.log1p(told / erasureKnee) / Math.log1p(erasureFull / erasureKnee);
}

export function conditionPlanes(channel: CodecChannel, told: Float32Array, positions: number): Float32Array {
  const planes = new Float32Array(told.length * positions);
  told.forEach((condition, image) => {
    planes.fill(conditionValue(channel, condition), image * positions, (image + 1) * positions);
  });
  return planes;
}

/** Index of the grid point nearest to the told condition. */
export function nearestTold(grid: readonly number[], told: number): number {
  let best = 0;
  for (let i = 1; i < grid.length; i++) if (Math.abs(grid[i]! - told) < Math.abs(grid[best]! - told)) best = i;
  return best;
}

/** m + v / (v + sigma^2) (y - m) per value, m and v those of the image's told condition. */
export function lmmse(
  table: ToldTable,
  received: Float32Array,
  told: Float32Array,
  sigma2: Float32Array,
  values: number,
): Float32Array {
  checkLength('noise variances', sigma2.length, received.length);
  const estimate = new Float32Array(received.length);
  told.forEach((condition, image) => {
    const place = nearestTold(table.grid, condition);
    const mean = table.mean[place]!;
    const variance = table.variance[place]!;
    for (let i = image * values; i < (image + 1) * values; i++) {
      estimate[i] = mean + (variance / (variance + sigma2[i]!)) * (received[i]! - mean);
    }
  });
  return estimate;
}

function read(tensor: Tensor): Float32Array {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}

function checkLength(what: string, found: number, expected: number): void {
  if (found !== expected) throw new ModelError(`${found} ${what} given; ${expected} are needed`);
}
