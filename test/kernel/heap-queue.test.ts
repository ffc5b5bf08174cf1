/** The queue against the plainest implementation: a list sorted by (time, phase, insertion). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeapQueue } from '../../src/kernel/heap-queue.js';
import type { Phase } from '../../src/kernel/phase.js';

const FOREVER = Number.POSITIVE_INFINITY;

interface Pending {
  readonly time: number;
  readonly phase: number;
  readonly insertion: number;
  readonly handle: number;
}

type Step =
  | { readonly do: 'push'; readonly time: number; readonly phase: Phase }
  | { readonly do: 'pop' }
  | { readonly do: 'cancel'; readonly which: number };

const times = fc.oneof(fc.nat(3), fc.nat(1000), fc.integer({ min: 2 ** 50, max: 2 ** 53 - 1 }));
const push = fc.record({ do: fc.constant('push' as const), time: times, phase: fc.nat(4) as fc.Arbitrary<Phase> });
const pop = fc.record({ do: fc.constant('pop' as const) });
const cancel = fc.record({ do: fc.constant('cancel' as const), which: fc.nat(400) });

function byOrder(a: Pending, b: Pending): number {
  return a.time - b.time || a.phase - b.phase || a.insertion - b.insertion;
}

class Model {
  readonly queue = new HeapQueue(1);
  readonly handles: number[] = [];
  list: Pending[] = [];

  run(step: Step): void {
    if (step.do === 'push') this.push(step.time, step.phase);
    else if (step.do === 'pop') this.pop();
    else this.cancel(step.which);
    expect(this.queue.size).toBe(this.list.length);
  }

  push(time: number, phase: Phase): void {
    const insertion = this.handles.length;
    const handle = this.queue.push(time, phase, insertion % 7, insertion % 5, insertion);
    this.handles.push(handle);
    this.list.push({ time, phase, insertion, handle });
  }

  pop(): void {
    const first = this.list.sort(byOrder).shift();
    expect(this.queue.nextTime()).toBe(first?.time ?? Number.POSITIVE_INFINITY);
    if (first !== undefined) expect(this.queue.popUntil(first.time - 1)).toBe(false);
    expect(this.queue.popUntil(first?.time ?? FOREVER)).toBe(first !== undefined);
    if (first === undefined) return;
    const { time, phase, entity, kind, argument } = this.queue;
    const { insertion } = first;
    expect([time, phase, entity, kind, argument]).toEqual([
      first.time,
      first.phase,
      insertion % 7,
      insertion % 5,
      insertion,
    ]);
  }

  cancel(which: number): void {
    const handle = this.handles[which % Math.max(1, this.handles.length)];
    if (handle === undefined) return;
    const pending = this.list.find((event) => event.handle === handle);
    expect(this.queue.cancel(handle)).toBe(pending !== undefined);
    this.list = this.list.filter((event) => event !== pending);
  }

  drain(): void {
    while (this.list.length > 0) this.pop();
    expect(this.queue.popUntil(FOREVER)).toBe(false);
  }
}

describe('heap queue', () => {
  test('pushes, pops and cancels like a sorted list', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(push, push, pop, cancel), { maxLength: 200 }), (steps) => {
        const model = new Model();
        for (const step of steps) model.run(step);
        model.drain();
      }),
      { numRuns: 200 },
    );
  });

  test('mostly cancelled events: the order holds and the entries are reclaimed', () => {
    fc.assert(
      fc.property(
        fc.array(push, { minLength: 150, maxLength: 300 }),
        fc.array(fc.nat(299), { minLength: 250, maxLength: 400 }),
        (pushes, cancels) => {
          const model = new Model();
          for (const step of pushes) model.run(step);
          for (const which of cancels) model.cancel(which);
          expect(model.queue.size).toBe(model.list.length);
          for (const step of pushes) model.run(step);
          model.drain();
        },
      ),
      { numRuns: 15 },
    );
  });

  test('equal times and phases leave in the order of insertion', () => {
    const queue = new HeapQueue();
    for (let i = 0; i < 1000; i++) queue.push(7, 2, 0, 0, i);
    const order = Array.from({ length: 1000 }, () => (queue.popUntil(FOREVER) ? queue.argument : -1));
    expect(order).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('a handle is stale after its event ran, though the slot is used again', () => {
    const queue = new HeapQueue(1);
    const first = queue.push(1, 0, 0, 0, 0);
    queue.popUntil(FOREVER);
    const second = queue.push(2, 0, 0, 0, 0);
    expect(second).not.toBe(first);
    expect(queue.cancel(first)).toBe(false);
    expect(queue.cancel(second)).toBe(true);
    expect(queue.cancel(second)).toBe(false);
    for (const handle of [-1, 0.5, Number.NaN, 2 ** 52, Number.POSITIVE_INFINITY])
      expect(queue.cancel(handle)).toBe(false);
  });

  test('a timer set and cancelled a million times needs no growing memory', () => {
    const queue = new HeapQueue(256);
    for (let i = 0; i < 1e6; i++) {
      const handle = queue.push(1e9 + i, 0, 0, 0, i);
      queue.cancel(handle);
    }
    expect(queue.size).toBe(0);
    expect(queue.capacity).toBe(256);
  });
});
