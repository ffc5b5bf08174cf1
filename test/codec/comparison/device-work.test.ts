/** D(m; B, d) on settings whose answers are found by looking at them. */
import { describe, expect, it } from 'vitest';
import { deviceWorkSteps, leastDeviceWork, type Setting } from '../../../src/codec/comparison/device-work.js';
import { workSummary } from '../../../src/codec/comparison/rivals-document.js';

const setting = (name: string, bits: number, deviceMacs: number, loss: number, lossUpper = loss + 0.4): Setting => ({
  ...{ name, bits, deviceMacs, loss, lossUpper },
});

// the codec: an early split that costs more bits, a late one that costs more work, one that loses too much
const early = setting('early', 3000, 60, 1.8);
const late = setting('late', 300, 110, 0.1);
const codecs = [early, late, setting('coarse', 100, 20, 5)];
// the rivals: the answer alone, an image without work
const local = setting('local', 4, 120, 0, 0);
const image = setting('jpeg', 4600, 1, 1.9);
const raw = setting('raw', 24_576, 0, 0, 0);
const rivals = [raw, image, local, setting('jpeg small', 600, 1, 20)];

describe('least work on the device', () => {
  it('is that of the cheapest setting within bits and loss', () => {
    const at = (budget: number, points: number, criterion: 'mean' | 'bound') =>
      leastDeviceWork(codecs, budget, { points, criterion })?.name;
    expect(at(299, 2, 'mean')).toBeUndefined();
    expect(at(300, 2, 'mean')).toBe('late');
    expect(at(2999, 2, 'mean')).toBe('late');
    expect(at(3000, 2, 'mean')).toBe('early');
    // its bound is 2.2
    expect(at(3000, 2, 'bound')).toBe('late');
    expect(at(3000, 2.2, 'bound')).toBe('early');
    expect(at(3000, 5, 'mean')).toBe('coarse');
  });

  it('changes step by step with the bits, and so does the ratio', () => {
    const steps = deviceWorkSteps(codecs, rivals, { points: 2, criterion: 'mean' });
    expect(steps.map(({ from, method, rival, ratio }) => [from, method?.name, rival?.name, ratio])).toEqual([
      [4, undefined, 'local', undefined],
      [300, 'late', 'local', 120 / 110],
      [3000, 'early', 'local', 2],
      [4600, 'early', 'jpeg', 1 / 60],
      [24_576, 'early', 'raw', 0],
    ]);
    expect(workSummary(steps)).toBe(
      'BottleNet++ spares a factor of 2.00 at most (from 3000 bits); from 4600 bits on jpeg needs less.',
    );
  });

  it('takes no step where more bits spare nothing', () => {
    const twice = [setting('file', 900, 1, 0), setting('scan', 600, 1, 0), local];
    const steps = deviceWorkSteps([], twice, { points: 2, criterion: 'mean' });
    expect(steps.map(({ from, rival }) => [from, rival!.name])).toEqual([
      [4, 'local'],
      [600, 'scan'],
    ]);
  });

  it('shown by the bound, spares less; and nothing without a codec within the loss', () => {
    const bound = deviceWorkSteps(codecs, rivals, { points: 2, criterion: 'bound' });
    expect(workSummary(bound)).toBe(
      'BottleNet++ spares a factor of 1.09 at most (from 300 bits); from 24576 bits on raw needs less.',
    );
    const none = deviceWorkSteps(codecs, rivals, { points: 0, criterion: 'mean' });
    expect(workSummary(none)).toBe('No codec holds it at any budget.');
    const behind = deviceWorkSteps([setting('all', 8, 130, 0, 0)], [local], { points: 0, criterion: 'bound' });
    expect(workSummary(behind)).toBe(
      'BottleNet++ spares nothing (ratio 0.92 at most); from 8 bits on local needs less.',
    );
  });
});
