/** The channel of training: erasures and noise have the stated statistics, the conditions follow the stated law. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eraseBits, TrainingChannel } from '../../../src/codec/training/training-channel.js';
import { drawConditions, toldGrid } from '../../../src/codec/training/training-law.js';
import { loadEngine } from '../../../src/neural/engine.js';
import { NativeOps } from '../../../src/neural/training/native-ops.js';
import { TrainingRandom } from '../../../src/neural/training/random.js';

test('without erasures the quantiser is round(255 x) / 255, at most 255', () => {
  const values = Float32Array.from({ length: 1001 }, (_, i) => i / 1000);
  const arrived = eraseBits(values, new Float32Array([0]), new TrainingRandom(1, 'test'), 8);
  values.forEach((value, i) => {
    expect(arrived[i]).toBe(Math.fround(Math.min(255, Math.round(255 * value)) / 255));
  });
});

test('each bit is erased with probability p and then counts half its weight', () => {
  const p = 0.2;
  const count = 100_000;
  const random = new TrainingRandom(2, 'test');
  // All bits set: a value arrives as 255 less half the weight of each erased bit, so its erasures can be read off.
  const arrived = eraseBits(new Float32Array(count).fill(1), new Float32Array([p]), random, 8);
  const erased = new Float64Array(8);
  for (const value of arrived) {
    const missing = Math.round(2 * (255 - 255 * value));
    for (let bit = 0; bit < 8; bit++) if ((missing >> bit) & 1) erased[bit]!++;
  }
  const standardError = Math.sqrt(count * p * (1 - p));
  for (const found of erased) expect(Math.abs(found - count * p)).toBeLessThan(4.5 * standardError);
});

test('noise conditions: uniform from -2 to 42 dB, told equal in half the draws, else off by 6 dB before clipping', () => {
  const { met, told } = drawConditions('wide', 'awgn', 40_000, new TrainingRandom(3, 'test'));
  const mean = met.reduce((sum, value) => sum + value, 0) / met.length;
  expect(Math.abs(mean - 20)).toBeLessThan(4.5 * (44 / Math.sqrt(12 * met.length)));
  expect(Math.min(...told)).toBeGreaterThanOrEqual(-2);
  expect(Math.max(...told)).toBeLessThanOrEqual(42);
  const equal = met.filter((value, i) => value === told[i]).length;
  expect(Math.abs(equal - met.length / 2)).toBeLessThan(4.5 * Math.sqrt(met.length / 4));
  const inside = [...met.keys()].filter((i) => met[i]! > 19 && met[i]! < 21 && met[i] !== told[i]);
  const squares = inside.reduce((sum, i) => sum + (told[i]! - met[i]!) ** 2, 0) / inside.length;
  expect(Math.abs(squares / 36 - 1)).toBeLessThan(4.5 * Math.sqrt(2 / inside.length));
});

test('erasure conditions: none in a tenth of the draws, else log-uniform from 0.001 to 0.4', () => {
  const { met, told } = drawConditions('wide', 'bit-erasure', 40_000, new TrainingRandom(4, 'test'));
  const none = met.filter((p) => p === 0).length;
  expect(Math.abs(none - 4000)).toBeLessThan(4.5 * Math.sqrt(3600));
  const logs = met.filter((p) => p > 0).map((p) => Math.log(p / 0.001) / Math.log(400));
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4.5 / Math.sqrt(12 * logs.length));
  expect(told.every((p) => p === 0 || (p > 0.000999 && p < 0.400001))).toBe(true);
});

test('the paper law draws one condition a minibatch, told as met', () => {
  const { met, told } = drawConditions('paper', 'awgn', 16, new TrainingRandom(5, 'test'));
  expect(new Set(met).size).toBe(1);
  expect(met[0]).toBeGreaterThanOrEqual(20);
  expect(told).toEqual(met);
});

test.each([1, 2, 4, 8])(
  'values of %i bits: round(M x) / M, at most M, and erased bits at half their weight',
  (bits) => {
    const largest = 2 ** bits - 1;
    const values = Float32Array.from({ length: 101 }, (_, i) => i / 100);
    const whole = eraseBits(values, new Float32Array([0]), new TrainingRandom(1, 'test'), bits);
    values.forEach((value, i) => {
      expect(whole[i]).toBe(Math.fround(Math.min(largest, Math.round(largest * value)) / largest));
    });
    // All bits erased: half of all weights, whatever was sent.
    expect(new Set(eraseBits(values, new Float32Array([1]), new TrainingRandom(1, 'test'), bits))).toEqual(
      new Set([0.5]),
    );
  },
);

test('the wide law between other ends: uniform there, told clipped to them, and the card tells all of them', () => {
  const law = { from: -14, to: 10 };
  const { met, told } = drawConditions(law, 'awgn', 40_000, new TrainingRandom(6, 'test'));
  const mean = met.reduce((sum, value) => sum + value, 0) / met.length;
  expect(Math.abs(mean + 2)).toBeLessThan(4.5 * (24 / Math.sqrt(12 * met.length)));
  expect([Math.min(...told), Math.max(...told)]).toEqual([-14, 10]);
  const grid = toldGrid(law, 'awgn');
  expect([grid[0], grid.at(-1), grid.length]).toEqual([-14, 10, 25]);
});

test('a prefix is drawn as often as the square root of its channels says', () => {
  const { channels } = drawConditions('wide', 'awgn', 40_000, new TrainingRandom(7, 'test'), [4, 9, 25]);
  for (const prefix of [4, 9, 25]) {
    const share = Math.sqrt(prefix) / 10;
    const found = channels!.filter((value) => value === prefix).length / 40_000;
    expect(Math.abs(found - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / 40_000));
  }
});

test('a fixed law draws its condition only, and a card tells what its law trains', () => {
  const { met, told } = drawConditions({ fixed: 7 }, 'awgn', 5, new TrainingRandom(1, 'test'));
  expect([new Set(met), new Set(told)]).toEqual([new Set([7]), new Set([7])]);
  expect(toldGrid({ fixed: 7 }, 'awgn')).toEqual([7]);
  expect(toldGrid('wide', 'awgn')).toHaveLength(45);
  expect([toldGrid('paper', 'awgn')[0], toldGrid('paper', 'awgn').at(-1)]).toEqual([20, 42]);
  expect(toldGrid('paper', 'bit-erasure')).toEqual([0, 0.001, 0.003, 0.01]);
  const paper = Array.from({ length: 2000 }, (_, i) =>
    drawConditions('paper', 'awgn', 1, new TrainingRandom(i, 'test')),
  );
  // sigma uniform in 0..0.1: mean 0.05.
  const sigmas = paper.map((draw) => 10 ** (-draw.met[0]! / 20));
  const mean = sigmas.reduce((sum, sigma) => sum + sigma, 0) / sigmas.length;
  expect(Math.abs(mean - 0.05)).toBeLessThan(4.5 * (0.1 / Math.sqrt(12 * sigmas.length)));
  expect(Math.max(...sigmas)).toBeLessThanOrEqual(0.1 + 1e-9);
});

describe('what arrives of a code', () => {
  const psnrOf = (sigma2: number) => -10 * Math.log10(sigma2);
  /** Values of one image: enough for a standard error of 0.7 % of a mean square. */
  const perImage = 40_000;
  const shape = [1, 100, 100, 4];
  let ops: NativeOps;
  beforeAll(async () => {
    ops = new NativeOps(await loadEngine('native'));
  });
  afterAll(() => ops.dispose());

  const channelOf = (receiver: 'zf' | 'lmmse', channel: 'awgn' | 'bit-erasure' = 'awgn') =>
    new TrainingChannel(ops, { channel, receiver, bits: 8, law: 'wide' });
  /** Gaussian code values of each image, with the mean and the variance asked for. */
  const codeOf = (...images: readonly { mean: number; variance: number }[]) => {
    const random = new TrainingRandom(1, 'code');
    return Float32Array.from(
      images.flatMap(({ mean, variance }) =>
        Array.from({ length: perImage }, () => mean + Math.sqrt(variance) * random.gaussian()),
      ),
    );
  };
  const momentsOf = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
  };
  const imageOf = (values: Float32Array, image: number) => values.subarray(image * perImage, (image + 1) * perImage);
  const meanSquare = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
  /** Of a Gaussian error: a mean square of n values has the standard error sqrt(2 / n) of itself. */
  const expectSquare = (found: number, expected: number) =>
    expect(Math.abs(found / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / perImage));

  function send(
    channel: TrainingChannel,
    code: Float32Array,
    conditions: { met: readonly number[]; told: readonly number[]; channels?: readonly number[] },
    training = true,
  ): Float32Array {
    const { met, told, channels } = conditions;
    const sent = channels === undefined ? {} : { channels: Int32Array.from(channels) };
    const x = ops.tensor(code, [met.length, ...shape.slice(1)]);
    const y = channel.forward(
      x,
      { met: Float32Array.from(met), told: Float32Array.from(told), ...sent },
      new TrainingRandom(2, 'noise'),
      training,
    );
    const arrived = ops.readFloats(y);
    ops.free(y);
    return arrived;
  }
  function gradientOf(channel: TrainingChannel, images: number): Float32Array {
    const ones = ops.tensor(new Float32Array(images * perImage).fill(1), [images, ...shape.slice(1)]);
    const below = channel.backward(ones);
    const gradient = ops.readFloats(below);
    ops.free(below);
    return gradient;
  }

  test('zf: noise of the variance of the PSNR met, whatever was told, and the gradient as it is', () => {
    const channel = channelOf('zf');
    const code = codeOf({ mean: 0.5, variance: 0.02 }, { mean: 0.4, variance: 0.01 });
    const arrived = send(channel, code, { met: [10, 3], told: [3, 10] });
    expectSquare(meanSquare(imageOf(arrived, 0), imageOf(code, 0)), 0.1);
    expectSquare(meanSquare(imageOf(arrived, 1), imageOf(code, 1)), 10 ** -0.3);
    expect(new Set(gradientOf(channel, 2))).toEqual(new Set([1]));
  });

  test('lmmse: error v s / (v + s) with v of the condition told and s of the one met, and k as gradient', () => {
    const channel = channelOf('lmmse');
    const [sigma2, other] = [0.04, 0.002];
    const code = codeOf({ mean: 0.6, variance: 0.02 }, { mean: 0.3, variance: 0.005 });
    const conditions = { met: [psnrOf(sigma2), psnrOf(other)], told: [2, 30] };
    const arrived = send(channel, code, conditions);
    const gradient = gradientOf(channel, 2);
    [sigma2, other].forEach((s, image) => {
      const { variance: v } = momentsOf(imageOf(code, image));
      expectSquare(meanSquare(imageOf(arrived, image), imageOf(code, image)), (v * s) / (v + s));
      const found = [...new Set(imageOf(gradient, image))];
      expect(found).toHaveLength(1);
      expect(found[0]).toBeCloseTo(v / (v + s), 4);
    });
    // Told the other's condition, a receiver draws to the other's mean: as bad as its distance says.
    const mistaken = send(channel, code, { ...conditions, told: [30, 2] }, false);
    const [{ variance: v }, wrong] = [momentsOf(imageOf(code, 0)), momentsOf(imageOf(code, 1))];
    const k = wrong.variance / (wrong.variance + sigma2);
    const offset = (1 - k) * (momentsOf(imageOf(code, 0)).mean - wrong.mean);
    const random = (1 - k) ** 2 * v + k ** 2 * sigma2;
    const standardError = Math.sqrt((2 * random ** 2 + 4 * random * offset ** 2) / perImage);
    const found = meanSquare(imageOf(mistaken, 0), imageOf(code, 0));
    expect(Math.abs(found - random - offset ** 2)).toBeLessThan(4 * standardError);
  });

  test('of a nested code what is not sent arrives as m over noise and as one half over erasures, without a gradient', () => {
    const code = codeOf({ mean: 0.6, variance: 0.02 });
    const over = (channel: TrainingChannel, met: number) => {
      const arrived = send(channel, code, { met: [met], told: [met], channels: [3] });
      const gradient = gradientOf(channel, 1);
      const last = (values: Float32Array) => values.filter((_, i) => i % 4 === 3);
      const sent = (values: Float32Array) => values.filter((_, i) => i % 4 < 3);
      expect(new Set(last(gradient))).toEqual(new Set([0]));
      expect(new Set(sent(gradient)).size).toBe(1);
      expect(gradient[0]).toBeGreaterThan(0);
      expect(new Set(sent(arrived)).size).toBeGreaterThan(2);
      return [...new Set(last(arrived))];
    };
    const noisy = over(channelOf('lmmse'), 10);
    expect(noisy).toHaveLength(1);
    expect(noisy[0]).toBeCloseTo(momentsOf(code).mean, 5);
    expect(over(channelOf('zf', 'bit-erasure'), 0.1)).toEqual([0.5]);
  });

  test('mean and variance follow the images told the same whole dB, a fiftieth an image, in training only', () => {
    const channel = channelOf('lmmse');
    const place = (told: number) => told + 2;
    const estimates = () => {
      const state = channel.state();
      return { mean: state.get('channel.mean')!.slice(), variance: state.get('channel.variance')!.slice() };
    };
    const first = codeOf({ mean: 0.6, variance: 0.02 });
    const second = codeOf({ mean: 0.2, variance: 0.01 });
    send(channel, first, { met: [30], told: [6.6] });
    const after = momentsOf(first);
    expect(estimates().mean[place(7)]).toBeCloseTo(after.mean, 5);
    expect(estimates().variance[place(7)]).toBeCloseTo(after.variance, 5);
    expect(estimates().mean.filter((value) => !Number.isNaN(value))).toHaveLength(1);
    send(channel, second, { met: [7], told: [7.4] });
    const fresh = momentsOf(second);
    const mean = after.mean + 0.02 * (fresh.mean - after.mean);
    // About the mean as it is by then.
    const variance = after.variance + 0.02 * (fresh.variance + (fresh.mean - mean) ** 2 - after.variance);
    expect(estimates().mean[place(7)]).toBeCloseTo(mean, 5);
    expect(estimates().variance[place(7)]).toBeCloseTo(variance, 5);
    const before = estimates();
    send(channel, second, { met: [7], told: [7] }, false);
    expect(estimates()).toEqual(before);
    // Beyond the law's ends the nearest one counts.
    send(channel, first, { met: [50], told: [50] });
    expect(estimates().mean[place(42)]).toBeCloseTo(after.mean, 5);
    const other = channelOf('lmmse');
    other.restore(channel.state());
    expect(send(other, first, { met: [7], told: [7] }, false)).toEqual(
      send(channel, first, { met: [7], told: [7] }, false),
    );
  });
});
