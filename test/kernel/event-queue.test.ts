/** The queue against the plainest implementation, a list sorted by (time, phase, insertion), and against the heap. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ModelError } from '../../src/base/errors.js';
import { MAX_TIME } from '../../src/base/time.js';
import { EventQueue, type EventQueueOptions } from '../../src/kernel/event-queue.js';
import { EventTable } from '../../src/kernel/event-table.js';
import type { Phase } from '../../src/kernel/phase.js';
import { distributions, increments } from './distributions.js';
import { OrderCheck, pop } from './order-check.js';

const FOREVER = Number.POSITIVE_INFINITY;

interface Pending {
  readonly time: number;
  readonly phase: number;
  readonly insertion: number;
  /** What was given to `push`: stays the same when rescheduled. */
  readonly argument: number;
  readonly handle: number;
}

type Step =
  | { readonly do: 'push' | 'reschedule'; readonly time: number; readonly phase: Phase; readonly which: number }
  | { readonly do: 'pop' | 'peek' | 'cancel'; readonly which: number };

function byOrder(a: Pending, b: Pending): number {
  return a.time - b.time || a.phase - b.phase || a.insertion - b.insertion;
}

class Model {
  readonly queue: EventQueue;
  list: Pending[] = [];
  private readonly handles: number[] = [];
  private insertions = 0;

  constructor(options: EventQueueOptions) {
    this.queue = new EventQueue(options);
  }

  run(step: Step): void {
    if (step.do === 'push') this.push(step.time, step.phase);
    else if (step.do === 'pop') this.pop();
    else if (step.do === 'peek') expect(this.queue.nextTime()).toBe(this.list.sort(byOrder)[0]?.time ?? FOREVER);
    else if (step.do === 'reschedule') this.reschedule(step.which, step.time);
    else this.cancel(step.which);
    expect(this.queue.size).toBe(this.list.length);
  }

  push(time: number, phase: Phase): void {
    const argument = this.handles.length;
    const handle = this.queue.push(time, phase, argument % 7, argument % 5, argument);
    this.remember({ time, phase, insertion: this.insertions++, argument, handle });
  }

  pop(): void {
    const first = this.list.sort(byOrder).shift();
    if (first !== undefined) expect(pop(this.queue, first.time - 1)).toBeUndefined();
    const popped = pop(this.queue, first?.time ?? FOREVER);
    if (first === undefined) {
      expect(popped).toBeUndefined();
      return;
    }
    const { time, phase, argument } = first;
    expect(popped).toEqual({ time, phase, entity: argument % 7, kind: argument % 5, argument });
  }

  cancel(which: number): void {
    const handle = this.handles[which % Math.max(1, this.handles.length)];
    if (handle !== undefined) expect(this.queue.cancel(handle)).toBe(this.forget(handle) !== undefined);
  }

  reschedule(which: number, time: number): void {
    const handle = this.handles[which % Math.max(1, this.handles.length)];
    if (handle === undefined) return;
    const old = this.forget(handle);
    const moved = this.queue.reschedule(handle, time);
    if (old === undefined) expect(moved).toBeLessThan(0);
    else this.remember({ ...old, time, insertion: this.insertions++, handle: moved });
  }

  drain(): void {
    while (this.list.length > 0) this.pop();
    expect(this.queue.take(FOREVER)).toBeLessThan(0);
    expect(this.queue.nextTime()).toBe(FOREVER);
  }

  private remember(event: Pending): void {
    this.list.push(event);
    this.handles.push(event.handle);
  }

  private forget(handle: number): Pending | undefined {
    const index = this.list.findIndex((event) => event.handle === handle);
    return index < 0 ? undefined : this.list.splice(index, 1)[0];
  }
}

/** Times of one run: few instants, one spread, the end of time, or magnitudes far apart. */
const timeRanges: readonly fc.Arbitrary<number>[] = [
  fc.nat(3),
  fc.nat(1000),
  fc.integer({ min: MAX_TIME - 1000, max: MAX_TIME }),
  fc.tuple(fc.nat(52), fc.nat(7)).map(([bits, rest]) => 2 ** bits + rest),
  fc.tuple(fc.constantFrom(0, 1e6, 1e15), fc.nat(50)).map(([cluster, rest]) => cluster + rest),
];

