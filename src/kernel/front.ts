/**
 * The events that are due next: a sorted array, the first event at its end, and a heap for what does not fit in shortly.
 *
 * A day's events come in any order and are sorted at once. A later one is looked for a place within a few steps from the
 * first event on, else it goes to the heap, so that no entry costs more than O(log n).
 */
import type { SimTime } from '../base/time.js';
import type { EventTable } from './event-table.js';
import { SlotHeap } from './slot-heap.js';

/** Steps that a place in the array is looked for. */
const REACH = 32;
/** Most events that are sorted by comparing each with each. */
const FEW = 24;

export class Front {
  /** Events in the array. */
  count = 0;
  /** Of the events in the array, the first one at `count - 1`. */
  times = new Float64Array(256);
  slots = new Int32Array(256);
  /** Events that went to the heap since the front was last drained. */
  spills = 0;
  readonly heap: SlotHeap;
  private readonly unsortedTimes = new Float64Array(FEW);
  private readonly unsortedSlots = new Int32Array(FEW);

  constructor(private readonly table: EventTable) {
    this.heap = new SlotHeap(table);
  }

  get bytes(): number {
    return this.heap.bytes + this.times.byteLength + this.slots.byteLength;
  }

  /** Brings the first event of all to the end of the array; false when there is none. */
  settle(): boolean {
    const { table, heap, count } = this;
    if (heap.length === 0) return count > 0;
    const top = heap.first();
    if (count === 0 || table.isBefore(top, this.slots[count - 1])) {
      heap.pop();
      this.append(top);
    }
    return true;
  }

  /** Adds an event that comes before all others. */
  private append(slot: number): void {
    if (this.count === this.slots.length) this.grow();
    this.times[this.count] = this.table.time(slot);
    this.slots[this.count++] = slot;
  }

  enter(slot: number, time: SimTime): void {
    const { table, times, slots, count } = this;
    const nearest = Math.max(0, count - REACH);
    let place = count;
    while (place > nearest && times[place - 1] <= time) {
      if (times[place - 1] === time && table.isBefore(slot, slots[place - 1])) break;
      place--;
    }
    if ((place === nearest && nearest > 0) || count === slots.length) {
      this.spills++;
      this.heap.push(slot);
      return;
    }
    for (let i = count; i > place; i--) {
      times[i] = times[i - 1];
      slots[i] = slots[i - 1];
    }
    times[place] = time;
    slots[place] = slot;
    this.count = count + 1;
  }

  /** Doubles the room of the array. */
  grow(): void {
    const times = new Float64Array(2 * this.times.length);
    const slots = new Int32Array(times.length);
    times.set(this.times);
    slots.set(this.slots);
    this.times = times;
    this.slots = slots;
  }

  /** Sorts `count` events that were written into the array in any order. */
  sort(count: number): void {
    this.count = count;
    if (count <= FEW) {
      if (count > 1) this.sortFew();
    } else if (!this.isSorted()) this.sortMany();
  }

  /**
   * Counts for each event how many come after it, which is its place. Sums of comparisons, where another sort has branches:
   * those no processor foresees. Of equal times the one written earlier is taken for the later one, as chains hold them.
   */
  private sortFew(): void {
    const { times, slots, unsortedTimes, unsortedSlots, count } = this;
    for (let i = 0; i < count; i++) {
      unsortedTimes[i] = times[i];
      unsortedSlots[i] = slots[i];
    }
    for (let i = 0; i < count; i++) {
      const time = unsortedTimes[i];
      let place = 0;
      for (let j = 0; j < i; j++) place += +(unsortedTimes[j] >= time);
      for (let j = i + 1; j < count; j++) place += +(unsortedTimes[j] > time);
      times[place] = time;
      slots[place] = unsortedSlots[i];
    }
    for (let i = 1; i < count; i++) {
      if (times[i - 1] === times[i] && this.table.isBefore(slots[i - 1], slots[i])) {
        this.sortTies();
        return;
      }
    }
  }

  /** Insertion sort, by phase and insertion too. */
  private sortTies(): void {
    const { count } = this;
    this.count = 0;
    for (let i = 0; i < count; i++) this.enter(this.slots[i], this.times[i]);
  }

  private sortMany(): void {
    const { table, times, slots, count } = this;
    // Equal times stand in falling or rising order of insertion, by the way they took.
    slots.subarray(0, count).reverse();
    for (let i = 0; i < count; i++) times[i] = table.time(slots[i]);
    if (this.isSorted()) return;
    for (let i = 0; i < count; i++) this.heap.push(slots[i]);
    this.spills += count;
    this.count = 0;
  }

  private isSorted(): boolean {
    const { table, times, slots, count } = this;
    for (let i = 1; i < count; i++) {
      if (times[i - 1] < times[i] || (times[i - 1] === times[i] && table.isBefore(slots[i - 1], slots[i])))
        return false;
    }
    return true;
  }

  /** Takes all slots out into `list` from `count` on; returns the new count. */
  drain(list: Int32Array, count: number): number {
    list.set(this.slots.subarray(0, this.count), count);
    const total = count + this.count;
    this.count = 0;
    this.spills = 0;
    return this.heap.drain(list, total);
  }
}
