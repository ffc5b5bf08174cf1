/** The event queue and the reference heap side by side. */
import { expect } from 'vitest';
import { EventQueue } from '../../src/kernel/event-queue.js';
import { HeapQueue } from '../../src/kernel/heap-queue.js';
import type { Phase } from '../../src/kernel/phase.js';

export interface Popped {
  readonly time: number;
  readonly phase: number;
  readonly entity: number;
  readonly kind: number;
  readonly argument: number;
}

/** Takes the first event up to `until` out and gives its record back. */
export function pop(queue: EventQueue, until: number): Popped | undefined {
  const slot = queue.take(until);
  if (slot < 0) return undefined;
  const { events } = queue;
  const event = events.event(slot);
  const popped = {
    time: events.time(slot),
    phase: events.phase(slot),
    entity: event >> 8,
    kind: event & 255,
    argument: events.argument(slot),
  };
  events.release(slot);
  return popped;
}

export class OrderCheck {
  readonly queue = new EventQueue();
  private readonly reference = new HeapQueue();
  private pushed = 0;

  push(time: number, phase: Phase): void {
    const number = this.pushed++;
    this.queue.push(time, phase, number % 1000, number % 256, number);
    this.reference.push(time, phase, number % 1000, number % 256, number);
  }

  /** Pops both, compares, and returns the time. */
  pop(): number {
    const popped = pop(this.queue, Number.POSITIVE_INFINITY);
    const { reference } = this;
    const same =
      reference.popUntil(Number.POSITIVE_INFINITY) &&
      popped !== undefined &&
      popped.argument === reference.argument &&
      popped.time === reference.time &&
      popped.phase === reference.phase &&
      popped.entity === reference.entity &&
      popped.kind === reference.kind;
    // Asked only on failure: a million assertions would take longer than the queues.
    if (!same) expect(popped).toEqual({ time: reference.time, phase: reference.phase, argument: reference.argument });
    return reference.time;
  }
}
