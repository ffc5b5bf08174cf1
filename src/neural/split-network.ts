/**
 * A trained backbone as a plain functional graph that can be cut at its split points: front network on the device, back
 * network on the server, identical operations on every engine, norms folded into the convolutions.
 *
 * front + back give the same bits as the whole network on one engine at one number of rows. Another engine, CPU or number of
 * rows may differ by about 3e-5 in logits.
 */
import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError, ModelError } from '../base/errors.js';
import { type BackboneShape, backboneMacs, backboneStages, lastWidth, splitPlaces } from './backbone.js';
import type { Engine } from './engine.js';
import { imageBytes, imageSide } from './image-sheet.js';
import { type BackboneCard, readBackboneCard, readModelWeights } from './model-card.js';
import type { TensorFile } from './safetensors.js';
import { convolutionsOf, type FoldedConvolution, type Stage } from './stage.js';

export interface SplitPoint {
  readonly name: string;
  /** Height, width and channels of the feature. */
  readonly shape: readonly [number, number, number];
  /** Multiply-accumulates per image before and after the split. */
  readonly deviceMacs: number;
  readonly serverMacs: number;
}

export interface SplitNetwork {
  readonly name: string;
  readonly classCount: number;
  /** Multiply-accumulates per image of the whole network. */
  readonly macs: number;
  /** Size and sha256 of the weights file. */
  readonly bytes: number;
  readonly sha256: string;
  readonly splits: ReadonlyMap<string, SplitPoint>;
  /** `count` x height x width x channels features, in that order. */
  front(split: string, images: Uint8Array, count: number): Float32Array;
  /** `count` x classes logits. */
  back(split: string, features: Float32Array, count: number): Float32Array;
  /** `count` x classes logits of the unsplit network. */
  whole(images: Uint8Array, count: number): Float32Array;
  dispose(): void;
}

/** The tensors behind a split network, for code that stays on the engine between front, codec and back. */
export interface SplitTensors {
  /** Consumes `features`. */
  back(split: string, features: Tensor4D): Tensor2D;
}

const tensorsOf = new WeakMap<SplitNetwork, SplitTensors>();

/** @throws ModelError for a network that `loadSplitNetwork` did not make */
export function splitTensors(network: SplitNetwork): SplitTensors {
  const tensors = tensorsOf.get(network);
  if (tensors === undefined) throw new ModelError(`backbone "${network.name}" was not loaded from a folder`);
  return tensors;
}

/** Loads the backbone whose card and weights stand in `folder`. */
export function loadSplitNetwork(engine: Engine, folder: string): SplitNetwork {
  const card = readBackboneCard(folder);
  return makeSplitNetwork(engine, card, readModelWeights(folder, card));
}

