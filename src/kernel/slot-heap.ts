/**
 * A 4-ary heap of slots in the order of their events: push and pop in O(log n), whatever the times are.
 */
import type { EventTable } from './event-table.js';

export class SlotHeap {
  length = 0;
  private slots = new Int32Array(64);

  constructor(private readonly table: EventTable) {}

  get bytes(): number {
    return this.slots.byteLength;
  }

  /** The first event's slot; the heap must hold one. */
  first(): number {
    return this.slots[0];
  }

  push(slot: number): void {
    if (this.length === this.slots.length) this.grow();
    const { table, slots } = this;
    let i = this.length++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      if (table.isBefore(slots[parent], slot)) break;
      slots[i] = slots[parent];
      i = parent;
    }
    slots[i] = slot;
  }

  pop(): void {
    const { table, slots } = this;
    const length = --this.length;
    const slot = slots[length];
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= length) break;
      const end = Math.min(first + 4, length);
      let child = first;
      for (let j = first + 1; j < end; j++) if (table.isBefore(slots[j], slots[child])) child = j;
      if (table.isBefore(slot, slots[child])) break;
      slots[i] = slots[child];
      i = child;
    }
    slots[i] = slot;
  }

  /** Takes all slots out, in no order, into `list` from `count` on; returns the new count. */
  drain(list: Int32Array, count: number): number {
    list.set(this.slots.subarray(0, this.length), count);
    const total = count + this.length;
    this.length = 0;
    return total;
  }

  private grow(): void {
    const slots = new Int32Array(2 * this.slots.length);
    slots.set(this.slots);
    this.slots = slots;
  }
}
