/**
 * The pending events of a simulation in their total order: time, then phase, then insertion.
 *
 * They are kept in one of three ways, by their number, and the queue changes over by itself in both directions:
 * - list, up to 24: all stand sorted in the front;
 * - calendar: the front holds what is due today, later days are not sorted within;
 * - calendar with months, from 50000: later months are not even sorted by day.
 *
 * Push, cancel, reschedule and take cost O(1) amortised where times spread over the days, O(log n) where they crowd into one:
 * then a heap takes over. How long a day is follows the measured number of events per day. No memory grows with the
 * number of events executed.
 */
import type { SimTime } from '../base/time.js';
import { Calendar } from './calendar.js';
import { type EventHandle, EventTable } from './event-table.js';
import { Front } from './front.js';
import type { Phase } from './phase.js';

export type { EventHandle } from './event-table.js';

/** Most events that a sorted list holds. */
const LIST_EVENTS = 24;
/** Least events for which months pay. */
const MONTHLY_EVENTS = 50000;
/** Events per day aimed at: between 1 and 5 the speed differs by less than the measurement tells. */
const EVENTS_PER_DAY = 2;
/** Events that a measured width rests on, at least. */
const MEASURED_EVENTS = 64;
/** Cancelled events that may stay besides as many as are pending. */
const CANCELLED_ALLOWED = 64;
const NONE = -1;
/** More than there can be. */
const ALL = 0x7fffffff;
/** Word of a record that holds entity and kind. */
const EVENT = 6;

export interface EventQueueOptions {
  /** Number of the first insertion, default 0. */
  readonly insertions?: number;
  /** Least events for which the calendar has months, default 50000. */
  readonly monthlyEvents?: number;
}

export class EventQueue {
  /** The records: of pending events, and of one taken until it is released. */
  readonly events: EventTable;
  /** How often the events were laid out anew. */
  layouts = 0;
  /** Events taken so far. */
  taken = 0;
  /**
   * Time of the event that `insert` adds. A field, because a double that goes through a call costs an allocation; a
   * double from the start, because a field that first holds a small integer is recast later, with all code that uses it.
   */
  time: SimTime = Number.NaN;
  private readonly front: Front;
  private readonly calendar: Calendar;
  private readonly monthlyEvents: number;
  /** Numbers of insertion that are of no event now pending or taken: of those cancelled, and those before the first. */
  private unused: number;
  /** Cancelled events whose records are still chained somewhere. */
  private cancelled = 0;
  /** Numbers of pending events between which the layout stays. */
  private shrinkAt = 0;
  private growAt = LIST_EVENTS;
  /** Events in the front from which on it is no list any more. */
  private listMost = LIST_EVENTS;
  /** Days and events after which the length of a day is looked at; likewise events that went through the heap. */
  private reviewAt = LIST_EVENTS;

  constructor({ insertions = 0, monthlyEvents = MONTHLY_EVENTS }: EventQueueOptions = {}) {
    this.events = new EventTable(insertions);
    this.unused = insertions;
    this.front = new Front(this.events);
    this.calendar = new Calendar(this.events);
    this.monthlyEvents = monthlyEvents;
  }

  /** Events that are neither taken nor cancelled. */
  get size(): number {
    return this.events.insertions - this.taken - this.unused;
  }

  /** Memory of the records and of all that orders them. */
  get bytes(): number {
    return this.events.bytes + this.front.bytes + this.calendar.bytes;
  }

  push(time: SimTime, phase: Phase, entity: number, kind: number, argument: number): EventHandle {
    this.time = time;
    return this.events.handle(this.insert(phase, (entity << 8) | kind, argument));
  }

  /** Adds an event at `this.time`; `event` is entity * 256 + kind. Returns its slot. */
  insert(phase: number, event: number, argument: number): number {
    const { time } = this;
    const slot = this.events.add(time, phase, event, argument);
    if (!this.calendar.place(slot, time)) this.enterFront(slot, time);
    return slot;
  }

  /** Takes an event back; false if it has run, was cancelled or was rescheduled already. */
  cancel(handle: EventHandle): boolean {
    const slot = this.events.find(handle);
    if (slot < 0) return false;
    this.events.cancel(slot);
    this.unused++;
    if (++this.cancelled > this.size + CANCELLED_ALLOWED) this.layOut();
    return true;
  }

  /** Cancels an event and pushes it at another time, last of its instant and phase: the new handle, negative if stale. */
  reschedule(handle: EventHandle, time: SimTime): EventHandle {
    const { events } = this;
    const slot = events.find(handle);
    if (slot < 0) return NONE;
    const event = events.event(slot);
    const moved = this.push(time, events.phase(slot) as Phase, event >> 8, event & 255, events.argument(slot));
    this.cancel(handle);
    return moved;
  }