/** @param after what becomes of the map that leaves a stage; absent: nothing */
export function makeSplitNetwork(
  engine: Engine,
  card: BackboneCard,
  file: TensorFile,
  after: (map: Tensor4D, stage: Stage) => Tensor4D = (map) => map,
): SplitNetwork {
  const { tf } = engine;
  const { shape } = card;
  const stages = backboneStages(shape);
  const weights = new Map<string, Tensor>();
  const take = (name: string, expected: readonly number[]) => {
    const stored = file.tensors.get(name);
    if (stored === undefined) throw new InputError(`the weights of "${card.name}" lack "${name}"`);
    if (stored.shape.join() !== expected.join()) {
      throw new InputError(
        `"${name}" of "${card.name}" is ${stored.shape.join('x')}; its card needs ${expected.join('x')}`,
      );
    }
    weights.set(name, tf.keep(tf.tensor(stored.data, [...expected])));
  };
  for (const { name, kernel, inputs, outputs } of stages.flatMap(convolutionsOf)) {
    take(`${name}.weight`, [kernel, kernel, inputs, outputs]);
    take(`${name}.bias`, [outputs]);
  }
  take('dense.weight', [lastWidth(shape), shape.classCount]);
  take('dense.bias', [shape.classCount]);
  const levels = normalisedLevels(shape);

  const normalised = (images: Uint8Array, count: number): Tensor4D => {
    checkLength('images', images.length, count * imageBytes);
    const values = new Float32Array(images.length);
    for (let i = 0; i < images.length; i += 3) {
      values[i] = levels[images[i]!]!;
      values[i + 1] = levels[256 + images[i + 1]!]!;
      values[i + 2] = levels[512 + images[i + 2]!]!;
    }
    return tf.tensor4d(values, [count, imageSide, imageSide, 3]);
  };
  /** Consumes `x`: maps released as soon as they are read leave their memory, still in the cache, to the next ones. */
  const run = (x: Tensor4D, part: readonly Stage[]): Tensor4D =>
    part.reduce((map, stage) => {
      const next = tf.tidy(() => after(runStage(map, stage), stage));
      map.dispose();
      return next;
    }, x);
  const runStage = (x: Tensor4D, stage: Stage): Tensor4D => {
    if (stage.kind === 'residual') {
      const last = stage.main.length - 1;
      const main = stage.main.reduce((value, part, i) => convolve(value, part, i < last ? 'relu' : 'linear'), x);
      const shortcut = stage.shortcut === null ? x : convolve(x, stage.shortcut, 'linear');
      return tf.relu(tf.add(main, shortcut));
    }
    if (!stage.pool) return convolve(x, stage.convolution, 'relu');
    // XNNPACK adds bias and takes the ReLU inside the convolution. Elsewhere they are passes of their own, over a quarter of the
    // values after the pool; to the same bits, since neither they nor their rounding change the order of two values.
    if (engine.backend === 'wasm') return tf.maxPool(convolve(x, stage.convolution, 'relu'), 2, 2, 'valid');
    const pooled = tf.maxPool(convolve(x, stage.convolution, null), 2, 2, 'valid');
    return tf.relu(tf.add(pooled, biasOf(stage.convolution)));
  };
  const biasOf = (part: FoldedConvolution): Tensor => weights.get(`${part.name}.bias`)!;
  /** @param activation after the bias; null leaves both out */
  const convolve = (x: Tensor4D, part: FoldedConvolution, activation: 'relu' | 'linear' | null): Tensor4D => {
    const filter = weights.get(`${part.name}.weight`) as Tensor4D;
    const common = {
      filter,
      strides: part.stride,
      ...(activation === null ? {} : { bias: biasOf(part), activation }),
    };
    if (part.padding !== 'centred') return tf.fused.conv2d({ x, pad: part.padding, ...common });
    // The native engine takes no other padding: the zeros are put there by hand.
    const margin = (part.kernel - 1) >> 1;
    const edge: [number, number] = [margin, margin];
    return tf.fused.conv2d({ x: tf.pad(x, [[0, 0], edge, edge, [0, 0]]), pad: 'valid', ...common });
  };
  const head = (x: Tensor4D): Tensor2D => {
    const pooled = tf.mean(x, [1, 2]) as Tensor2D;
    return tf.add(tf.matMul(pooled, weights.get('dense.weight') as Tensor2D), weights.get('dense.bias')!);
  };

  const places = new Map(splitPlaces(shape).map((place) => [place.name, place.stages]));
  const stagesOf = (split: string): number => {
    const place = places.get(split);
    if (place === undefined)
      throw new InputError(`split "${split}" is unknown; known are ${[...places.keys()].join(', ')}`);
    return place;
  };
  const macs = backboneMacs(shape);
  const splits = new Map(
    [...places].map(([name, count]): [string, SplitPoint] => {
      const { side, outputs } = stages[count - 1]!;
      const deviceMacs = stages.slice(0, count).reduce((sum, stage) => sum + stage.macs, 0);
      return [name, { name, shape: [side, side, outputs], deviceMacs, serverMacs: macs - deviceMacs }];
    }),
  );
  const back = (split: string, features: Tensor4D): Tensor2D => head(run(features, stages.slice(stagesOf(split))));
  const network: SplitNetwork = {
    name: card.name,
    classCount: shape.classCount,
    macs,
    bytes: card.bytes,
    sha256: card.sha256,
    splits,
    front: (split, images, count) =>
      read(tf.tidy(() => run(normalised(images, count), stages.slice(0, stagesOf(split))))),
    back: (split, features, count) => {
      stagesOf(split);
      const extent = splits.get(split)!.shape;
      checkLength('features', features.length, count * extent[0] * extent[1] * extent[2]);
      return read(tf.tidy(() => back(split, tf.tensor4d(features, [count, ...extent]))));
    },
    whole: (images, count) => read(tf.tidy(() => head(run(normalised(images, count), stages)))),
    dispose: () => tf.dispose([...weights.values()]),
  };
  tensorsOf.set(network, { back });
  return network;
}

/** (v - mean)/deviation of the byte v, single precision throughout, at 256 * colour + v. */
function normalisedLevels({ mean, deviation }: BackboneShape): Float32Array {
  const levels = new Float32Array(3 * 256);
  for (let colour = 0; colour < 3; colour++) {
    const centre = Math.fround(mean[colour]! * 255);
    const factor = Math.fround(1 / (255 * deviation[colour]!));
    for (let v = 0; v < 256; v++) levels[colour * 256 + v] = Math.fround(v - centre) * factor;
  }
  return levels;
}

/** The values of a tensor, which is released. */
function read(tensor: Tensor): Float32Array {
  const values = tensor.dataSync() as Float32Array;
  tensor.dispose();
  return values;
}

function checkLength(what: string, found: number, expected: number): void {
  if (found !== expected) throw new ModelError(`${what} hold ${found} values; ${expected} are needed`);
}
