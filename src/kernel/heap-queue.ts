/**
 * Reference for the queue of the simulation: the same order of events by a 4-ary heap on typed arrays.
 *
 * Tests hold `EventQueue` to its order, and benchmarks to its speed.
 *
 * A heap entry is (time, key, slot), key = phase * 2^50 + insertion number: comparing (time, key) is the total order
 * of events. The slot indexes the event's record. Push and pop cost O(log n). Cancelling marks the record; the entry
 * is dropped when it reaches the root, or when more than half of the entries are marked, so it costs O(1) amortised
 * and memory stays within twice the live events.
 *
 * Limits: 2^24 entries at once, 2^50 insertions. A handle is generation * 2^24 + slot; a slot's generation returns
 * after 2^29 events, so a handle kept over that many reuses of its slot could name another event.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { EventHandle } from './event-table.js';
import type { Phase } from './phase.js';

const SLOTS = 0x1000000;
const GENERATION_MASK = 0x1fffffff;
const PHASE_STEP = 0x4000000000000;
/** Below this many marked entries a rebuild does not pay. */
const SMALL = 64;

export class HeapQueue {
  phase = 0;
  entity = 0;
  kind = 0;
  /** Time and argument of the popped event: a typed array, because a double kept in a field or passed to a call is allocated. */
  readonly #popped = new Float64Array(2);

  #capacity: number;
  /** Entries in the heap, cancelled ones included. */
  #length = 0;
  #cancelled = 0;
  #insertions = 0;

  #times: Float64Array;
  #keys: Float64Array;
  #slots: Int32Array;

  #entities: Int32Array;
  #kinds: Int32Array;
  #arguments: Float64Array;
  #generations: Int32Array;
  /** 1 while the slot's event is pending, 0 once cancelled or free. */
  #live: Uint8Array;
  /** Stack of free slots. */
  #free: Int32Array;
  #freeCount = 0;

  constructor(capacity = 256) {
    this.#capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#keys = new Float64Array(capacity);
    this.#slots = new Int32Array(capacity);
    this.#entities = new Int32Array(capacity);
    this.#kinds = new Int32Array(capacity);
    this.#arguments = new Float64Array(capacity);
    this.#generations = new Int32Array(capacity);
    this.#live = new Uint8Array(capacity);
    this.#free = new Int32Array(capacity);
    this.#release(0, capacity);
  }

  get time(): SimTime {
    return this.#popped[0]!;
  }

  get argument(): number {
    return this.#popped[1]!;
  }

  get size(): number {
    return this.#length - this.#cancelled;
  }

  /** Entries there is room for before the arrays grow. */
  get capacity(): number {
    return this.#capacity;
  }

  push(time: SimTime, phase: Phase, entity: number, kind: number, argument: number): EventHandle {
    if (this.#freeCount === 0) this.#grow();
    const slot = this.#free[--this.#freeCount]!;
    this.#entities[slot] = entity;
    this.#kinds[slot] = kind;
    this.#arguments[slot] = argument;
    this.#live[slot] = 1;
    const end = this.#length++;
    this.#times[end] = time;
    this.#keys[end] = phase * PHASE_STEP + this.#insertions++;
    this.#slots[end] = slot;
    this.#siftUp(end);
    return this.#generations[slot]! * SLOTS + slot;
  }

  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOTS;
    if (!(slot < this.#capacity) || this.#live[slot] !== 1) return false;
    if (this.#generations[slot]! * SLOTS + slot !== handle) return false;
    this.#live[slot] = 0;
    this.#cancelled++;
    if (this.#cancelled > SMALL && this.#cancelled * 2 > this.#length) this.#dropCancelled();
    return true;
  }

  nextTime(): SimTime {
    this.#skipCancelled();
    return this.#length > 0 ? this.#times[0]! : Number.POSITIVE_INFINITY;
  }

  popUntil(until: SimTime): boolean {
    this.#skipCancelled();
    if (this.#length === 0) return false;
    const time = this.#times[0]!;
    if (time > until) return false;
    const slot = this.#slots[0]!;
    this.#popped[0] = time;
    this.#popped[1] = this.#arguments[slot]!;
    this.phase = (this.#keys[0]! / PHASE_STEP) | 0;
    this.entity = this.#entities[slot]!;
    this.kind = this.#kinds[slot]!;
    this.#live[slot] = 0;
    this.#removeRoot(slot);
    return true;
  }

  #skipCancelled(): void {
    while (this.#cancelled > 0 && this.#length > 0) {
      const slot = this.#slots[0]!;
      if (this.#live[slot] === 1) return;
      this.#cancelled--;
      this.#removeRoot(slot);
    }
  }

  /** Makes the handles of this slot stale. */
  #retire(slot: number): void {
    this.#generations[slot] = (this.#generations[slot]! + 1) & GENERATION_MASK;
  }

  #siftUp(start: number): void {
    const times = this.#times;
    const keys = this.#keys;
    const slots = this.#slots;
    const time = times[start]!;
    const key = keys[start]!;
    const slot = slots[start]!;
    let i = start;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && keys[parent]! < key)) break;
      times[i] = parentTime;
      keys[i] = keys[parent]!;
      slots[i] = slots[parent]!;
      i = parent;
    }
    times[i] = time;
    keys[i] = key;
    slots[i] = slot;
  }

  /** Frees the slot of the root and puts the last entry in its place. */
  #removeRoot(slot: number): void {
    this.#free[this.#freeCount++] = slot;
    this.#retire(slot);
    const last = --this.#length;
    if (last === 0) return;
    this.#times[0] = this.#times[last]!;
    this.#keys[0] = this.#keys[last]!;
    this.#slots[0] = this.#slots[last]!;
    this.#siftDown(0);
  }

