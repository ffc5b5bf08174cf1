/**
 * The events that are due next, in order: a short sorted list and, for what does not fit in shortly, a heap.
 *
 * An event enters at the head, at the tail or within a few steps of them or of the last entry, so runs of equal or
 * rising times enter in O(1) each, as do falling ones; from the heap on it is O(log n).
 */
import type { EventTable } from './event-table.js';
import { SlotHeap } from './slot-heap.js';

/** Steps that a place in the list is looked for. */
const REACH = 16;
const NONE = -1;

export class Front {
  /** First of the list, negative when it is empty. */
  head = NONE;
  /** Events that went to the heap since the front was last drained. */
  spills = 0;
  private tail = NONE;
  /** The list's last entry, negative once it has left. */
  private finger = NONE;
  private readonly heap: SlotHeap;

  constructor(private readonly table: EventTable) {
    this.heap = new SlotHeap(table);
  }

  get bytes(): number {
    return this.heap.bytes;
  }

  /** Slot of the first event, negative when there is none. */
  first(): number {
    return this.heap.length === 0 ? this.head : this.firstOfBoth();
  }

  /** Takes out what `first` returned. */
  remove(slot: number): void {
    if (slot !== this.head) this.heap.pop();
    else {
      this.head = this.table.next(slot);
      if (slot === this.finger) this.finger = NONE;
    }
  }

  enter(slot: number): void {
    const { table, head } = this;
    if (head < 0) {
      table.link(slot, NONE);
      this.head = slot;
      this.tail = slot;
    } else if (table.isBefore(slot, head)) {
      table.link(slot, head);
      this.head = slot;
    } else if (table.isBefore(this.tail, slot)) {
      table.link(slot, NONE);
      table.link(this.tail, slot);
      this.tail = slot;
    } else {
      this.enterBetween(slot);
      return;
    }
    this.finger = slot;
  }

  /** Takes all slots out into `list` from `count` on; returns the new count. */
  drain(list: Int32Array, count: number): number {
    let total = count;
    for (let slot = this.head; slot >= 0; slot = this.table.next(slot)) list[total++] = slot;
    this.head = NONE;
    this.finger = NONE;
    this.spills = 0;
    return this.heap.drain(list, total);
  }

  private firstOfBoth(): number {
    const { table, head } = this;
    const top = this.heap.first();
    return head < 0 || table.isBefore(top, head) ? top : head;
  }

  /** The slot lies after the head and before the tail. */
  private enterBetween(slot: number): void {
    const { table, finger } = this;
    let before = finger >= 0 && table.isBefore(finger, slot) ? finger : this.head;
    for (let step = 0; step < REACH; step++) {
      const after = table.next(before);
      if (table.isBefore(slot, after)) {
        table.link(slot, after);
        table.link(before, slot);
        this.finger = slot;
        return;
      }
      before = after;
    }
    this.spills++;
    this.heap.push(slot);
  }
}
