/** The channel of training: erasures and noise have the stated statistics, the conditions follow the stated law. */
import { expect, test } from 'vitest';
import { eraseBits } from '../../../src/codec/training/training-channel.js';
import { drawConditions } from '../../../src/codec/training/training-law.js';
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