  /** Time of the first event, Infinity when there is none. */
  nextTime(): SimTime {
    const { front, events } = this;
    for (;;) {
      if ((front.count === 0 || front.heap.length > 0) && !this.settle()) return Number.POSITIVE_INFINITY;
      const slot = front.slots[front.count - 1];
      if (events.event(slot) >= 0) return events.time(slot);
      front.count--;
      this.drop(slot);
    }
  }

  /** Takes the first event out if its time is at most `until`: its slot, for the caller to release; else negative. */
  take(until: SimTime): number {
    const { front, events } = this;
    for (;;) {
      if ((front.count === 0 || front.heap.length > 0) && !this.settle()) return NONE;
      const last = front.count - 1;
      if (front.times[last] > until) return NONE;
      front.count = last;
      const slot = front.slots[last];
      if (events.words[(slot << 3) | EVENT] >= 0) {
        this.taken++;
        return slot;
      }
      this.drop(slot);
    }
  }

  /** Brings the first event of all to the end of the front's array; false when no event is left. */
  private settle(): boolean {
    while (!this.front.settle()) if (!this.fillFront()) return false;
    return true;
  }

  private drop(slot: number): void {
    this.events.release(slot);
    this.cancelled--;
  }

  private enterFront(slot: number, time: SimTime): void {
    const { front } = this;
    front.enter(slot, time);
    if (front.count > this.listMost || front.spills > this.reviewAt) this.layOut();
  }

  /** False when no event is left. */
  private fillFront(): boolean {
    if (this.size + this.cancelled === 0) return false;
    const { calendar, front, size: pending } = this;
    const outgrown = pending < this.shrinkAt || pending > this.growAt;
    if (outgrown || this.daysMisfit() || !calendar.advance(front)) this.layOut();
    return true;
  }

  /** Whether days are by a factor of two too long or too short; looked at once in a while. */
  private daysMisfit(): boolean {
    const { calendar } = this;
    const { daysPassed, eventsDue } = calendar;
    if (daysPassed + eventsDue <= this.reviewAt) return false;
    if (eventsDue > 2 * EVENTS_PER_DAY * daysPassed || 2 * eventsDue < EVENTS_PER_DAY * daysPassed) return true;
    calendar.daysPassed = 0;
    calendar.eventsDue = 0;
    return false;
  }

  /** Sweeps out cancelled events, chooses layout and length of a day by the events there are, and sorts them in. */
  private layOut(): void {
    this.layouts++;
    const { calendar, front, monthlyEvents } = this;
    const measured = this.measuredWidth();
    const slots = this.drain();
    const count = slots.length;
    this.cancelled = 0;
    if (count <= LIST_EVENTS / 2) {
      calendar.layNone();
      this.listMost = LIST_EVENTS;
      this.shrinkAt = 0;
      this.growAt = LIST_EVENTS;
      this.reviewAt = LIST_EVENTS;
    } else {
      const monthly = count >= (calendar.monthly ? monthlyEvents / 2 : monthlyEvents);
      calendar.lay(this.earliest(slots), Math.max(1, measured ?? this.spreadWidth(slots)), count, monthly);
      this.listMost = ALL;
      this.shrinkAt = count >> 2;
      this.growAt = monthly || 2 * count < monthlyEvents ? 2 * count : Math.max(count + (count >> 2), monthlyEvents);
      this.reviewAt = 4 * Math.max(256, count);
    }
    for (let i = count - 1; i >= 0; i--) {
      const slot = slots[i];
      const time = this.events.time(slot);
      if (!calendar.place(slot, time)) front.enter(slot, time);
    }
  }

  /** All pending events, out of their order; cancelled ones are released. */
  private drain(): Int32Array {
    const { events } = this;
    const slots = new Int32Array(this.size + this.cancelled);
    this.calendar.drain(slots, this.front.drain(slots, 0));
    let count = 0;
    for (const slot of slots) {
      if (events.event(slot) >= 0) slots[count++] = slot;
      else events.release(slot);
    }
    return slots.subarray(0, count);
  }

  private earliest(slots: Int32Array): SimTime {
    let time = Number.POSITIVE_INFINITY;
    for (const slot of slots) time = Math.min(time, this.events.time(slot));
    return time;
  }

  /** Length of a day by the events that came due per day, where enough did. */
  private measuredWidth(): number | undefined {
    const { daysPassed, eventsDue, width } = this.calendar;
    return eventsDue < MEASURED_EVENTS ? undefined : (EVENTS_PER_DAY * daysPassed * width) / eventsDue;
  }

  /** Length of a day by the density of the earliest quarter of a sample. */
  private spreadWidth(slots: Int32Array): number {
    const step = Math.max(1, slots.length >> 8);
    const sample = [];
    for (let i = 0; i < slots.length; i += step) sample.push(this.events.time(slots[i]));
    sample.sort((a, b) => a - b);
    const quarter = sample.length >> 2;
    return (EVENTS_PER_DAY * (sample[quarter] - sample[0])) / (quarter * step);
  }
}
