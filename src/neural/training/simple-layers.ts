/** Layers with few or no parameters: activations, pooling, the dense layer, reshaping. All in NHWC order. */
import { type Layer, Parameter, type Statistic } from './layer.js';
import type { NativeOps, NativeTensor } from './native-ops.js';
import type { TrainingRandom } from './random.js';

abstract class Unparametrised {
  readonly parameters: readonly Parameter[] = [];
  readonly statistics: readonly Statistic[] = [];
  protected readonly ops: NativeOps;

  constructor(ops: NativeOps) {
    this.ops = ops;
  }
}

/** y = max(x, 0). */
export class Relu extends Unparametrised implements Layer {
  #output: NativeTensor | null = null;

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const y = this.ops.one('Relu', [this.ops.type('T', x.dtype)], [x]);
    this.ops.free(x);
    if (training) this.#output = this.ops.retain(y);
    return y;
  }

  backward(outputGradient: NativeTensor): NativeTensor {
    const output = this.#output!;
    this.#output = null;
    const gradient = this.ops.into(outputGradient, output.dtype);
    const below = this.ops.one('ReluGrad', [this.ops.type('T', gradient.dtype)], [gradient, output]);
    this.ops.free(gradient, output);
    return below;
  }
}

/** y = 1 / (1 + e^-x). */
export class Sigmoid extends Unparametrised implements Layer {
  #output: NativeTensor | null = null;

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const y = this.ops.one('Sigmoid', [this.ops.type('T', x.dtype)], [x]);
    this.ops.free(x);
    if (training) this.#output = this.ops.retain(y);
    return y;
  }

  backward(gradient: NativeTensor): NativeTensor {
    const output = this.#output!;
    this.#output = null;
    const below = this.ops.one('SigmoidGrad', [this.ops.type('T', gradient.dtype)], [output, gradient]);
    this.ops.free(gradient, output);
    return below;
  }
}

/**
 * Maximum over 2 x 2 positions, stride 2, an odd last row and column dropped.
 *
 * The backward pass compares the input with the output position by position (space-to-depth, equality mask), five times as
 * fast as TensorFlow's own kernel on a CPU; where several inputs tie, each gets the gradient.
 */
export class MaxPool extends Unparametrised implements Layer {
  #input: NativeTensor | null = null;
  #output: NativeTensor | null = null;

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const ops = this.ops;
    const attributes = [
      ops.type('T', x.dtype),
      ops.int('ksize', [1, 2, 2, 1]),
      ops.int('strides', [1, 2, 2, 1]),
      ops.string('padding', 'VALID'),
      ops.string('data_format', 'NHWC'),
    ];
    const y = ops.one('MaxPool', attributes, [x]);
    if (training) {
      this.#input = x;
      this.#output = ops.retain(y);
    } else ops.free(x);
    return y;
  }

  backward(outputGradient: NativeTensor): NativeTensor {
    const ops = this.ops;
    const input = this.#input!;
    const output = this.#output!;
    this.#input = this.#output = null;
    const dtype = input.dtype;
    const gradient = ops.into(outputGradient, dtype);
    const [count, height, width, channels] = input.shape as [number, number, number, number];
    const odd = [height % 2, width % 2] as const;
    const even = ops.slice(input, [0, 0, 0, 0], [count, height - odd[0], width - odd[1], channels]);
    ops.free(input);
    const blockAttributes = [ops.type('T', dtype), ops.int('block_size', 2), ops.string('data_format', 'NHWC')];
    const windows = ops.one('SpaceToDepth', blockAttributes, [even]);
    const maxima = ops.concat([output, output, output, output], 3);
    const equal = ops.one('Equal', [ops.type('T', dtype)], [windows, maxima]);
    ops.free(even, output, windows, maxima);
    const mask = ops.into(equal, dtype);
    const spread = ops.concat([gradient, gradient, gradient, gradient], 3);
    const masked = ops.binary('Mul', mask, spread);
    const below = ops.one('DepthToSpace', blockAttributes, [masked]);
    ops.free(gradient, mask, spread, masked);
    if (odd[0] === 0 && odd[1] === 0) return below;
    const paddings = ops.reshape(ops.ints([0, 0, 0, odd[0], 0, odd[1], 0, 0]), [4, 2]);
    const padded = ops.one('Pad', [ops.type('T', dtype), ops.type('Tpaddings', ops.int32)], [below, paddings]);
    ops.free(below, paddings);
    return padded;
  }
}

