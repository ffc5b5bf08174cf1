import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedulerModels } from '../../../src/link/scheduler/index.js';
import type { SlotView } from '../../../src/link/scheduler/scheduler.js';

interface Flow {
  readonly ticket: number;
  readonly demand: number;
  readonly snr: number;
}

const view = (flows: readonly Flow[], blocks: number): SlotView => ({
  flows: flows.length,
  blocks,
  ticket: (flow) => flows[flow]!.ticket,
  demand: (flow) => flows[flow]!.demand,
  reportedSnr: (flow) => flows[flow]!.snr,
});

const slot = fc.record({
  blocks: fc.integer({ min: 1, max: 60 }),
  flows: fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 9 }),
        demand: fc.integer({ min: 0, max: 20 }),
        snr: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      }),
      { maxLength: 30 },
    )
    .map((list) => {
      let ticket = 0;
      return list.map(({ gap, demand, snr }): Flow => {
        ticket += gap;
        return { ticket, demand, snr };
      });
    }),
});

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

describe.each(schedulerModels.map((model) => [model.name, model] as const))('scheduler %s', (_name, model) => {
  it('grants no flow more than its demand, no slot more than its blocks, and leaves no block free that is wanted', () => {
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 5 }), (slots) => {
        const scheduler = model.create({ kind: model.name } as never);
        for (const { flows, blocks } of slots) {
          const grants = new Int32Array(flows.length);
          scheduler.allocate(view(flows, blocks), grants);
          flows.forEach(({ demand }, index) => {
            expect(grants[index]).toBeGreaterThanOrEqual(0);
            expect(grants[index]).toBeLessThanOrEqual(demand);
          });
          expect(total(grants)).toBe(Math.min(blocks, total(flows.map(({ demand }) => demand))));
        }
      }),
    );
  });

  it('depends on order and state of the flows only, not on the numbers of their tickets', () => {
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 1000 }), (slots, shift) => {
        const plain = model.create({ kind: model.name } as never);
        const relabelled = model.create({ kind: model.name } as never);
        for (const { flows, blocks } of slots) {
          const grants = new Int32Array(flows.length);
          const others = new Int32Array(flows.length);
          plain.allocate(view(flows, blocks), grants);
          relabelled.allocate(
            view(
              flows.map((flow) => ({ ...flow, ticket: 3 * flow.ticket + shift })),
              blocks,
            ),
            others,
          );
          expect([...others]).toEqual([...grants]);
        }
      }),
    );
  });
});

describe('round robin', () => {
  it('gives every backlogged flow the same blocks over time, whatever the others ask for', () => {
    const scheduler = schedulerModels
      .find(({ name }) => name === 'round-robin')!
      .create({ kind: 'round-robin' } as never);
    const flows: Flow[] = [3, 50, 50, 50].map((demand, ticket) => ({ ticket, demand, snr: 1 }));
    const served = new Int32Array(4);
    for (let round = 0; round < 30; round++) {
      const grants = new Int32Array(4);
      scheduler.allocate(view(flows, 11), grants);
      grants.forEach((blocks, flow) => {
        served[flow]! += blocks;
      });
    }
    expect(total(served)).toBe(330);
    expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(30);
    expect(Math.max(...served.subarray(1)) - Math.min(...served.subarray(1))).toBeLessThanOrEqual(1);
  });
});
