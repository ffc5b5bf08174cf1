import { describe, expect, it } from 'vitest';
import type { Codec } from '../../src/codec/codec.js';
import { PHASE } from '../../src/kernel/phase.js';
import { Simulation } from '../../src/kernel/simulation.js';
import { EdgeServer } from '../../src/node/edge-server.js';
import { InferenceRequest } from '../../src/node/inference-request.js';
import { RunJournal } from '../../src/node/run-journal.js';
import { RecordSequencer } from '../../src/record/record-sequencer.js';
import type { RunRecord } from '../../src/record/run-record.js';

const ms = 1e6;

/** Requests with the given server operations reach an edge server at the given times (ms). */
function serve(arrivals: readonly (readonly [time: number, macs: number])[], maximumSize: number, maximumWait: number) {
  const rows: RunRecord[] = [];
  const simulation = new Simulation();
  const journal = new RunJournal({
    simulation,
    sequencer: new RecordSequencer({ write: (record) => void rows.push({ ...record }) }),
    ask: () => {},
    labels: new Uint8Array(1),
    window: { from: 0, to: 1e9 },
  });
  const server = new EdgeServer({
    name: 'edge',
    compute: { activePower: 110, idlePower: 10, duration: (_macs, items) => 10 * ms + items * ms },
    maximumSize,
    maximumWait: maximumWait * ms,
    downlink: 3 * ms,
    journal,
    simulation,
  });
  const caller = simulation.add({
    path: 'test',
    handle: (_kind, index) => {
      const [time, macs] = arrivals[index]!;
      const codec = { serverMacs: macs } as Codec;
      const owner = { name: 'camera', options: { codecs: [codec] } } as never;
      const request = new InferenceRequest(owner, index, 0, 0, time * ms, Number.POSITIVE_INFINITY, false, false);
      for (const step of ['deviceStart', 'deviceEnd', 'uplinkStart', 'uplinkEnd'] as const) request[step] = time * ms;
      server.send(journal.created(request), 0);
    },
  });
  arrivals.forEach(([time], index) => {
    simulation.schedule(time * ms, PHASE.arrive, caller, 0, index);
  });
  simulation.runUntil(1e9);
  return rows.map((row) => ({
    device: row.device,
    start: row.batchStart / ms,
    end: row.batchEnd / ms,
    answered: row.answered / ms,
    energy: row.edgeEnergy,
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
});
