/**
 * Two-dimensional convolution, y[n,i,j,o] = b[o] + sum_{u,v,c} w[u,v,c,o] x[n, s i + u - p, s j + v - p, c], and its
 * transpose (the map from a small to a large map of positions: the gradient of a convolution with respect to its input).
 *
 * `Conv2DBackpropFilter` in bfloat16 is slow on small maps (7.8 ms on 128 x 3 x 3 x 256), where the same sums written as a
 * convolution of transposed tensors win (1.7 ms); the size of the map decides, not a measurement, so that a run repeats.
 */

import type { Attribute } from './addon.js';
import { type Layer, Parameter, type Statistic } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';
import type { TrainingRandom } from './random.js';
import { TinyMapKernel } from './tiny-map-kernel.js';

/** Largest side of a map that is convolved by a matrix product. */
const tinySide = 2;
/** Largest side of a map whose weight gradient is computed as a convolution. */
const smallSide = 4;

export interface ConvolutionOptions {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride?: number;
  /** `centred`: (kernel - 1) / 2 zeros on every side. */
  readonly padding: 'same' | 'valid' | 'centred';
  readonly bias?: boolean;
  /** Standard deviation of the initial weights times the root of the fan-in. */
  readonly gain?: number;
  /** No layer below is trained: the gradient of the input is not computed. */
  readonly lowest?: boolean;
  readonly trainable?: boolean;
  /** Precision of the multiplications. */
  readonly dtype: number;
  /** How the gradient of the weights is computed, where a test fixes it; else the size of the map decides. */
  readonly filterGradient?: 'direct' | 'convolution';
}

export class Convolution implements Layer {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[] = [];
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #ops: NativeOps;
  readonly #options: ConvolutionOptions;
  readonly #attributes: readonly Attribute[];
  #input: NativeTensor | null = null;
  #tiny: TinyMapKernel | null = null;
  /** The filter as a matrix, from the forward to the backward pass. */
  #matrix: NativeTensor | null = null;

