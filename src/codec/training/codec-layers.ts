/** Encoder and decoder as trainable layers, and their weights with the norms folded in. */

import type { NamedTensor } from '../../neural/safetensors.js';
import { BatchNorm, batchNormEpsilon } from '../../neural/training/batch-norm.js';
import { Convolution, TransposedConvolution } from '../../neural/training/convolution.js';
import { type Parameter, Sequence } from '../../neural/training/layer.js';
import type { NativeOps, NativeTensor } from '../../neural/training/native-ops.js';
import { TrainingRandom } from '../../neural/training/random.js';
import { Relu, Sigmoid } from '../../neural/training/simple-layers.js';
import {
  type CodecChannel,
  type CodecShape,
  type ConditionInput,
  conditionPlanes,
  planesOf,
} from '../bottlenet-network.js';

export interface CodecLayersOptions {
  readonly shape: CodecShape;
  /** Height, width and channels of the split feature. */
  readonly feature: readonly [number, number, number];
  readonly channel: CodecChannel;
  readonly condition: ConditionInput;
  readonly seed: number;
  /** The front is trained too: the gradient of the split feature is wanted. */
  readonly frontTrained: boolean;
}

export class CodecLayers {
  readonly encoder: Sequence;
  readonly decoder: Sequence;
  readonly #ops: NativeOps;
  readonly #channel: CodecChannel;
  readonly #planes: ReturnType<typeof planesOf>;
  readonly #encoderConvolution: Convolution;
  readonly #encoderNorm: BatchNorm;
  readonly #decoderConvolution: TransposedConvolution;
  readonly #decoderNorm: BatchNorm;

  constructor(ops: NativeOps, { shape, feature, channel, condition, seed, frontTrained }: CodecLayersOptions) {
    const random = new TrainingRandom(seed, 'codec-weights');
    const { kernel, stride, padding, channels } = shape;
    const [height, width, depth] = feature;
    // In float32: the codec is small, and a strided convolution has no fast path in bfloat16.
    const common = { kernel, stride, padding, dtype: ops.float32, gain: 1, bias: true } as const;
    this.#ops = ops;
    this.#channel = channel;
    this.#planes = planesOf({ condition });
    const encoder = { ...common, name: 'encoder', inputs: depth + this.#planes.encoder, outputs: channels };
    this.#encoderConvolution = new Convolution(ops, { ...encoder, lowest: !frontTrained }, random);
    this.#encoderNorm = new BatchNorm(ops, 'encoder.norm', channels, { gain: 'trained' });
    const decoder = { ...common, name: 'decoder', inputs: channels + this.#planes.decoder, outputs: depth };
    this.#decoderConvolution = new TransposedConvolution(ops, { ...decoder, extent: [height, width] }, random);
    this.#decoderNorm = new BatchNorm(ops, 'decoder.norm', depth, { gain: 'trained' });
    this.encoder = new Sequence([this.#encoderConvolution, this.#encoderNorm, new Sigmoid(ops)]);
    this.decoder = new Sequence([this.#decoderConvolution, this.#decoderNorm, new Relu(ops)]);
  }

  get parameters(): readonly Parameter[] {
    return [...this.encoder.parameters, ...this.decoder.parameters];
  }

  /** Consumes the features; gives the code. */
  encode(features: NativeTensor, told: Float32Array, training: boolean): NativeTensor {
    const floats = this.#ops.into(features, this.#ops.float32);
    return this.encoder.forward(this.#planes.encoder === 0 ? floats : this.#withCondition(floats, told), training);
  }

  /** Consumes what arrived of the code, behind the receiver; gives the feature. */
  decode(arrived: NativeTensor, told: Float32Array, training: boolean): NativeTensor {
    return this.decoder.forward(this.#planes.decoder === 0 ? arrived : this.#withCondition(arrived, told), training);
  }

  /** Consumes the gradient of the feature; gives that of what arrived of the code. */
  decoderBackward(gradient: NativeTensor): NativeTensor {
    const below = this.decoder.backward(this.#ops.into(gradient, this.#ops.float32))!;
    return this.#planes.decoder === 0 ? below : this.#withoutCondition(below);
  }

  /** Consumes the gradient of the code; gives that of the split feature, where the front is trained. */
  encoderBackward(gradient: NativeTensor): NativeTensor | null {
    const below = this.encoder.backward(gradient);
    return below === null || this.#planes.encoder === 0 ? below : this.#withoutCondition(below);
  }

  /** `x` with the plane of the condition as its last channel; consumes `x`. */
  #withCondition(x: NativeTensor, told: Float32Array): NativeTensor {
    const ops = this.#ops;
    const [count, height, width] = x.shape as [number, number, number];
    const planes = ops.tensor(conditionPlanes(this.#channel, told, height * width), [count, height, width, 1]);
    const input = ops.concat([x, planes], 3);
    ops.free(x, planes);
    return input;
  }

  /** All but the last channel; consumes `x`. */
  #withoutCondition(x: NativeTensor): NativeTensor {
    const [count, height, width, depth] = x.shape as [number, number, number, number];
    const part = this.#ops.slice(x, [0, 0, 0, 0], [count, height, width, depth - 1]);
    this.#ops.free(x);
    return part;
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
