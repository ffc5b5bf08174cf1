/**
 * The operations that training needs, on any tfjs engine in float32: the same names, inputs and outputs as TensorFlow's own
 * kernels, so that layers know one set of operations. WebAssembly lacks most gradient kernels; here they are written with what it
 * has. Source of the formulas: TensorFlow's operator definitions; batch norm after Ioffe and Szegedy, ICML 2015.
 *
 * Convolutions: the gradient of the input is the transposed convolution; that of the filter is a convolution over the batch,
 * images as channels and output positions as the (dilated) filter.
 * Limits: float32 only, NHWC only; about a tenth of the native engine's speed and less.
 */
import type { Rank, Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { EnvironmentError, ModelError } from '../../base/errors.js';
import type { Engine } from '../engine.js';
import type { Addon, AddonTensor, Attribute } from './addon.js';

type Values = ReadonlyMap<string, unknown>;
type Operation = (inputs: readonly Tensor[], attributes: Values) => readonly Tensor[];
type TensorFlow = Engine['tf'];

const types = { TF_FLOAT: 1, TF_INT32: 3, TF_UINT8: 4, TF_BOOL: 10 };

export function portableAddon({ tf }: Engine): Addon {
  const tensors = new Map<number, Tensor>();
  /** Values of resource variables, by the tensor that names them. */
  const variables = new Map<number, Tensor>();
  const operations = operationsOf(tf);
  let next = 0;
  const add = (tensor: Tensor): number => {
    tensors.set(next, tensor);
    return next++;
  };
  const take = (id: number): Tensor => {
    const tensor = tensors.get(id);
    if (tensor === undefined) throw new ModelError(`tensor ${id} has been released`);
    return tensor;
  };
  const dtypeOf = (tensor: Tensor): number =>
    tensor.dtype === 'float32' ? types.TF_FLOAT : tensor.dtype === 'bool' ? types.TF_BOOL : types.TF_INT32;
  const setVariable = (id: number, value: Tensor): void => {
    variables.get(id)?.dispose();
    variables.set(id, value);
  };
  const onVariables: Record<string, (ids: readonly number[], attributes: Values) => Tensor[]> = {
    VarHandleOp: () => [tf.scalar(0)],
    DestroyResourceOp: ([handle]) => {
      variables.get(handle!)?.dispose();
      variables.delete(handle!);
      return [];
    },
    AssignVariableOp: ([handle, value]) => {
      setVariable(handle!, tf.clone(take(value!)));
      return [];
    },
    ReadVariableOp: ([handle]) => [tf.clone(variables.get(handle!)!)],
    // a <- m a + g, w <- w - rate (g + m a)
    ResourceApplyMomentum: ([handle, moment, rate, gradient, momentum]) => {
      const [g, m] = [take(gradient!), take(momentum!)];
      const updated = tf.tidy(() => tf.add(tf.mul(variables.get(moment!)!, m), g));
      const step = tf.tidy(() => tf.mul(take(rate!), tf.add(g, tf.mul(m, updated))));
      setVariable(moment!, updated);
      setVariable(
        handle!,
        tf.tidy(() => tf.sub(variables.get(handle!)!, step)),
      );
      step.dispose();
      return [];
    },
    ResourceApplyAdam: ([handle, first, second, power1, power2, rate, beta1, beta2, epsilon, gradient]) => {
      const scalar = (id: number | undefined) => take(id!).dataSync()[0]!;
      const [b1, b2, g] = [scalar(beta1), scalar(beta2), take(gradient!)];
      const m = tf.tidy(() => tf.add(tf.mul(variables.get(first!)!, b1), tf.mul(g, 1 - b1)));
      const v = tf.tidy(() => tf.add(tf.mul(variables.get(second!)!, b2), tf.mul(tf.square(g), 1 - b2)));
      const corrected = (scalar(rate) * Math.sqrt(1 - scalar(power2))) / (1 - scalar(power1));
      const w = tf.tidy(() => {
        const step = tf.div(tf.mul(m, corrected), tf.add(tf.sqrt(v), scalar(epsilon)));
        return tf.sub(variables.get(handle!)!, step);
      });
      setVariable(first!, m);
      setVariable(second!, v);
      setVariable(handle!, w);
      return [];
    },
  };
  return {
    ...types,
    TF_ATTR_STRING: 0,
    TF_ATTR_INT: 1,
    TF_ATTR_FLOAT: 2,
    TF_ATTR_BOOL: 3,
    TF_ATTR_TYPE: 4,
    TF_ATTR_SHAPE: 5,
    createTensor: (shape, dtype, data) =>
      add(
        dtype === types.TF_FLOAT ? tf.tensor(data, [...shape]) : tf.tensor(Int32Array.from(data), [...shape], 'int32'),
      ),
    deleteTensor(id) {
      take(id).dispose();
      tensors.delete(id);
    },
    tensorDataSync: (id) => take(id).dataSync() as Float32Array,
    executeOp(name, given, inputs): AddonTensor[] {
      const attributes = new Map(given.map((attribute: Attribute) => [attribute.name, attribute.value]));
      const variable = onVariables[name];
      const operation = operations[name];
      if (variable === undefined && operation === undefined) {
        throw new EnvironmentError(`operation ${name} exists on the native engine only`);
      }
      const results =
        variable?.(inputs, attributes) ??
        tf.tidy(() => [...operation!(inputs.map(take), attributes)] as Tensor<Rank>[]);
      return results.map((tensor) => ({ id: add(tensor), shape: tensor.shape, dtype: dtypeOf(tensor) }));
    },
  };
}

function operationsOf(tf: TensorFlow): Record<string, Operation> {
  const strideOf = (attributes: Values) => (attributes.get('strides') as readonly number[])[1]!;
  const numbers = (tensor: Tensor) => [...(tensor.dataSync() as Int32Array)];
  /** Zeros before and after, for maps of `size` positions each way. */
  const marginsOf = (attributes: Values, size: number, kernel: number): readonly [number, number] => {
    const padding = attributes.get('padding');
    if (padding === 'VALID') return [0, 0];
    if (padding === 'EXPLICIT') {
      const explicit = attributes.get('explicit_paddings') as readonly number[];
      return [explicit[2]!, explicit[3]!];
    }
    const stride = strideOf(attributes);
    const total = Math.max((Math.ceil(size / stride) - 1) * stride + kernel - size, 0);
    return [total >> 1, total - (total >> 1)];
  };
  const padded = (x: Tensor4D, vertical: readonly [number, number], horizontal: readonly [number, number]): Tensor4D =>
    tf.pad(x, [[0, 0], [...vertical], [...horizontal], [0, 0]]);
  const marginsFor = (attributes: Values, shape: readonly number[], filter: readonly number[]) =>
    [marginsOf(attributes, shape[1]!, filter[0]!), marginsOf(attributes, shape[2]!, filter[1]!)] as const;

  const convolution = (x: Tensor4D, filter: Tensor4D, attributes: Values): Tensor4D =>
    tf.conv2d(padded(x, ...marginsFor(attributes, x.shape, filter.shape)), filter, strideOf(attributes), 'valid');

  const inputGradient = (
    shape: readonly number[],
    filter: Tensor4D,
    gradient: Tensor4D,
    attributes: Values,
  ): Tensor4D => {
    const [vertical, horizontal] = marginsFor(attributes, shape, filter.shape);
    const [n, h, w, c] = shape as [number, number, number, number];
    const height = h + vertical[0] + vertical[1];
    const width = w + horizontal[0] + horizontal[1];
    const whole = tf.conv2dTranspose(gradient, filter, [n, height, width, c], strideOf(attributes), 'valid');
    return tf.slice(whole, [0, vertical[0], horizontal[0], 0], [n, h, w, c]);
  };

  const filterGradient = (x: Tensor4D, shape: readonly number[], gradient: Tensor4D, attributes: Values): Tensor4D => {
    const [rows, columns, inputs, outputs] = shape as [number, number, number, number];
    const images = tf.transpose(padded(x, ...marginsFor(attributes, x.shape, shape)), [3, 1, 2, 0]) as Tensor4D;
    const positions = tf.transpose(gradient, [1, 2, 0, 3]) as Tensor4D;
    const sums = tf.conv2d(images, positions, 1, 'valid', 'NHWC', strideOf(attributes));
    const part = tf.slice(sums, [0, 0, 0, 0], [inputs, rows, columns, outputs]);
    return tf.transpose(part, [1, 2, 0, 3]) as Tensor4D;
  };

  const allButLast = (x: Tensor) => x.shape.map((_, axis) => axis).slice(0, -1);

  const batchNorm: Operation = ([x, gain, shift, mean, variance], attributes) => {
    const epsilon = attributes.get('epsilon') as number;
    const training = attributes.get('is_training') as boolean;
    const factor = attributes.get('exponential_avg_factor') as number;
    const axes = allButLast(x!);
    const [m, v] = training ? [tf.mean(x!, axes), tf.moments(x!, axes).variance] : [mean!, variance!];
    const inverse = tf.rsqrt(tf.add(v, epsilon));
    const y = tf.add(tf.mul(tf.sub(x!, m), tf.mul(inverse, gain!)), shift!);
    const count = x!.size / m.size;
    const follow = (old: Tensor, fresh: Tensor) => tf.add(tf.mul(old, 1 - factor), tf.mul(fresh, factor));
    const running = training
      ? [follow(mean!, m), follow(variance!, tf.mul(v, count / Math.max(1, count - 1)))]
      : [tf.clone(mean!), tf.clone(variance!)];
    return [y, ...running, tf.clone(m), inverse, tf.scalar(0)];
  };

  const batchNormGradient: Operation = ([dy, x, gain, mean, inverse]) => {
    const axes = allButLast(x!);
    const normed = tf.mul(tf.sub(x!, mean!), inverse!);
    const dShift = tf.sum(dy!, axes);
    const dGain = tf.sum(tf.mul(dy!, normed), axes);
    const count = x!.size / mean!.size;
    const centred = tf.sub(dy!, tf.div(tf.add(dShift, tf.mul(normed, dGain)), count));
    return [tf.mul(centred, tf.mul(gain!, inverse!)), dGain, dShift, tf.scalar(0), tf.scalar(0)];
  };

  const spaceToDepth = (x: Tensor): Tensor => {
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const windows = tf.transpose(tf.reshape(x, [n, h / 2, 2, w / 2, 2, c]), [0, 1, 3, 2, 4, 5]);
    return tf.reshape(windows, [n, h / 2, w / 2, 4 * c]);
  };
  const depthToSpace = (x: Tensor): Tensor => {
    const [n, h, w, c] = x.shape as [number, number, number, number];
    const windows = tf.transpose(tf.reshape(x, [n, h, w, 2, 2, c / 4]), [0, 1, 3, 2, 4, 5]);
    return tf.reshape(windows, [n, 2 * h, 2 * w, c / 4]);
  };

  const softmaxCrossEntropy: Operation = ([logits, labels]) => {
    const logarithms = tf.logSoftmax(logits!);
    const losses = tf.neg(tf.sum(tf.mul(labels!, logarithms), -1));
    return [losses, tf.sub(tf.exp(logarithms), labels!)];
  };

  return {
    AddN: (inputs) => [tf.addN([...inputs])],
    AddV2: ([a, b]) => [tf.add(a!, b!)],
    BiasAdd: ([x, bias]) => [tf.add(x!, bias!)],
    BiasAddGrad: ([gradient]) => [tf.sum(gradient!, allButLast(gradient!))],
    Cast: ([x], attributes) => [
      attributes.get('DstT') === types.TF_FLOAT ? tf.cast(x!, 'float32') : tf.cast(x!, 'int32'),
    ],
    ConcatV2: (inputs) => [tf.concat(inputs.slice(0, -1) as Tensor2D[], numbers(inputs.at(-1)!)[0]!)],
    Conv2D: ([x, filter], attributes) => [convolution(x as Tensor4D, filter as Tensor4D, attributes)],
    Conv2DBackpropFilter: ([x, shape, gradient], attributes) => [
      filterGradient(x as Tensor4D, numbers(shape!), gradient as Tensor4D, attributes),
    ],
    Conv2DBackpropInput: ([shape, filter, gradient], attributes) => [
      inputGradient(numbers(shape!), filter as Tensor4D, gradient as Tensor4D, attributes),
    ],
    DepthToSpace: ([x]) => [depthToSpace(x!)],
    Equal: ([a, b]) => [tf.equal(a!, b!)],
    FusedBatchNormGradV3: batchNormGradient,
    FusedBatchNormV3: batchNorm,
    GatherV2: ([x, indices, axis]) => [tf.gather(x!, indices as Tensor2D, numbers(axis!)[0])],
    MatMul: ([a, b], attributes) => [
      tf.matMul(a!, b!, attributes.get('transpose_a') as boolean, attributes.get('transpose_b') as boolean),
    ],
    MaxPool: ([x]) => [tf.maxPool(x as Tensor4D, 2, 2, 'valid')],
    Mean: ([x, axes]) => [tf.mean(x!, numbers(axes!))],
    Mul: ([a, b]) => [tf.mul(a!, b!)],
    Pad: ([x, paddings]) => [tf.pad(x!, paddings!.arraySync() as [number, number][])],
    RealDiv: ([a, b]) => [tf.div(a!, b!)],
    Relu: ([x]) => [tf.relu(x!)],
    ReluGrad: ([gradient, y]) => [tf.mul(gradient!, tf.step(y!))],
    Reshape: ([x, shape]) => [tf.reshape(x!, numbers(shape!))],
    Sigmoid: ([x]) => [tf.sigmoid(x!)],
    SigmoidGrad: ([y, gradient]) => [tf.mul(gradient!, tf.mul(y!, tf.sub(1, y!)))],
    Slice: ([x, begin, size]) => [tf.slice(x!, numbers(begin!), numbers(size!))],
    SoftmaxCrossEntropyWithLogits: softmaxCrossEntropy,
    SpaceToDepth: ([x]) => [spaceToDepth(x!)],
    Sub: ([a, b]) => [tf.sub(a!, b!)],
    Sum: ([x, axes]) => [tf.sum(x!, numbers(axes!))],
    Tile: ([x, multiples]) => [tf.tile(x!, numbers(multiples!))],
    Transpose: ([x, order]) => [tf.transpose(x!, numbers(order!))],
  };
}