/** Mean over all positions; the result is float32. */
export class MeanPool extends Unparametrised implements Layer {
  readonly #gradientType: number;
  #shape: readonly number[] = [];

  constructor(ops: NativeOps, gradientType: number) {
    super(ops);
    this.#gradientType = gradientType;
  }

  forward(x: NativeTensor): NativeTensor {
    const ops = this.ops;
    this.#shape = x.shape;
    const input = ops.into(x, ops.float32);
    const attributes = [ops.type('T', ops.float32), ops.type('Tidx', ops.int32), ops.boolean('keep_dims', false)];
    const y = ops.one('Mean', attributes, [input, ops.ints([1, 2])]);
    ops.free(input);
    return y;
  }

  backward(gradient: NativeTensor): NativeTensor {
    const ops = this.ops;
    const [count, height, width, channels] = this.#shape as [number, number, number, number];
    const share = ops.binary('Mul', gradient, ops.scalar(1 / (height * width)));
    const single = ops.reshape(share, [count, 1, 1, channels]);
    const attributes = [ops.type('T', ops.float32), ops.type('Tmultiples', ops.int32)];
    const below = ops.one('Tile', attributes, [single, ops.ints([1, height, width, 1])]);
    ops.free(gradient, share, single);
    return ops.into(below, this.#gradientType);
  }
}

/** y = x W + b, x of shape [count, inputs], in float32. */
export class Dense implements Layer {
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[] = [];
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly #ops: NativeOps;
  #input: NativeTensor | null = null;

  constructor(ops: NativeOps, name: string, inputs: number, outputs: number, random: TrainingRandom) {
    this.#ops = ops;
    const initial = random.fillGaussian(new Float32Array(inputs * outputs), 1 / Math.sqrt(inputs));
    this.weight = new Parameter(ops, `${name}.weight`, initial, [inputs, outputs], true);
    this.bias = new Parameter(ops, `${name}.bias`, new Float32Array(outputs), [outputs], false);
    this.parameters = [this.weight, this.bias];
  }

  forward(x: NativeTensor, training: boolean): NativeTensor {
    const ops = this.#ops;
    const product = this.#multiply(x, this.weight.value, false, false);
    const y = ops.one(
      'BiasAdd',
      [ops.type('T', ops.float32), ops.string('data_format', 'NHWC')],
      [product, this.bias.value],
    );
    ops.free(product);
    if (training) this.#input = x;
    else ops.free(x);
    return y;
  }

  backward(gradient: NativeTensor): NativeTensor {
    const ops = this.#ops;
    const input = this.#input!;
    this.#input = null;
    if (this.weight.trainable) this.weight.accumulate(this.#multiply(input, gradient, true, false));
    if (this.bias.trainable) {
      const attributes = [ops.type('T', ops.float32), ops.string('data_format', 'NHWC')];
      this.bias.accumulate(ops.one('BiasAddGrad', attributes, [gradient]));
    }
    const below = this.#multiply(gradient, this.weight.value, false, true);
    ops.free(input, gradient);
    return below;
  }

  #multiply(a: NativeTensor, b: NativeTensor, transposeA: boolean, transposeB: boolean): NativeTensor {
    const ops = this.#ops;
    const attributes = [
      ops.type('T', ops.float32),
      ops.boolean('transpose_a', transposeA),
      ops.boolean('transpose_b', transposeB),
    ];
    return ops.one('MatMul', attributes, [a, b]);
  }
}
