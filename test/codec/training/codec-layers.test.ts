/** The layers of a codec: the transposed convolution is the one of the paper, and planes of the condition stand where they should. */
import { beforeAll, expect, test } from 'vitest';
import { conditionValue } from '../../../src/codec/bottlenet-network.js';
import { CodecLayers } from '../../../src/codec/training/codec-layers.js';
import { loadEngine } from '../../../src/neural/engine.js';
import { Convolution, TransposedConvolution } from '../../../src/neural/training/convolution.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

let ops: NativeOps;
beforeAll(async () => {
  ops = new NativeOps(await loadEngine('native'));
});

/** [kernel, kernel, outputs, inputs] to the turned [kernel, kernel, inputs, outputs]. */
function turned(weight: Float32Array, kernel: number, outputs: number, inputs: number): Float32Array {
  const result = new Float32Array(weight.length);
  for (let u = 0; u < kernel; u++) {
    for (let v = 0; v < kernel; v++) {
      for (let o = 0; o < outputs; o++) {
        for (let i = 0; i < inputs; i++) {
          const from = ((u * kernel + v) * outputs + o) * inputs + i;
          const to = (((kernel - 1 - u) * kernel + (kernel - 1 - v)) * inputs + i) * outputs + o;
          result[to] = weight[from]!;
        }
      }
    }
  }
  return result;
}

test('at stride 1 the transposed convolution is a convolution with the kernel turned', () => {
  const random = new TrainingRandom(1, 'test');
  const common = {
    name: 'c',
    inputs: 2,
    outputs: 5,
    kernel: 3,
    padding: 'same',
    bias: true,
    dtype: ops.float32,
  } as const;
  const transposed = new TransposedConvolution(ops, { ...common, extent: [4, 4] }, random);
  const plain = new Convolution(ops, common, random);
  plain.weight.load(turned(ops.readFloats(transposed.weight.value), 3, 5, 2));
  const x = random.fillGaussian(new Float32Array(3 * 16 * 2));
  const forward = (layer: typeof transposed | typeof plain) =>
    ops.readFloats(layer.forward(ops.tensor(x, [3, 4, 4, 2]), false));
  const expected = forward(plain);
  forward(transposed).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
  // A convolution with the kernel as it stands gives something else.
  plain.weight.load(ops.readFloats(transposed.weight.value));
  expect(forward(plain).some((value, i) => Math.abs(value - expected[i]!) > 0.1)).toBe(true);
});

test.each([
  ['none', 0, 0],
  ['encoder', 1, 0],
  ['both', 1, 1],
] as const)('condition %s: the code and the feature depend on what is told', (condition, encoder, decoder) => {
  const layers = new CodecLayers(ops, {
    shape: { kernel: 2, stride: 2, padding: 'valid', channels: 3 },
    feature: [4, 4, 5],
    channel: 'awgn',
    condition,
    seed: 1,
    frontTrained: false,
  });
  const random = new TrainingRandom(2, 'test');
  const x = random.fillGaussian(new Float32Array(80));
  const code = (told: number) =>
    ops.readFloats(layers.encode(ops.tensor(x, [1, 4, 4, 5]), new Float32Array([told]), false));
  const arrived = random.fillGaussian(new Float32Array(12));
  const feature = (told: number) =>
    ops.readFloats(layers.decode(ops.tensor(arrived, [1, 2, 2, 3]), new Float32Array([told]), false));
  const differs = (a: Float32Array, b: Float32Array) => a.some((value, i) => value !== b[i]);
  expect(conditionValue('awgn', 0)).not.toBe(conditionValue('awgn', 20));
  expect(differs(code(0), code(20))).toBe(encoder === 1);
  expect(differs(feature(0), feature(20))).toBe(decoder === 1);
  expect(code(0).length).toBe(12);
  expect(feature(0).length).toBe(80);
});
