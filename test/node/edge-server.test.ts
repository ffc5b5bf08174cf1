import { describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { PHASE } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';
import { EdgeServer, type EdgeServerOptions } from '../../src/node/edge-server.js';
import { InferenceRequest } from '../../src/node/inference-request.js';
import { checkInvariants } from '../../src/node/invariants.js';
import { queueOrderModels } from '../../src/node/queue/index.js';
import { RunJournal } from '../../src/node/run-journal.js';
import { RecordSequencer } from '../../src/record/record-sequencer.js';
import type { RunRecord } from '../../src/record/run-record.js';

const ms = 1e6;

const compute = { activePower: 110, idlePower: 10, duration: (_macs: number, items: number) => 10 * ms + items * ms };

type Arrival = readonly [time: number, macs: number];

/** Requests with the given server operations reach an edge server at the given times (ms). */
function serve(
  arrivals: readonly Arrival[],
  maximumSize: number,
  maximumWait: number,
  change: Partial<EdgeServerOptions> & {
    readonly priorities?: readonly number[];
    readonly deadlines?: readonly number[];
    readonly until?: number;
  } = {},
) {
  const { priorities, deadlines, until, ...options } = change;
  const rows: RunRecord[] = [];
  const simulation = new Simulation();
  const journal = new RunJournal({
    simulation,
    sequencer: new RecordSequencer({ write: (record) => void rows.push({ ...record }) }),
    ask: () => {},
    labels: new Uint8Array(1),
    window: { from: 0, to: (until ?? 1000) * ms },
  });
  const server = new EdgeServer({
    name: 'edge',
    compute,
    workers: 1,
    order: { rank: () => 0 },
    limit: Number.POSITIVE_INFINITY,
    maximumSize,
    maximumWait: maximumWait * ms,
    downlink: 3 * ms,
    journal,
    simulation,
    ...options,
  });
  const caller = simulation.add({
    path: 'test',
    handle: (_kind, index) => {
      const [time, macs] = arrivals[index]!;
      const codec = { serverMacs: macs } as Codec;
      const owner = { name: 'camera', options: { codecs: [codec], priority: priorities?.[index] ?? 0 } } as never;
      const request = new InferenceRequest(
        owner,
        index,
        0,
        0,
        time * ms,
        (deadlines?.[index] ?? Number.POSITIVE_INFINITY) * ms,
        false,
        false,
      );
      for (const step of ['deviceStart', 'deviceEnd', 'uplinkStart', 'uplinkEnd'] as const) request[step] = time * ms;
      server.send(journal.created(request), 0);
    },
  });
  arrivals.forEach(([time], index) => {
    simulation.schedule(time * ms, PHASE.arrive, caller, 0, index);
  });
  simulation.runUntil((until ?? 1000) * ms);
  const queue = server.close(simulation.now);
  const { deviceEnergy: _none, ...totals } = journal.close();
  checkInvariants({
    totals: { ...totals, deviceEnergy: 0 },
    queues: [queue],
    links: [],
    deviceProcessors: [],
    serverProcessors: server.processors,
    now: simulation.now,
  });
  return rows.map((row) => ({
    device: row.device,
    start: row.batchStart / ms,
    end: row.batchEnd / ms,
    answered: row.answered / ms,
    energy: row.edgeEnergy,
    outcome: row.outcome,
  }));
}

describe('edge server', () => {
  it('starts at once without a wait, and takes all that came meanwhile', () => {
    const rows = serve(
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [30, 1],
      ],
      16,
      0,
    );
    expect(rows.map(({ device, start, end }) => [device, start, end])).toEqual([
      [0, 0, 11],
      [1, 11, 23],
      [2, 11, 23],
      [3, 30, 41],
    ]);
    expect(rows[0]!.answered).toBe(14);
  });

  it('waits for more up to the maximum wait of the oldest', () => {
    const rows = serve(
      [
        [0, 1],
        [4, 1],
        [6, 1],
      ],
      16,
      5,
    );
    expect(rows.map(({ device, start }) => [device, start])).toEqual([
      [0, 5],
      [1, 5],
      [2, 17],
    ]);
  });

  it('starts as soon as the batch is full and never takes more', () => {
    const rows = serve(
      [
        [0, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      2,
      5,
    );
    expect(rows.map(({ device, start }) => [device, start])).toEqual([
      [0, 1],
      [1, 1],
      [2, 13],
      [3, 13],
    ]);
  });

  it('puts arrivals of one instant into one batch', () => {
    const rows = serve(
      [
        [2, 1],
        [2, 1],
        [2, 1],
      ],
      16,
      0,
    );
    expect(rows.map(({ start }) => start)).toEqual([2, 2, 2]);
  });

  it('splits the energy of a batch by operations', () => {
    const rows = serve(
      [
        [0, 1],
        [0, 3],
      ],
      16,
      0,
    );
    // (110 - 10) W for 12 ms.
    expect(rows.map(({ energy }) => energy)).toEqual([0.3, 0.9].map((value) => expect.closeTo(value, 12)));
  });

  it('serves as many batches at a time as it has workers, each with its own draw of power', () => {
    const rows = serve(
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [12, 1],
      ],
      1,
      0,
      { workers: 2 },
    );
    expect(rows.map(({ device, start, end }) => [device, start, end])).toEqual([
      [0, 0, 11],
      [1, 1, 12],
      [2, 11, 22],
      [3, 12, 23],
    ]);
  });

  it('drops what finds all workers busy and the line full, and takes what comes in the instant of an idle one', () => {
    const rows = serve(
      [
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 1],
        [11, 1],
      ],
      1,
      0,
      { limit: 1 },
    );
    const outcomes = new Map(
      rows.map(({ device, start, outcome }) => [device, outcome.kind === 'answered' ? start : outcome]),
    );
    expect([0, 1, 2, 3, 4].map((device) => outcomes.get(device))).toEqual([
      0,
      11,
      { kind: 'dropped', reason: 'queue-full', time: 0 },
      { kind: 'dropped', reason: 'queue-full', time: 1 * ms },
      22,
    ]);
    expect(
      serve(
        [
          [0, 1],
          [0, 1],
        ],
        1,
        0,
        { limit: 0 },
      ).map(({ outcome }) => outcome.kind),
    ).toEqual(['dropped', 'answered']);
  });

  it('fills batches of all idle workers whatever the limit', () => {
    const arrivals = Array.from({ length: 7 }, (): Arrival => [0, 1]);
    const rows = serve(arrivals, 3, 0, { workers: 2, limit: 0 });
    expect(rows.filter(({ outcome }) => outcome.kind === 'dropped').map(({ device }) => device)).toEqual([6]);
    expect(rows.filter(({ start }) => start === 0)).toHaveLength(6);
  });

  it.each([
    ['fifo', [0, 1, 2, 3, 4]],
    ['newest-first', [0, 4, 3, 2, 1]],
    ['priority', [0, 3, 1, 4, 2]],
    ['earliest-deadline', [0, 4, 3, 2, 1]],
  ])('takes waiting requests in the order %s', (kind, expected) => {
    const model = queueOrderModels.find(({ name }) => name === kind)!;
    const inOrder = serve(
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
        [4, 1],
      ],
      1,
      0,
      { order: model.create({ kind } as never), priorities: [0, 5, 1, 7, 5], deadlines: [100, 90, 80, 70, 60] },
    );
    expect(inOrder.map(({ device }) => device)).toEqual(expected);
  });

  it('lets the oldest set the time by which a batch starts, whatever the order', () => {
    const order = { rank: ({ edgeArrived }: { readonly edgeArrived: number }) => -edgeArrived };
    expect(
      serve(
        [
          [0, 1],
          [4, 1],
        ],
        16,
        5,
        { order },
      ).map(({ device, start }) => [device, start]),
    ).toEqual([
      [1, 5],
      [0, 5],
    ]);
  });

  it('refuses a rank that is no number, with the place', () => {
    expect(() => serve([[2, 1]], 1, 0, { order: { rank: () => Number.NaN } })).toThrow(
      /edge\/edge at 2000000 ns: .* NaN/,
    );
  });

  it('charges the batches of all workers that the end of the run cuts off', () => {
    const rows = serve(
      [
        [0, 1],
        [2, 1],
      ],
      1,
      0,
      { workers: 2, until: 5 },
    );
    expect(rows.map(({ energy }) => energy)).toEqual([0.5, 0.3].map((value) => expect.closeTo(value, 12)));
  });
});

describe('orders of service', () => {
  it.each(queueOrderModels.map((model) => [model.name, model] as const))(
    '%s ranks every request by a number, from what stays the same while it waits',
    (kind, model) => {
      const order = model.create({ kind } as never);
      const request = { created: 1, edgeArrived: 2, deadline: Number.POSITIVE_INFINITY, priority: 3 };
      expect(order.rank(request)).not.toBeNaN();
      expect(order.rank({ ...request })).toBe(order.rank(request));
    },
  );
});
