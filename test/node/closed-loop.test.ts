/** A device of a closed loop has one request under way, and thinks from the end of each to the next, answered or dropped. */
import { expect, it } from 'vitest';
import type { RunRecord } from '../../src/record/run-record.js';
import { simulate } from '../../src/simulate.js';
import { cellScenario, milliseconds, seconds } from '../support/scenario.js';

it('asks again a think time after the end of the request before', async () => {
  const think = milliseconds(25);
  const scenario = cellScenario((draft) => {
    draft.replications = 1;
    draft.devices.camera!.arrival = { kind: 'closed-loop', think, scv: 0 };
    draft.servers.edge!.batch = { maximumSize: 1, maximumWait: 0 };
    draft.servers.edge!.queue.limit = 1;
    draft.servers.edge!.compute = { ...draft.servers.edge!.compute, overhead: milliseconds(20) };
  });
  const byDevice = new Map<number, RunRecord[]>();
  await simulate(scenario, {
    onRecord: () => ({
      write: (row) => void byDevice.set(row.device, [...(byDevice.get(row.device) ?? []), { ...row }]),
    }),
  });
  expect(byDevice.size).toBe(10);
  const outcomes = new Set<string>();
  for (const rows of byDevice.values()) {
    rows.sort((a, b) => a.request - b.request);
    let ended = 0;
    for (const row of rows) {
      expect(row.created).toBe(ended + think);
      outcomes.add(row.outcome.kind);
      ended = row.outcome.kind === 'dropped' ? row.outcome.time : row.answered;
    }
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.at(-1)!.created).toBeGreaterThan(seconds(3.5));
  }
  expect(outcomes).toContain('dropped');
  expect(outcomes).toContain('answered');
});