  #siftDown(start: number): void {
    const times = this.#times;
    const keys = this.#keys;
    const slots = this.#slots;
    const time = times[start]!;
    const key = keys[start]!;
    const slot = slots[start]!;
    const length = this.#length;
    let i = start;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= length) break;
      let child = first;
      if (first + 4 <= length) {
        // Which of four is least is a coin toss to the processor, so it is computed without branches; only ties take one.
        const t0 = times[first]!;
        const t1 = times[first + 1]!;
        const t2 = times[first + 2]!;
        const t3 = times[first + 3]!;
        let a = first + +(t1 < t0);
        if (t1 === t0) a = first + +(keys[first + 1]! < keys[first]!);
        let b = first + 2 + +(t3 < t2);
        if (t3 === t2) b = first + 2 + +(keys[first + 3]! < keys[first + 2]!);
        const ta = times[a]!;
        const tb = times[b]!;
        child = a + (b - a) * +(tb < ta);
        if (ta === tb) child = keys[b]! < keys[a]! ? b : a;
      } else {
        for (let j = first + 1; j < length; j++) {
          const t = times[j]!;
          const least = times[child]!;
          if (t < least || (t === least && keys[j]! < keys[child]!)) child = j;
        }
      }
      const childTime = times[child]!;
      if (childTime > time || (childTime === time && keys[child]! > key)) break;
      times[i] = childTime;
      keys[i] = keys[child]!;
      slots[i] = slots[child]!;
      i = child;
    }
    times[i] = time;
    keys[i] = key;
    slots[i] = slot;
  }

  /** Keeps the live entries and restores the heap bottom up, O(n). */
  #dropCancelled(): void {
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      const slot = this.#slots[i]!;
      if (this.#live[slot] === 0) {
        this.#free[this.#freeCount++] = slot;
        this.#retire(slot);
        continue;
      }
      this.#times[kept] = this.#times[i]!;
      this.#keys[kept] = this.#keys[i]!;
      this.#slots[kept] = slot;
      kept++;
    }
    this.#length = kept;
    this.#cancelled = 0;
    for (let i = (kept - 2) >> 2; i >= 0; i--) this.#siftDown(i);
  }

  #grow(): void {
    const old = this.#capacity;
    if (old >= SLOTS) throw new ModelError(`more than ${SLOTS} pending events`);
    const capacity = Math.min(old * 2, SLOTS);
    this.#times = extend(this.#times, new Float64Array(capacity));
    this.#keys = extend(this.#keys, new Float64Array(capacity));
    this.#slots = extend(this.#slots, new Int32Array(capacity));
    this.#entities = extend(this.#entities, new Int32Array(capacity));
    this.#kinds = extend(this.#kinds, new Int32Array(capacity));
    this.#arguments = extend(this.#arguments, new Float64Array(capacity));
    this.#generations = extend(this.#generations, new Int32Array(capacity));
    this.#live = extend(this.#live, new Uint8Array(capacity));
    this.#free = extend(this.#free, new Int32Array(capacity));
    this.#capacity = capacity;
    this.#release(old, capacity);
  }

  /** Puts slots [from, to) on the free stack, the lowest on top. */
  #release(from: number, to: number): void {
    for (let slot = to - 1; slot >= from; slot--) this.#free[this.#freeCount++] = slot;
  }
}

function extend<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
