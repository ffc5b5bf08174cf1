/**
 * The records of scheduled events, 32 bytes each, in one growing buffer; a slot is the place of a record.
 *
 * A record holds time, key and argument as doubles, entity and kind in one word, and a link to another slot, by which
 * the parts of the queue chain events without memory of their own. The key is phase * 2^50 + insertion number, so
 * (time, key) is the total order of events. A record is half a cache line: who has read a time has the rest at hand.
 *
 * Limits: 2^24 records at once, 2^23 entities, 2^50 insertions (two years at 2e7 a second). A handle is 2^24 times the
 * low 29 bits of the insertion number, plus the slot: one kept over 2^29 insertions could name another event.
 */
import { ModelError } from '../base/errors.js';
import { HIGH, LOW } from '../base/math/float-words.js';
import type { SimTime } from '../base/time.js';

/** Names one scheduled event; stale after the event has run, was cancelled or was rescheduled. */
export type EventHandle = number;

/** More entities than this have no number in a record. */
export const MAX_ENTITIES = 0x800000;

const SLOTS = 0x1000000;
const PHASE_STEP = 0x4000000000000;
const GENERATION_MASK = 0x1fffffff;
/** In place of a slot: none. Whoever follows links asks for `slot >= 0`. */
const NONE = -1;
/** Words of a record: the halves of the argument, entity * 256 + kind, the link. */
const ARGUMENT_HIGH = 4 + HIGH;
const ARGUMENT_LOW = 4 + LOW;
const EVENT = 6;
const LINK = 7;
/** In place of entity and kind. */
const FREE = -1;
const CANCELLED = -2;

export class EventTable {
  /** Time, key and argument of a record from 4 * slot on. */
  numbers = new Float64Array(0);
  /** The same memory: its last two words, from 8 * slot + 6 on, are entity and kind, and the link. */
  words = new Int32Array(0);
  private capacity = 0;
  /** First of the chain of free slots. */
  private free = NONE;
  /** Number of the next insertion. */
  insertions = 0;

  /** @param insertions number of the first insertion */
  constructor(insertions: number) {
    this.insertions = insertions;
    this.reserve(64);
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.numbers.byteLength;
  }

  /**
   * Writes a record.
   *
   * @param event entity * 256 + kind
   * @returns its slot
   * @throws ModelError when there is no room or no insertion number left
   */
  add(time: SimTime, phase: number, event: number, argument: number): number {
    if (this.free < 0 || this.insertions >= PHASE_STEP) this.makeRoom();
    const slot = this.free;
    const { numbers, words } = this;
    this.free = words[(slot << 3) | LINK];
    numbers[slot << 2] = time;
    numbers[(slot << 2) | 1] = phase * PHASE_STEP + this.insertions++;
    numbers[(slot << 2) | 2] = argument;
    words[(slot << 3) | EVENT] = event;
    return slot;
  }
  /** The slot is free from now on; its fields stay readable until the next `add`. */
  release(slot: number): void {
    const { words } = this;
    words[(slot << 3) | EVENT] = FREE;
    words[(slot << 3) | LINK] = this.free;
    this.free = slot;
  }

  /** Marks an event that is still linked somewhere: whoever comes upon it releases it. */
  cancel(slot: number): void {
    this.words[(slot << 3) | EVENT] = CANCELLED;
  }

  handle(slot: number): EventHandle {
    return (this.key(slot) & GENERATION_MASK) * SLOTS + slot;
  }

  /** Slot of a pending event; negative for a handle that is stale or never was one. */
  find(handle: EventHandle): number {
    const slot = (handle - Math.floor(handle / SLOTS) * SLOTS) | 0;
    return slot < this.capacity && this.event(slot) >= 0 && this.handle(slot) === handle ? slot : NONE;
  }

  time(slot: number): SimTime {
    return this.numbers[slot << 2];
  }

  key(slot: number): number {
    return this.numbers[(slot << 2) | 1];
  }

  phase(slot: number): number {
    return (this.numbers[(slot << 2) | 1] / PHASE_STEP) | 0;
  }

  /** Entity * 256 + kind, negative once cancelled. */
  event(slot: number): number {
    return this.words[(slot << 3) | EVENT];
  }

  argument(slot: number): number {
    return this.numbers[(slot << 2) | 2];
  }

  argumentHigh(slot: number): number {
    return this.words[(slot << 3) | ARGUMENT_HIGH];
  }

  argumentLow(slot: number): number {
    return this.words[(slot << 3) | ARGUMENT_LOW];
  }

  next(slot: number): number {
    return this.words[(slot << 3) | LINK];
  }

  link(slot: number, next: number): void {
    this.words[(slot << 3) | LINK] = next;
  }

  isBefore(a: number, b: number): boolean {
    const { numbers } = this;
    const timeA = numbers[a << 2];
    const timeB = numbers[b << 2];
    return timeA < timeB || (timeA === timeB && numbers[(a << 2) | 1] < numbers[(b << 2) | 1]);
  }

  private makeRoom(): void {
    const { capacity } = this;
    if (this.insertions >= PHASE_STEP) throw new ModelError(`more than ${PHASE_STEP} events scheduled in one run`);
    if (capacity >= SLOTS) throw new ModelError(`more than ${SLOTS} pending events`);
    this.reserve(Math.min(SLOTS, Math.ceil(capacity * (capacity < 65536 ? 1.5 : 1.25))));
  }

  private reserve(capacity: number): void {
    const buffer = new ArrayBuffer(32 * capacity);
    const numbers = new Float64Array(buffer);
    numbers.set(this.numbers);
    this.numbers = numbers;
    this.words = new Int32Array(buffer);
    const before = this.capacity;
    this.capacity = capacity;
    for (let slot = capacity - 1; slot >= before; slot--) this.release(slot);
  }
}