  constructor(ops: NativeOps, options: ConvolutionOptions, random: TrainingRandom) {
    const { name, kernel, inputs, outputs } = options;
    this.#ops = ops;
    this.#options = options;
    const fanIn = kernel * kernel * inputs;
    const initial = random.fillGaussian(
      new Float32Array(fanIn * outputs),
      (options.gain ?? Math.SQRT2) / Math.sqrt(fanIn),
    );
    this.weight = new Parameter(ops, `${name}.weight`, initial, [kernel, kernel, inputs, outputs], true);
    this.bias =
      options.bias === true ? new Parameter(ops, `${name}.bias`, new Float32Array(outputs), [outputs], false) : null;
    this.parameters = this.bias === null ? [this.weight] : [this.weight, this.bias];
    if (options.trainable === false) for (const parameter of this.parameters) parameter.trainable = false;
    const { dtype, stride = 1, padding } = options;
    const margin = (kernel - 1) >> 1;
    this.#attributes =
      padding === 'centred'
        ? explicitAttributes(ops, dtype, stride, [margin, margin])
        : convolutionAttributes(ops, dtype, stride, padding);
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const ops = this.#ops;
    const dtype = this.#options.dtype;
    const input = ops.into(x, dtype);
    this.#tiny ??= this.#tinyKernel(input);
    const sum =
      this.#tiny === null
        ? ops.one('Conv2D', this.#attributes, [input, this.weight.in(dtype)])
        : this.#tinyForward(this.#tiny, input, training);
    if (training) this.#input = input;
    else ops.free(input);
    return this.bias === null ? sum : addBias(ops, sum, this.bias);
  }

  backward(outputGradient: NativeTensor): NativeTensor | null {
    const ops = this.#ops;
    const input = this.#input!;
    this.#input = null;
    const gradient = ops.into(outputGradient, this.#options.dtype);
    if (this.bias?.trainable === true) this.bias.accumulate(biasGradient(ops, gradient));
    if (this.weight.trainable) this.weight.accumulate(ops.into(this.#filterGradient(input, gradient), ops.float32));
    let below: NativeTensor | null = null;
    if (this.#options.lowest !== true) below = this.#inputGradient(input, gradient);
    if (this.#matrix !== null) ops.free(this.#matrix);
    this.#matrix = null;
    ops.free(input, gradient);
    return below;
  }

  #inputGradient(input: NativeTensor, gradient: NativeTensor): NativeTensor {
    if (this.#tiny !== null) return this.#tiny.inputGradient(gradient, this.#matrix!);
    const weight = this.weight.in(this.#options.dtype);
    const inputs = [this.#ops.ints(input.shape), weight, gradient];
    return this.#ops.one('Conv2DBackpropInput', this.#attributes, inputs);
  }

  #tinyKernel({ shape: [, height, width] }: NativeTensor): TinyMapKernel | null {
    const { padding, stride = 1, filterGradient } = this.#options;
    const fits = height === width && height! <= tinySide && padding === 'same' && stride === 1;
    if (!fits || filterGradient !== undefined) return null;
    return new TinyMapKernel(this.#ops, { ...this.#options, side: height! });
  }

  #tinyForward(tiny: TinyMapKernel, input: NativeTensor, training: boolean): NativeTensor {
    const matrix = tiny.matrix(this.weight.in(this.#options.dtype));
    const sum = tiny.forward(input, matrix);
    if (training) this.#matrix = matrix;
    else this.#ops.free(matrix);
    return sum;
  }

  #filterGradient(input: NativeTensor, gradient: NativeTensor): NativeTensor {
    if (this.#tiny !== null) return this.#tiny.filterGradient(input, gradient);
    const small = (gradient.shape[1] as number) <= smallSide;
    const asConvolution =
      this.#options.filterGradient === undefined ? small : this.#options.filterGradient === 'convolution';
    const unitStride = (this.#options.stride ?? 1) === 1;
    return asConvolution && unitStride ? this.#asConvolution(input, gradient) : this.#direct(input, gradient);
  }

  #direct(input: NativeTensor, gradient: NativeTensor): NativeTensor {
    const inputs = [input, this.#ops.ints(this.weight.shape), gradient];
    return this.#ops.one('Conv2DBackpropFilter', this.#attributes, inputs);
  }

  /** The weight gradient as a convolution over the batch: images become channels, output positions become the filter. */
  #asConvolution(input: NativeTensor, gradient: NativeTensor): NativeTensor {
    const ops = this.#ops;
    const { kernel, padding, dtype } = this.#options;
    const image = ops.transpose(input, [3, 1, 2, 0]);
    const filter = ops.transpose(gradient, [1, 2, 0, 3]);
    const margin = padding === 'valid' ? 0 : (kernel - 1) >> 1;
    const far = padding === 'valid' ? 0 : kernel - 1 - margin;
    const attributes = explicitAttributes(ops, dtype, 1, [margin, far]);
    const sum = ops.one('Conv2D', attributes, [image, filter]);
    const result = ops.transpose(sum, [1, 2, 0, 3]);
    ops.free(image, filter, sum);
    return result;
  }
}

type TransposedOptions = ConvolutionOptions & {
  readonly padding: 'same' | 'valid';
  /** Height and width of the output: the map that the convolution of these options turns into the input's. */
  readonly extent: readonly [height: number, width: number];
};

/**
 * Transposed convolution, from the small map back to the one of `extent`. At stride 1 it is a convolution with the kernel turned by
 * 180 degrees; at a larger stride positions that the convolution never read get the bias alone.
 */
export class TransposedConvolution implements Layer {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[] = [];
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #ops: NativeOps;
  readonly #options: TransposedOptions;
  readonly #attributes: readonly Attribute[];
  #input: NativeTensor | null = null;

  constructor(ops: NativeOps, options: TransposedOptions, random: TrainingRandom) {
    const { name, kernel, inputs, outputs } = options;
    this.#ops = ops;
    this.#options = options;
    const initial = new Float32Array(kernel * kernel * inputs * outputs);
    random.fillGaussian(initial, (options.gain ?? 1) / Math.sqrt(inputs));
    // The filter of the convolution whose gradient this is: its inputs are our outputs.
    this.weight = new Parameter(ops, `${name}.weight`, initial, [kernel, kernel, outputs, inputs], true);
    this.bias = new Parameter(ops, `${name}.bias`, new Float32Array(outputs), [outputs], false);
    this.parameters = [this.weight, this.bias];
    this.#attributes = convolutionAttributes(ops, options.dtype, options.stride ?? 1, options.padding);
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const ops = this.#ops;
    const { outputs, extent, dtype } = this.#options;
    const input = ops.into(x, dtype);
    const shape = ops.ints([input.shape[0] as number, ...extent, outputs]);
    const sum = ops.one('Conv2DBackpropInput', this.#attributes, [shape, this.weight.in(dtype), input]);
    if (training) this.#input = input;
    else ops.free(input);
    return addBias(ops, sum, this.bias);
  }

  backward(outputGradient: NativeTensor): NativeTensor {
    const ops = this.#ops;
    const input = this.#input!;
    this.#input = null;
    const gradient = ops.into(outputGradient, this.#options.dtype);
    this.bias.accumulate(biasGradient(ops, gradient));
    const inputs = [gradient, ops.ints(this.weight.shape), input];
    this.weight.accumulate(ops.into(ops.one('Conv2DBackpropFilter', this.#attributes, inputs), ops.float32));
    const below = ops.one('Conv2D', this.#attributes, [gradient, this.weight.in(this.#options.dtype)]);
    ops.free(input, gradient);
    return below;
  }
}

function addBias(ops: NativeOps, sum: NativeTensor, bias: Parameter): NativeTensor {
  const attributes = [ops.type('T', sum.dtype), ops.string('data_format', 'NHWC')];
  const result = ops.one('BiasAdd', attributes, [sum, bias.in(sum.dtype)]);
  ops.free(sum);
  return result;
}

function biasGradient(ops: NativeOps, gradient: NativeTensor): NativeTensor {
  const attributes = [ops.type('T', gradient.dtype), ops.string('data_format', 'NHWC')];
  return ops.into(ops.one('BiasAddGrad', attributes, [gradient]), ops.float32);
}

function convolutionAttributes(ops: NativeOps, dtype: number, stride: number, padding: 'same' | 'valid'): Attribute[] {
  return [
    ops.type('T', dtype),
    ops.int('strides', [1, stride, stride, 1]),
    ops.string('padding', padding.toUpperCase()),
    ops.string('data_format', 'NHWC'),
    ops.int('dilations', [1, 1, 1, 1]),
    ops.boolean('use_cudnn_on_gpu', false),
    ops.int('explicit_paddings', []),
  ];
}

function explicitAttributes(
  ops: NativeOps,
  dtype: number,
  stride: number,
  [near, far]: readonly [number, number],
): Attribute[] {
  const attributes = convolutionAttributes(ops, dtype, stride, 'valid');
  if (near === 0 && far === 0) return attributes;
  return attributes.map((attribute) => {
    if (attribute.name === 'padding') return ops.string('padding', 'EXPLICIT');
    if (attribute.name === 'explicit_paddings') return ops.int('explicit_paddings', [0, 0, near, far, near, far, 0, 0]);
    return attribute;
  });
}
