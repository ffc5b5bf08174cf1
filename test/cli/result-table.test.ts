import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/base/errors.js';
import { faultText } from '../../src/cli/fault-text.js';
import { decimalsFor, scaleOf } from '../../src/cli/quantity-text.js';
import { resultTable, runLine, verdictLine } from '../../src/cli/result-table.js';
import type { SimulationResult } from '../../src/metrics/result.js';

const result: SimulationResult = {
  format: 'bottlenet-sim/result@1',
  scenario: 'example',
  verdict: 'too-short',
  verdictReasons: ['few samples'],
  engine: 'wasm 4.22.0',
  fingerprint: { trajectory: 'a', answers: 'b' },
  replications: 10,
  simulatedSeconds: 120.04,
  wallSeconds: 3.21,
  imageSet: 'photos',
  metrics: [
    { name: 'accuracy.inTime', unit: '1', estimate: 0.91234, low: 0.9012, high: 0.92348, level: 0.95, n: 100 },
    { name: 'latency.mean', unit: 's', estimate: 0.0712345, low: 0.0701, high: 0.072369, level: 0.95, n: 100 },
    { name: 'latency.p99', unit: 's', estimate: null, low: null, high: null, level: null, n: 5, note: 'few samples' },
    { name: 'requests.created', unit: '1', estimate: 1234, low: null, high: null, level: null, n: 1234 },
  ],
};

describe('result as text', () => {
  it('shows digits that the interval supports, in readable units', () => {
    expect(resultTable(result)).toMatchInlineSnapshot(`
      "┌──────────────────┬──────────┬───────────────┬──────┐
      │ metric           │ estimate │ 95 % interval │ unit │
      ├──────────────────┼──────────┼───────────────┼──────┤
      │ accuracy.inTime  │     91.2 │  90.1 .. 92.3 │ %    │
      │                                                    │
      │ latency.mean     │     71.2 │  70.1 .. 72.4 │ ms   │
      │ latency.p99 [1]  │        - │               │      │
      │                                                    │
      │ requests.created │     1234 │               │      │
      └──────────────────┴──────────┴───────────────┴──────┘
      [1] few samples"
    `);
  });

  it('says what was run, and the verdict with its reasons', () => {
    expect(runLine(result)).toBe('example: 10 replications, 120 s simulated in 3.2 s, images photos');
    expect(verdictLine(result)).toBe('verdict: too-short (few samples)');
  });

  it('rounds an estimate by less than a hundredth of its interval', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-5, max: 1, noNaN: true }),
        (value, relative) => {
          const halfWidth = value * relative;
          const shown = Number(value.toFixed(decimalsFor(value, halfWidth)));
          expect(Math.abs(shown - value)).toBeLessThanOrEqual(
            Math.max(0.5, 0.0501 * halfWidth) === 0.5 ? 0.5 : 0.0501 * halfWidth,
          );
        },
      ),
    );
  });

  it('scales seconds and joules, and shares to percent', () => {
    expect(scaleOf(0.002, 's', false).unit).toBe('ms');
    expect(scaleOf(2e-7, 'J', false).unit).toBe('nJ');
    expect(scaleOf(0.001 - 1e-18, 's', false).unit).toBe('ms');
    expect(scaleOf(0, 's', false).unit).toBe('s');
    expect(scaleOf(0.5, '1', true)).toEqual({ factor: 0.01, unit: '%' });
  });
});

describe('faults as text', () => {
  it('cuts a long line around the spot', () => {
    const sourceLine = `${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const text = faultText(new InputError([{ file: 'a.json', line: 1, column: 501, message: 'wrong', sourceLine }]));
    const [, line, mark] = text.split('\n') as [string, string, string];
    expect(line.length).toBeLessThanOrEqual(122);
    expect(line.slice(mark.indexOf('^'))).toMatch(/^HERE/);
  });
});
