/** What must follow when a scenario is changed in a known way, draw by draw, on runs of `simulate`. */
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.js';
import { checkScenario } from '../../src/scenario/load.js';
import type { ScenarioText } from '../../src/scenario/schema.js';
import { simulate } from '../../src/simulate.js';
import { cellScenario, radioAt } from '../../src/validation/cell-scenario.js';
import {
  constant,
  exponential,
  poisson,
  type QueueSetting,
  queueScenario,
} from '../../src/validation/queue-scenario.js';

/** Rows of all replications, by device and request, and the metrics. */
async function run(text: ScenarioText) {
  const { scenario, faults } = checkScenario(text);
  if (scenario === undefined) throw new Error(JSON.stringify(faults));
  const rows = new Map<string, RunRecord>();
  const result = await simulate(scenario, {
    onRecord: (replication) => ({
      write: (record) => {
        rows.set(`${replication} ${record.group} ${record.device} ${record.request}`, { ...record });
      },
    }),
  });
  const estimate = (name: string): number => result.metrics.find((metric) => metric.name === name)!.estimate!;
  return { rows, estimate, result };
}

const setting: QueueSetting = {
  name: 'metamorphic',
  replications: 2,
  duration: '10 s',
  warmUp: '1 s',
  arrival: poisson(0.8),
  server: exponential(1),
};

/** Requests that both runs have answered, one beside the other. */
function pairs(
  before: ReadonlyMap<string, RunRecord>,
  after: ReadonlyMap<string, RunRecord>,
): [RunRecord, RunRecord][] {
  const both = [...before].flatMap(([key, row]): [RunRecord, RunRecord][] => {
    const other = after.get(key);
    const answered = other?.outcome.kind === 'answered' && row.outcome.kind === 'answered';
    return answered ? [[row, other]] : [];
  });
  expect(both.length).toBeGreaterThan(0.99 * before.size);
  return both;
}

describe('a queue', () => {
  it('at double speed in half the time has the same load, and half the latency', async () => {
    const slow = await run(queueScenario(setting));
    const fast = await run(
      queueScenario({ ...setting, duration: '5 s', warmUp: '500 ms', arrival: poisson(1.6), server: exponential(0.5) }),
    );
    const load = ({ estimate }: typeof slow): number =>
      estimate('throughput.answered') * estimate('latency.edgeService');
    expect(load(fast)).toBeCloseTo(load(slow), 5);
    for (const name of ['latency.mean', 'latency.edgeWait', 'latency.p95', 'age.mean']) {
      // Times are whole nanoseconds; the sketch has buckets of 0.2 %.
      expect(fast.estimate(name) / slow.estimate(name)).toBeCloseTo(0.5, name === 'latency.p95' ? 2 : 5);
    }
  });

  it.each([
    ['a faster server', { server: exponential(0.9) }],
    ['another worker', { workers: 2 }],
  ])('answers no request later with %s', async (_what, change) => {
    const { rows: before } = await run(queueScenario(setting));
    const { rows: after } = await run(queueScenario({ ...setting, ...change }));
    let sooner = 0;
    for (const [row, other] of pairs(before, after)) {
      expect(other.created).toBe(row.created);
      expect(other.batchStart).toBeLessThanOrEqual(row.batchStart);
      if (other.batchStart < row.batchStart) sooner++;
    }
    expect(sooner).toBeGreaterThan(before.size / 2);
  });

  it.each(['newest-first', 'priority', 'earliest-deadline'])(
    'is as busy in the order %s as first come, first served',
    async (kind) => {
      const text = (order: string): ScenarioText => {
        const base = queueScenario({ ...setting, server: constant(1), queue: { order: { kind: order } } });
        const source = base.devices.source!;
        const urgent = { ...source, arrival: poisson(0.3), priority: 1, deadline: '10 ms' };
        return { ...base, devices: { patient: { ...source, arrival: poisson(0.5) }, urgent } };
      };
      const ends = ({ rows }: Awaited<ReturnType<typeof run>>): number[] =>
        [...rows.values()]
          .map(({ batchEnd }) => batchEnd)
          .filter((time) => time >= 0 && time < 9e9)
          .sort((a, b) => a - b);
      const inOrder = await run(text('fifo'));
      const other = await run(text(kind));
      expect(ends(other)).toEqual(ends(inOrder));
      const starts = ({ rows }: typeof other) => [...rows].map(([key, { batchStart }]) => `${key} ${batchStart}`);
      expect(new Set(starts(other))).not.toEqual(new Set(starts(inOrder)));
    },
  );

  it('drops fewer requests with a longer line, and takes those that it took before', async () => {
    const full = { ...setting, arrival: poisson(1.2) };
    const short = await run(queueScenario({ ...full, queue: { limit: 2 } }));
    const long = await run(queueScenario({ ...full, queue: { limit: 8 } }));
    const dropped = ({ rows }: typeof short): number =>
      [...rows.values()].filter(({ outcome }) => outcome.kind === 'dropped').length;
    expect(dropped(long)).toBeLessThan(dropped(short));
    expect(dropped(long)).toBeGreaterThan(0);
  });
});

describe('a fluid cell', () => {
  const cell = (resourceBlocks: number, sharing: string): ScenarioText =>
    cellScenario({
      name: 'more-bandwidth',
      replications: 1,
      duration: '5 s',
      radio: radioAt(-83),
      cell: { kind: 'fluid', resourceBlocks, sharing },
      group: {
        count: 20,
        arrival: { kind: 'gamma', rate: '20 /s', scv: 3 },
        codec: { kind: 'payload-only', payload: 'analog', size: 1000 },
      },
    });

  it.each(['first-come', 'processor-sharing'])('delivers no request later over more bandwidth: %s', async (sharing) => {
    const { rows: narrow } = await run(cell(1, sharing));
    const { rows: wide } = await run(cell(2, sharing));
    for (const [row, other] of pairs(narrow, wide)) expect(other.uplinkEnd).toBeLessThanOrEqual(row.uplinkEnd);
  });
});

describe('a verdict', () => {
  /** The queue starts empty, and forgets that with a time constant of 90 ms. */
  const verdict = async (warmUp: string) => {
    const text = queueScenario({ ...setting, name: 'warm-up', replications: 600, duration: '300 ms', warmUp });
    return simulate(checkScenario(text).scenario!);
  };

  it('sees the start of a queue at load 0.8, and that a stated warm-up covers it', async () => {
    expect((await verdict('0 s')).verdict).toBe('warming-up');
    expect((await verdict('150 ms')).verdictReasons.join(' ')).not.toMatch(/MSER/);
  });
});