function stepsWith(time: fc.Arbitrary<number>): fc.Arbitrary<{ pushes: Step[]; steps: Step[] }> {
  const phase = fc.nat(4) as fc.Arbitrary<Phase>;
  const which = fc.nat(1000);
  const moving = (what: 'push' | 'reschedule') => fc.record({ do: fc.constant(what), time, phase, which });
  const other = (what: 'pop' | 'peek' | 'cancel') => fc.record({ do: fc.constant(what), which });
  const step = fc.oneof(
    { weight: 3, arbitrary: moving('push') },
    { weight: 3, arbitrary: other('pop') },
    { weight: 1, arbitrary: other('peek') },
    { weight: 2, arbitrary: other('cancel') },
    { weight: 2, arbitrary: moving('reschedule') },
  );
  return fc.record({
    pushes: fc.array(moving('push'), { maxLength: 300 }),
    steps: fc.array(step, { maxLength: 300 }),
  });
}

const runs = fc.constantFrom(...timeRanges).chain(stepsWith);

describe('order', () => {
  test.each([
    ['list and calendar', {}],
    ['calendar with months', { monthlyEvents: 40 }],
    ['insertion numbers near their limit', { insertions: 2 ** 50 - 2000, monthlyEvents: 100 }],
  ])('pushes, pops, cancels and reschedules like a sorted list: %s', (_what, options) => {
    fc.assert(
      fc.property(runs, ({ pushes, steps }) => {
        const model = new Model(options);
        for (const step of [...pushes, ...steps]) model.run(step);
        model.drain();
      }),
      { numRuns: 120 },
    );
  });

  test.each(Object.keys(distributions))('lets go what the heap lets go, increments: %s', (name) => {
    for (const pending of [1e3, 1e4, 1e5]) {
      const next = increments(name, 1);
      const check = new OrderCheck();
      for (let i = 0; i < pending; i++) check.push(next(), (i % 5) as Phase);
      for (let i = 0; i < 2 * pending; i++) {
        const now = check.pop();
        check.push(now + next(), (i % 5) as Phase);
      }
      for (let i = 0; i < pending; i++) check.pop();
      expect(check.queue.size).toBe(0);
    }
  });

  test('bursts that empty and refill, over and over and far apart', () => {
    const check = new OrderCheck();
    const next = increments('exponential', 2);
    let now = 0;
    for (const size of [1, 30, 40, 3000, 60000, 5, 60000, 33, 1, 200]) {
      for (let i = 0; i < size; i++) check.push(now + next(), (i % 3) as Phase);
      for (let i = 0; i < size; i++) now = check.pop();
      expect(check.queue.nextTime()).toBe(FOREVER);
      now += 1e14;
    }
  });

  test('everything at one instant, in one phase and in all', () => {
    for (const phases of [1, 5]) {
      const check = new OrderCheck();
      for (let i = 0; i < 60000; i++) check.push(7e6, (i % phases) as Phase);
      for (let i = 0; i < 60000; i++) {
        check.pop();
        check.push(7e6, (i % phases) as Phase);
      }
      for (let i = 0; i < 60000; i++) check.pop();
    }
  });

  test('ever earlier times, also before what was popped', () => {
    const check = new OrderCheck();
    for (let i = 0; i < 60000; i++) check.push(MAX_TIME - 1000 * i, 2);
    for (let i = 0; i < 1000; i++) check.pop();
    for (let i = 0; i < 60000; i++) check.push(1e12 - 1000 * i, 2);
    for (let i = 0; i < 119000; i++) check.pop();
  });

  test('events pushed before the one that was looked at', () => {
    const check = new OrderCheck();
    const next = increments('uniform', 3);
    for (let i = 0; i < 1000; i++) check.push(1e15 + next(), 0);
    expect(check.queue.nextTime()).toBeGreaterThan(1e15);
    for (let i = 0; i < 5000; i++) check.push(next(), 0);
    for (let i = 0; i < 20000; i++) check.push(check.pop() + next(), 0);
  });
});

