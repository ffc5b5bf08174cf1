/** The channel of training: erasures and noise have the stated statistics, the conditions follow the stated law. */
import { expect, test } from 'vitest';
import { eraseBits } from '../../../src/codec/training/training-channel.js';
import { drawConditions, toldGrid } from '../../../src/codec/training/training-law.js';
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
