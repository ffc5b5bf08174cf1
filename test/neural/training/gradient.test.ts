/**
 * Every trainable layer's gradient against central differences of r . layer(x) for a random r, in float32: with x and r of
 * order one and a step of 5e-3 the differences carry about 1e-3 of rounding, hence the tolerance 2e-2 relative.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadEngine } from '../../../src/neural/engine.js';
import { BatchNorm } from '../../../src/neural/training/batch-norm.js';
import { Convolution, TransposedConvolution } from '../../../src/neural/training/convolution.js';
import { type Layer, Sequence } from '../../../src/neural/training/layer.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';
import { Residual } from '../../../src/neural/training/residual.js';
import { Dense, MaxPool, MeanPool, Relu, Sigmoid } from '../../../src/neural/training/simple-layers.js';

let ops: NativeOps;
const random = new TrainingRandom(7, 'gradient-test');

interface Case {
  readonly name: string;
  readonly make: () => Layer;
  readonly shape: readonly number[];
}

const convolution = (extra: object) => ({
  name: 'c',
  inputs: 3,
  outputs: 5,
  kernel: 3,
  bias: true,
  dtype: ops.float32,
  ...extra,
});
const cases: readonly Case[] = [
  {
    name: 'convolution, same',
    make: () => new Convolution(ops, convolution({ padding: 'same', filterGradient: 'direct' }) as never, random),
    shape: [2, 7, 7, 3],
  },
  {
    name: 'convolution, same, weight gradient as convolution',
    make: () => new Convolution(ops, convolution({ padding: 'same', filterGradient: 'convolution' }) as never, random),
    shape: [2, 7, 7, 3],
  },
  {
    name: 'convolution, valid, weight gradient as convolution',
    make: () =>
      new Convolution(
        ops,
        convolution({ padding: 'valid', kernel: 2, filterGradient: 'convolution' }) as never,
        random,
      ),
    shape: [2, 7, 7, 3],
  },
  {
    name: 'convolution, even kernel, same',
    make: () =>
      new Convolution(ops, convolution({ padding: 'same', kernel: 4, filterGradient: 'convolution' }) as never, random),
    shape: [2, 5, 5, 3],
  },
  {
    name: 'convolution on a 2 x 2 map, as a matrix product',
    make: () => new Convolution(ops, convolution({ padding: 'same' }) as never, random),
    shape: [2, 2, 2, 3],
  },
  {
    name: 'convolution of kernel 2 on a 2 x 2 map, as a matrix product',
    make: () => new Convolution(ops, convolution({ padding: 'same', kernel: 2 }) as never, random),
    shape: [2, 2, 2, 3],
  },
  {
    name: 'convolution, stride 2',
    make: () => new Convolution(ops, convolution({ padding: 'valid', stride: 2 }) as never, random),
    shape: [2, 7, 7, 3],
  },
  {
    name: 'convolution, stride 2, centred',
    make: () => new Convolution(ops, convolution({ padding: 'centred', stride: 2 }) as never, random),
    shape: [2, 6, 6, 3],
  },
  {
    name: 'residual, identity',
    make: () => {
      const inner = new Convolution(ops, convolution({ padding: 'same', outputs: 3 }) as never, random);
      return new Residual(ops, new Sequence([inner]), null);
    },
    shape: [2, 5, 5, 3],
  },
  {
    name: 'residual, shortcut',
    make: () => {
      const inner = new Convolution(ops, convolution({ padding: 'same' }) as never, random);
      const shortcut = convolution({ name: 's', kernel: 1, padding: 'valid' });
      return new Residual(
        ops,
        new Sequence([inner, new Sigmoid(ops)]),
        new Sequence([new Convolution(ops, shortcut as never, random)]),
      );
    },
    shape: [2, 5, 5, 3],
  },
  {
    name: 'transposed convolution, valid',
    make: () => new TransposedConvolution(ops, convolution({ padding: 'valid', extent: [4, 4] }) as never, random),
    shape: [2, 2, 2, 3],
  },
  {
    name: 'transposed convolution, stride 2',
    make: () =>
      new TransposedConvolution(ops, convolution({ padding: 'valid', stride: 2, extent: [7, 7] }) as never, random),
    shape: [2, 3, 3, 3],
  },
  {
    name: 'transposed convolution, same',
    make: () => new TransposedConvolution(ops, convolution({ padding: 'same', extent: [4, 4] }) as never, random),
    shape: [2, 4, 4, 3],
  },
  { name: 'batch norm', make: () => new BatchNorm(ops, 'n', 5, { gain: 'trained' }), shape: [4, 5, 5, 5] },
  { name: 'relu', make: () => new Relu(ops), shape: [2, 3, 3, 4] },
  { name: 'sigmoid', make: () => new Sigmoid(ops), shape: [2, 3, 3, 4] },
  { name: 'max pool, even', make: () => new MaxPool(ops), shape: [2, 6, 6, 3] },
  { name: 'max pool, odd', make: () => new MaxPool(ops), shape: [2, 7, 7, 3] },
  { name: 'mean pool', make: () => new MeanPool(ops, ops.float32), shape: [2, 3, 3, 4] },
  { name: 'dense', make: () => new Dense(ops, 'd', 6, 4, random), shape: [3, 6] },
];

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const gaussians = (count: number) => random.fillGaussian(new Float32Array(count));

describe.each(['native', 'wasm'] as const)('%s', (backend) => {
  beforeAll(async () => {
    ops = new NativeOps(await loadEngine(backend));
  });

  test.each(cases)('$name', ({ make, shape }) => {
    const layer = make();
    const x = gaussians(size(shape));
    const probe = layer.forward(ops.tensor(x, shape), true);
    const outputShape = probe.shape;
    const r = gaussians(size(outputShape));
    ops.free(probe);
    const below = layer.backward(ops.tensor(r, outputShape))!;
    const inputGradient = ops.readFloats(below);
    ops.free(below);
    const gradients = layer.parameters.map((parameter) => {
      const gradient = parameter.takeGradient()!;
      const values = ops.readFloats(gradient);
      ops.free(gradient);
      return values;
    });
    const objective = (input: Float32Array): number => {
      const y = layer.forward(ops.tensor(input, shape), true);
      const sum = ops.readFloats(y).reduce((total, value, i) => total + value * r[i]!, 0);
      ops.free(y);
      ops.free(layer.backward(ops.tensor(new Float32Array(size(outputShape)), outputShape))!);
      for (const parameter of layer.parameters) {
        const gradient = parameter.takeGradient();
        if (gradient !== null) ops.free(gradient);
      }
      return sum;
    };
    const step = 5e-3;
    const slope = (values: Float32Array, i: number, evaluate: (changed: Float32Array) => number): number => {
      const [up, down] = [values.slice(), values.slice()];
      up[i]! += step;
      down[i]! -= step;
      return (evaluate(up) - evaluate(down)) / (2 * step);
    };
    const close = (found: number, expected: number) =>
      expect(Math.abs(found - expected) / (0.1 + Math.abs(expected))).toBeLessThan(2e-2);
    for (let n = 0; n < 10; n++) {
      const i = random.integer(x.length);
      close(inputGradient[i]!, slope(x, i, objective));
    }
    layer.parameters.forEach((parameter, p) => {
      const kept = ops.readFloats(parameter.value);
      const evaluate = (changed: Float32Array) => {
        parameter.load(changed);
        return objective(x);
      };
      for (let n = 0; n < 5; n++) {
        const i = random.integer(kept.length);
        close(gradients[p]![i]!, slope(kept, i, evaluate));
      }
      parameter.load(kept);
    });
  });

  test('batch norm keeps the running mean and the unbiased running variance', () => {
    const norm = new BatchNorm(ops, 'n', 1, { gain: 'one' });
    ops.free(norm.forward(ops.tensor(new Float32Array([1, 2, 3, 4]), [1, 2, 2, 1]), true));
    expect(ops.readFloats(norm.mean.value)[0]).toBeCloseTo(0.25, 5);
    expect(ops.readFloats(norm.variance.value)[0]).toBeCloseTo(0.9 + 0.1 * (5 / 3), 5);
  });

  test.each([1, 2])('on a map of side %d the matrix product is the convolution', (side) => {
    const make = (more: object) =>
      new Convolution(ops, convolution({ padding: 'same', ...more }) as never, new TrainingRandom(3, 'same-filter'));
    const x = gaussians(4 * side * side * 3);
    const answers = [make({}), make({ filterGradient: 'direct' })].map((layer) => {
      const y = layer.forward(ops.tensor(x, [4, side, side, 3]), false);
      const values = ops.readFloats(y);
      ops.free(y);
      return values;
    });
    for (const [i, value] of answers[0]!.entries()) expect(value).toBeCloseTo(answers[1]![i]!, 5);
  });
});
