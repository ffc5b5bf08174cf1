import { describe, expect, it } from 'vitest';
import { estimateMetric } from '../../src/metrics/estimate.js';
import { metrics } from '../../src/metrics/index.js';
import type { RunState } from '../../src/metrics/metric.js';
import type { ReplicationSummary } from '../../src/metrics/replication-summary.js';
import { RowFold } from '../../src/metrics/row-fold.js';
import type { Outcome, RunRecord } from '../../src/record/run-record.js';

const ms = 1e6;
const options = { level: 0.95, accuracyMode: 'population' } as const;

/** A row answered 20 ms after its creation, in time and right, unless changed. */
function row(change: Partial<RunRecord> & { readonly latency?: number; readonly dropped?: true } = {}): RunRecord {
  const { latency = 20 * ms, dropped, ...fields } = change;
  const created = fields.created ?? 1e9;
  const outcome: Outcome = dropped
    ? { kind: 'dropped', reason: 'header-lost', time: created + latency }
    : { kind: 'answered' };
  return {
    group: 'camera',
    device: 0,
    request: 0,
    image: 0,
    created,
    deviceStart: created,
    deviceEnd: created + 5 * ms,
    uplinkStart: created + 6 * ms,
    uplinkEnd: created + 7 * ms,
    edgeArrived: created + 8 * ms,
    batchStart: created + 9 * ms,
    batchEnd: created + 12 * ms,
    answered: dropped ? -1 : created + latency,
    outcome,
    deadline: created + 100 * ms,
    told: 20,
    met: 20,
    codecChoice: 0,
    outsideTrained: false,
    spreadDb: 0,
    payloadUses: 128,
    resourceElements: 240,
    resourceBlockSlots: 2,
    bits: 56,
    transportBlocks: 0,
    deviceEnergy: 0.02,
    radioEnergy: 0.001,
    edgeEnergy: 0.01,
    sampled: true,
    predicted: 3,
    correct: true,
    baseCorrect: true,
    ...fields,
  };
}

function summary(rows: readonly RunRecord[], state: Partial<RunState> = {}, imageCount = 4): ReplicationSummary {
  const fold = new RowFold({ metrics, imageCount, window: { from: 0.5e9, to: 2e9 } });
  for (const record of rows) fold.write(record);
  return {
    replication: 0,
    ...fold.result(),
    state: { measured: fold.measured, windowSeconds: 1.5, created: rows.length, ...state } as RunState,
    inSystemMidway: 0,
    inSystemAtEnd: 0,
    events: 0,
    trajectory: '',
  };
}

const estimate = (name: string, summaries: readonly ReplicationSummary[]) =>
  estimateMetric(metrics.find((metric) => metric.name === name)!, summaries, options);

describe('metrics', () => {
  it('have unique names, units and populations', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { unit, description, population } of metrics) {
      expect(unit).not.toBe('');
      expect(description).not.toBe('');
      expect(population).not.toBe('');
    }
  });

  it('count requests created in the measured window only', () => {
    const rows = [row({ created: 0.4e9 }), row(), row({ created: 2e9 })];
    expect(summary(rows).state.measured).toBe(1);
  });

  it('pool means per request over replications of unequal size', () => {
    const first = summary([row({ latency: 10 * ms })]);
    const second = summary([row({ latency: 20 * ms }), row({ latency: 30 * ms }), row({ latency: 40 * ms })]);
    const { estimate: mean, n, low, high } = estimate('latency.mean', [first, second]);
    expect(mean).toBeCloseTo(0.025, 12);
    expect(n).toBe(4);
    // Jackknife by hand: leaving one out gives 0.030 and 0.010, standard error 0.010.
    expect(high! - mean!).toBeCloseTo(12.7062 * 0.01, 5);
    expect(mean! - low!).toBeCloseTo(12.7062 * 0.01, 5);
  });

  it('count late, dropped and wrong answers as wrong in time, and drops as missed', () => {
    const rows = [
      row(),
      row({ image: 1, correct: false }),
      row({ image: 2, latency: 150 * ms }),
      row({ image: 3, dropped: true, correct: false }),
    ];
    const both = [summary(rows), summary(rows)];
    expect(estimate('accuracy.inTime', both).estimate).toBe(0.25);
    expect(estimate('accuracy.top1', both).estimate).toBeCloseTo(2 / 3, 12);
    expect(estimate('accuracy.base', both).estimate).toBe(1);
    expect(estimate('deadline.missRatio', both).estimate).toBe(0.5);
    expect(estimate('latency.mean', both).n).toBe(6);
  });

  it('sum the parts of the latency to its mean', () => {
    const both = [summary([row(), row({ latency: 33 * ms })]), summary([row({ latency: 77 * ms })])];
    const parts = ['device', 'uplinkWait', 'airtime', 'backhaul', 'edgeWait', 'edgeService', 'downlink'];
    const total = parts.reduce((sum, part) => sum + estimate(`latency.${part}`, both).estimate!, 0);
    expect(total).toBeCloseTo(estimate('latency.mean', both).estimate!, 12);
  });

  it('average the age of the newest answer over time, by hand', () => {
    const at = (device: number, created: number, answered: number, change: Parameters<typeof row>[0] = {}) =>
      row({ device, created: created * 1e9, latency: (answered - created) * 1e9, ...change });
    const rows = [
      at(0, 0.6, 0.7),
      at(1, 0.6, 0.8),
      at(0, 0.5, 0.9),
      at(0, 0.8, 1.0, { dropped: true }),
      at(0, 0.8, 1.1),
      at(1, 1.0, 1.8),
    ];
    // Device 0 from 0.7 to 1.1: 0.1 to 0.5 s old, the older answer at 0.9 changes nothing; device 1 from 0.8 to 1.8: 0.2 to 1.2 s.
    const both = [summary(rows), summary(rows)];
    const { estimate: mean, n, low, high } = estimate('age.mean', both);
    expect(mean).toBeCloseTo((0.4 * 0.3 + 1 * 0.7) / 1.4, 12);
    expect(n).toBe(4);
    expect(high! - low!).toBeCloseTo(0, 12);
    expect(estimate('age.mean', [summary([at(0, 0.6, 0.7)])])).toMatchObject({ estimate: null });
  });

  it('charge the energy of all requests to the right answers in time', () => {
    const both = [summary([row(), row({ correct: false })]), summary([row(), row({ dropped: true, correct: false })])];
    expect(estimate('energy.perRequest', both).estimate).toBeCloseTo(0.031, 12);
    expect(estimate('energy.perCorrectInTime', both).estimate).toBeCloseTo(0.062, 12);
  });

  it('say why an estimate or an interval is missing', () => {
    expect(estimate('latency.p99', [summary([row()])])).toMatchObject({
      estimate: null,
      note: expect.stringMatching(/refused/),
    });
    expect(estimate('latency.mean', [summary([row()])])).toMatchObject({
      estimate: 0.02,
      low: null,
      note: 'one replication',
    });
    expect(estimate('accuracy.top1', [summary([])])).toMatchObject({ estimate: null, note: 'no requests' });
  });
});