describe('cost', () => {
  const operations = 12000;
  const before = 3000;
  const cases: Record<string, (queue: EventQueue, i: number) => void> = {
    'one instant, phases mixed': (queue, i) => {
      if (i >= before) pop(queue, FOREVER);
      queue.push(5, (i % 5) as Phase, 0, 0, i);
    },
    'falling times': (queue, i) => queue.push(1e9 - 1000 * i, 0, 0, 0, i),
    'gaps that double': (queue, i) => {
      if (i >= before) pop(queue, FOREVER);
      queue.push(i < before ? 1e12 + i : 2 ** (i % 40), 0, 0, 0, i);
    },
    'short delays in front of far timers': (queue, i) => {
      const now = i < before ? 0 : pop(queue, FOREVER)!.time;
      queue.push(i < before - 100 ? 1e15 + i : now + (i % 3 === 0 ? 1e8 : 1), 0, 0, 0, i);
    },
    'dense and empty stretches by turns': (queue, i) => {
      const now = i < before ? 0 : pop(queue, FOREVER)!.time;
      queue.push(now + (Math.floor(i / 1000) % 2 === 0 ? i % 7 : 1e10 + (i % 7) * 1e9), 0, 0, 0, i);
    },
    'pushes before an event that was looked at': (queue, i) => {
      if (i > before && i % 4 === 0) pop(queue, FOREVER);
      else if (i === before) queue.nextTime();
      queue.push(i < before ? 1e15 + i : (i * 7919) % 1e6, 0, 0, 0, i);
    },
  };

  test.each(Object.entries(cases))('is that of a heap at worst: %s', (_name, step) => {
    // All work that could grow looks at records' times, but for passing empty days and laying out.
    const looks = vi.spyOn(EventTable.prototype, 'time');
    const queue = new EventQueue({ monthlyEvents: 6000 });
    for (let i = 0; i < operations; i++) step(queue, i);
    const perOperation = looks.mock.calls.length / operations;
    looks.mockRestore();
    // A level of a 4-ary heap takes five comparisons of two events.
    expect(perOperation).toBeLessThan((2 * 5 * Math.log(operations)) / Math.log(4));
    expect(queue.layouts).toBeLessThan(operations / 500);
  });

  test('holds at most 64 bytes per pending event, and none per event that ran', () => {
    for (const pending of [1000, 10000, 40000, 100000, 300000]) {
      const queue = new EventQueue();
      const next = increments('exponential', 4);
      for (let i = 0; i < pending; i++) queue.push(next(), 0, 0, 0, i);
      let before = 0;
      for (let i = 0; i < 600000; i++) {
        const now = pop(queue, FOREVER)?.time ?? 0;
        queue.push(now + next(), 0, 0, 0, i);
        if (i === 200000) before = queue.bytes;
      }
      expect(queue.bytes / pending).toBeLessThanOrEqual(64);
      expect(queue.bytes).toBeLessThanOrEqual(before);
    }
  });

  test('a timer set, moved and cancelled a million times needs no growing memory', () => {
    const queue = new EventQueue();
    const { bytes } = queue;
    let cancelled = 0;
    for (let i = 0; i < 1e6; i++) {
      const handle = queue.reschedule(queue.push(1e9 + i, 0, 0, 0, i), 2e9 + i);
      if (queue.cancel(handle)) cancelled++;
    }
    expect([cancelled, queue.size]).toEqual([1e6, 0]);
    expect(queue.bytes).toBeLessThan(4 * bytes);
  });
});

describe('handles', () => {
  test('are stale after the event ran, was cancelled or moved, though the record is used again', () => {
    const queue = new EventQueue();
    const first = queue.push(1, 0, 0, 0, 0);
    pop(queue, FOREVER);
    const second = queue.push(2, 0, 0, 0, 0);
    expect(second).not.toBe(first);
    expect([queue.cancel(first), queue.reschedule(first, 5)]).toEqual([false, -1]);
    const third = queue.reschedule(second, 4);
    expect([queue.cancel(second), queue.cancel(third), queue.cancel(third)]).toEqual([false, true, false]);
    for (const handle of [-1, 0.5, Number.NaN, 2 ** 52, FOREVER, -FOREVER]) expect(queue.cancel(handle)).toBe(false);
  });

  test('a rescheduled event is the last of its instant and phase', () => {
    const queue = new EventQueue();
    const moved = queue.push(5, 1, 0, 0, 0);
    queue.push(5, 1, 0, 0, 1);
    queue.push(5, 2, 0, 0, 2);
    queue.reschedule(moved, 5);
    expect([1, 2, 3].map(() => pop(queue, FOREVER)?.argument)).toEqual([1, 0, 2]);
  });

  test('insertion numbers end with an error, not with a wrong order', () => {
    const queue = new EventQueue({ insertions: 2 ** 50 - 2 });
    queue.push(3, 4, 0, 0, 0);
    const last = queue.push(3, 4, 0, 0, 1);
    expect(() => queue.push(3, 4, 0, 0, 2)).toThrow(ModelError);
    expect(queue.cancel(last)).toBe(true);
    expect(pop(queue, FOREVER)).toEqual({ time: 3, phase: 4, entity: 0, kind: 0, argument: 0 });
  });
});
