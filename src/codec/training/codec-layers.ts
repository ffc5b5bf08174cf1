/** Encoder and decoder as trainable layers, and their weights with the norms folded in. */

import type { NamedTensor } from '../../neural/safetensors.js';
import { BatchNorm, batchNormEpsilon } from '../../neural/training/batch-norm.js';
import { Convolution, TransposedConvolution } from '../../neural/training/convolution.js';
import { type Parameter, Sequence } from '../../neural/training/layer.js';
import type { NativeOps, NativeTensor } from '../../neural/training/native-ops.js';
import { TrainingRandom } from '../../neural/training/random.js';
import { Relu, Sigmoid } from '../../neural/training/simple-layers.js';
import { type CodecChannel, type CodecShape, conditionPlanes } from '../bottlenet-network.js';

export class CodecLayers {
  readonly encoder: Sequence;
  readonly decoder: Sequence;
  readonly #ops: NativeOps;
  readonly #channel: CodecChannel;
  readonly #encoderConvolution: Convolution;
  readonly #encoderNorm: BatchNorm;
  readonly #decoderConvolution: TransposedConvolution;
  readonly #decoderNorm: BatchNorm;

  /** @param depth channels of the split feature */
  constructor(ops: NativeOps, shape: CodecShape, depth: number, channel: CodecChannel, seed: number) {
    const random = new TrainingRandom(seed, 'codec-weights');
    const { kernel, stride, padding, channels } = shape;
    // In float32: the codec is small, and a strided convolution has no fast path in bfloat16.
    const common = { kernel, stride, padding, dtype: ops.float32, gain: 1, bias: true } as const;
    this.#ops = ops;
    this.#channel = channel;
    const encoder = { ...common, name: 'encoder', inputs: depth + 1, outputs: channels, lowest: true };
    this.#encoderConvolution = new Convolution(ops, encoder, random);
    this.#encoderNorm = new BatchNorm(ops, 'encoder.norm', channels, { gain: 'trained' });
    const decoder = { ...common, name: 'decoder', inputs: channels, outputs: depth };
    this.#decoderConvolution = new TransposedConvolution(ops, decoder, random);
    this.#decoderNorm = new BatchNorm(ops, 'decoder.norm', depth, { gain: 'trained' });
    this.encoder = new Sequence([this.#encoderConvolution, this.#encoderNorm, new Sigmoid(ops)]);
    this.decoder = new Sequence([this.#decoderConvolution, this.#decoderNorm, new Relu(ops)]);
  }

  get parameters(): readonly Parameter[] {
    return [...this.encoder.parameters, ...this.decoder.parameters];
  }

  /** Consumes the features; gives the code. */
  encode(features: NativeTensor, told: Float32Array, training: boolean): NativeTensor {
    const ops = this.#ops;
    const floats = ops.into(features, ops.float32);
    const [count, height, width] = floats.shape as [number, number, number];
    const planes = ops.tensor(conditionPlanes(this.#channel, told, height * width), [count, height, width, 1]);
    const input = ops.concat([floats, planes], 3);
    ops.free(floats, planes);
    return this.encoder.forward(input, training);
  }

  /** Weights for inference: the norms' factors and offsets folded into filters and biases. */
  folded(): Map<string, NamedTensor> {
    const encoder = this.#fold(this.#encoderConvolution, this.#encoderNorm, (i, outputs) => i % outputs);
    // The transposed filter is [kernel, kernel, outputs, inputs].
    const inputs = this.#decoderConvolution.weight.shape[3]!;
    const decoder = this.#fold(
      this.#decoderConvolution,
      this.#decoderNorm,
      (i, outputs) => Math.floor(i / inputs) % outputs,
    );
    return new Map([
      ['encoder.weight', encoder.weight],
      ['encoder.bias', encoder.bias],
      ['decoder.weight', decoder.weight],
      ['decoder.bias', decoder.bias],
    ]);
  }

  #fold(
    convolution: Convolution | TransposedConvolution,
    norm: BatchNorm,
    outputOf: (index: number, outputs: number) => number,
  ): { weight: NamedTensor; bias: NamedTensor } {
    const read = (tensor: NativeTensor) => this.#ops.readFloats(tensor);
    const variance = read(norm.variance.value);
    const gain = read(norm.gain.value);
    const shift = read(norm.shift.value);
    const mean = read(norm.mean.value);
    const factor = variance.map((value, channel) => gain[channel]! / Math.sqrt(value + batchNormEpsilon));
    const weight = read(convolution.weight.value);
    for (let i = 0; i < weight.length; i++) weight[i]! *= factor[outputOf(i, factor.length)]!;
    const bias = read(convolution.bias!.value).map(
      (value, channel) => (value - mean[channel]!) * factor[channel]! + shift[channel]!,
    );
    return {
      weight: { shape: convolution.weight.shape, data: weight },
      bias: { shape: [factor.length], data: bias },
    };
  }
}

/** Height, width and channels of the code that `shape` makes of a feature. */
export function codeShapeOf(shape: CodecShape, feature: readonly [number, number, number]): [number, number, number] {
  const extent = (size: number) =>
    shape.padding === 'same' ? Math.ceil(size / shape.stride) : Math.floor((size - shape.kernel) / shape.stride) + 1;
  return [extent(feature[0]), extent(feature[1]), shape.channels];
}
