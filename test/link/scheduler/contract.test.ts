import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedulerModels } from '../../../src/link/scheduler/index.js';
import type { SlotView } from '../../../src/link/scheduler/scheduler.js';

interface Flow {
  readonly ticket: number;
  readonly demand: number;
  readonly snr: number;
  /** Fewest useful blocks; at most the demand. */
  readonly minimum: number;
}

const view = (flows: readonly Flow[], blocks: number): SlotView => ({
  flows: flows.length,
  blocks,
  ticket: (flow) => flows[flow]!.ticket,
  demand: (flow) => flows[flow]!.demand,
  minimum: (flow) => flows[flow]!.minimum,
  reportedSnr: (flow) => flows[flow]!.snr,
});

const slot = fc.record({
  blocks: fc.integer({ min: 1, max: 60 }),
  flows: fc
    .array(
      fc.record({
        gap: fc.integer({ min: 1, max: 9 }),
        demand: fc.integer({ min: 0, max: 20 }),
        minimum: fc.integer({ min: 1, max: 4 }),
        snr: fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      }),
      { maxLength: 30 },
    )
    .map((list) => {
      let ticket = 0;
      return list.map(({ gap, demand, minimum, snr }): Flow => {
        ticket += gap;
        return { ticket, demand, minimum: Math.min(minimum, demand), snr };
      });
    }),
});

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

describe.each(schedulerModels.map((model) => [model.name, model] as const))('scheduler %s', (_name, model) => {
  it('grants no flow more than its demand or less than its minimum, and leaves no block free that somebody can use', () => {
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 5 }), (slots) => {
        const scheduler = model.create({ kind: model.name } as never);
        for (const { flows, blocks } of slots) {
          const grants = new Int32Array(flows.length);
          scheduler.allocate(view(flows, blocks), grants);
          flows.forEach(({ demand, minimum }, index) => {
            expect(grants[index]).toBeLessThanOrEqual(demand);
            if (grants[index] !== 0) expect(grants[index]).toBeGreaterThanOrEqual(minimum);
          });
          const free = blocks - total(grants);
          expect(free).toBeGreaterThanOrEqual(0);
          // What is left is of no use to anybody.
          flows.forEach(({ demand, minimum }, index) => {
            if (grants[index]! < demand) expect(free).toBeLessThan(grants[index] === 0 ? minimum : 1);
          });
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
    const flows: Flow[] = [3, 50, 50, 50].map((demand, ticket) => ({ ticket, demand, minimum: 1, snr: 1 }));
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

  it('serves a backlogged flow within one round, whoever else becomes active', () => {
    const scheduler = schedulerModels
      .find(({ name }) => name === 'round-robin')!
      .create({ kind: 'round-robin' } as never);
    // Device 3 wants more than it gets; each slot another of ten devices comes with a request of one block.
    let sinceServed = 0;
    for (let slot = 0; slot < 200; slot++) {
      const newcomer = [0, 1, 2, 4, 5, 6, 7, 8, 9][slot % 9]!;
      const flows: Flow[] = [
        { ticket: 3, demand: 50, minimum: 1, snr: 1 },
        { ticket: newcomer, demand: 1, minimum: 1, snr: 1 },
      ].sort((a, b) => a.ticket - b.ticket);
      const grants = new Int32Array(2);
      scheduler.allocate(view(flows, 1), grants);
      sinceServed = grants[flows.findIndex(({ ticket }) => ticket === 3)]! > 0 ? 0 : sinceServed + 1;
      expect(sinceServed).toBeLessThanOrEqual(10);
    }
  });
});
