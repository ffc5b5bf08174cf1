/**
 * The queues in which waiters stand, by rank and then in order of arrival: linked through the columns of their table.
 *
 * Any waiter leaves in O(1). One that comes steps over those of higher rank, from the end: O(1) where all ranks are equal.
 */
import { extend, NOBODY, type Waiter, type WaiterTable } from './waiter-table.js';

/** Number of a queue. */
export type Queue = number;

export class QueueTable {
  firsts = new Int32Array(0);
  lengths = new Int32Array(0);
  #lasts = new Int32Array(0);
  #count = 0;
  readonly #free: Queue[] = [];
  readonly #waiters: WaiterTable;

  constructor(waiters: WaiterTable) {
    this.#waiters = waiters;
  }

  /** A new queue, empty. */
  add(): Queue {
    const queue = this.#free.pop() ?? this.#count++;
    if (queue === this.firsts.length) {
      const capacity = Math.max(64, 2 * queue);
      this.firsts = extend(this.firsts, new Int32Array(capacity));
      this.lengths = extend(this.lengths, new Int32Array(capacity));
      this.#lasts = extend(this.#lasts, new Int32Array(capacity));
    }
    this.firsts[queue] = NOBODY;
    this.#lasts[queue] = NOBODY;
    return queue;
  }

  /** The queue, empty, is no longer needed. */
  remove(queue: Queue): void {
    this.#free.push(queue);
  }

  insert(queue: Queue, waiter: Waiter, rank = 0): void {
    const { next, previous, ranks } = this.#waiters;
    let before = this.#lasts[queue]!;
    while (before !== NOBODY && ranks[before]! > rank) before = previous[before]!;
    const after = before === NOBODY ? this.firsts[queue]! : next[before]!;
    ranks[waiter] = rank;
    previous[waiter] = before;
    next[waiter] = after;
    if (before === NOBODY) this.firsts[queue] = waiter;
    else next[before] = waiter;
    if (after === NOBODY) this.#lasts[queue] = waiter;
    else previous[after] = waiter;
    this.lengths[queue]!++;
  }

  leave(queue: Queue, waiter: Waiter): void {
    const { next, previous } = this.#waiters;
    const before = previous[waiter]!;
    const after = next[waiter]!;
    if (before === NOBODY) this.firsts[queue] = after;
    else next[before] = after;
    if (after === NOBODY) this.#lasts[queue] = before;
    else previous[after] = before;
    this.lengths[queue]!--;
  }
}
