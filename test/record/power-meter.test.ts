import { describe, expect, it } from 'vitest';
import { PowerMeter } from '../../src/record/power-meter.js';

describe('power meter', () => {
  it('integrates a piecewise constant power', () => {
    const meter = new PowerMeter();
    meter.set(1e9, 2);
    meter.set(3e9, 5);
    meter.set(4e9, 0);
    expect(meter.energyAt(10e9)).toBe(2 * 2 + 5);
  });

  it('does not change by being read', () => {
    const meter = new PowerMeter();
    meter.set(0, 3);
    for (let time = 0; time < 1e9; time += 1e8) meter.energyAt(time);
    expect(meter.energyAt(1e9)).toBe(3);
  });

  it('refuses to go back', () => {
    const meter = new PowerMeter();
    meter.set(5, 1);
    expect(() => meter.set(4, 1)).toThrow(/4 ns, behind 5 ns/);
  });
});
