/**
 * The events after today, sorted by day only.
 *
 * Day d holds the times with floor((time - origin) / width) = d. The quotient is computed as a product with 1 / width:
 * rounded, but monotone in time, so that an earlier day always means an earlier time. The days of a year form a ring;
 * each is a chain of records in no order, and events of later years wait in the day of the same number.
 *
 * With very many events, walking chains costs a cache miss per record. Then the ring holds one month, and the rest of
 * the year waits in append-only lists of months; a month is spread over its days when it comes, which reads its records
 * one after the other without waiting for each.
 *
 * Sources: R. Brown, "Calendar queues", CACM 31 (1988); W. T. Tang, R. S. M. Goh, I. L.-J. Thng, "Ladder queue", ACM TOMACS
 * 15 (2005), from which the postponed sorting.
 */
import type { SimTime } from '../base/time.js';
import type { EventTable } from './event-table.js';
import type { Front } from './front.js';
import { CHUNK_MASK, Months } from './months.js';

const MONTH_BITS = 9;
const DAYS_PER_MONTH = 1 << MONTH_BITS;
/** Days from here on have no number: their events wait apart until the calendar is laid anew. */
const HORIZON = 0x40000000;
const NONE = -1;
/** Word of a record that links it to another one. */
const LINK = 7;

export class Calendar {
  /** Since the calendar was laid or last judged: days gone through, and events that came due. */
  daysPassed = 0;
  eventsDue = 0;
  /** Whether the year is divided into months. */
  monthly = false;
  private origin: SimTime = Number.NaN;
  /** 1 / width. */
  private scale = Number.NaN;
  private today = 0;
  /** Events of days before this one are the front's. */
  private tomorrow = Number.POSITIVE_INFINITY;
  /** First day that is not in the ring. */
  private monthEnd = HORIZON;
  private days = new Int32Array(1).fill(NONE);
  private mask = 0;
  private readonly months = new Months();
  private distant = NONE;

  constructor(private readonly table: EventTable) {
    this.layNone();
  }

  get bytes(): number {
    return this.days.byteLength + this.months.bytes;
  }

  /** Length of a day; Infinity when all events are due today. */
  get width(): number {
    return 1 / this.scale;
  }

  /**
   * Starts an empty calendar.
   *
   * @param origin start of day 0, which is tomorrow: so its events are sorted together when it comes
   * @param width of a day, at least 1 ns
   * @param events for which a year of about twice as many days is made
   * @param monthly whether the year is divided into months
   */
  lay(origin: SimTime, width: number, events: number, monthly: boolean): void {
    this.origin = origin;
    this.scale = 1 / width;
    this.monthly = monthly;
    this.startAt(0, monthly ? DAYS_PER_MONTH : HORIZON);
    if (monthly) this.makeYear(DAYS_PER_MONTH, powerOfTwo((4 * events) / DAYS_PER_MONTH), events);
    else this.makeYear(powerOfTwo(2 * events), 1, 0);
  }

  /** Starts an empty calendar in which all events are due today. */
  layNone(): void {
    this.origin = 0;
    this.scale = 0;
    this.monthly = false;
    this.startAt(Number.POSITIVE_INFINITY, HORIZON);
    this.makeYear(1, 1, 0);
  }

  /** Puts an event into its day or month; false when it is due by today's end, which is the front's business. */
  place(slot: number, time: SimTime): boolean {
    const day = (time - this.origin) * this.scale;
    if (day < this.tomorrow) return false;
    if (day < this.monthEnd) {
      const { days } = this;
      const index = day & this.mask;
      this.table.words[(slot << 3) | LINK] = days[index];
      days[index] = slot;
    } else this.placeLater(slot, day);
    return true;
  }

  /** Puts an event beyond this month's days into its month, or apart. */
  private placeLater(slot: number, day: number): void {
    if (day < HORIZON) this.months.append(day >> MONTH_BITS, slot);
    else {
      this.table.link(slot, this.distant);
      this.distant = slot;
    }
  }

  /** Moves the events of the next day that has some to the front, which is empty; false when no day of a year has. */
  advance(front: Front): boolean {
    const { days, mask, origin, scale } = this;
    const { numbers, words } = this.table;
    let { times, slots } = front;
    let { today } = this;
    let start = today;
    let due = 0;
    do {
      if (++today === this.monthEnd) {
        this.daysPassed += today - start;
        if (!this.openMonth()) return false;
        ({ today } = this);
        start = today - 1;
      }
      let slot = days[today & mask];
      if (slot < 0) {
        if (today - start <= mask) continue;
        this.daysPassed += today - start;
        return false;
      }
      let later = NONE;
      do {
        const link = (slot << 3) | LINK;
        const next = words[link];
        const time = numbers[slot << 2];
        if ((((time - origin) * scale) | 0) === today) {
          times[due] = time;
          slots[due] = slot;
          if (++due === slots.length) {
            front.grow();
            ({ times, slots } = front);
          }
        } else {
          words[link] = later;
          later = slot;
        }
        slot = next;
      } while (slot >= 0);
      days[today & mask] = later;
    } while (due === 0);
    front.sort(due);
    this.today = today;
    this.tomorrow = today + 1;
    this.daysPassed += today - start;
    this.eventsDue += due;
    return true;
  }

  /** Takes all slots out into `list` from `count` on, those that came to a day last first; returns the new count. */
  drain(list: Int32Array, count: number): number {
    let total = this.drainChain(this.distant, list, count);
    this.distant = NONE;
    for (let day = 0; day < this.days.length; day++) {
      total = this.drainChain(this.days[day], list, total);
      this.days[day] = NONE;
    }
    const { months } = this;
    for (let month = 0; month < months.length; month++) {
      for (let at = months.open(month); at >= 0; at = months.leaveChunk(at)) {
        for (; (at & CHUNK_MASK) !== 0; at--) list[total++] = months.pool[at];
      }
    }
    return total;
  }

  private startAt(tomorrow: number, monthEnd: number): void {
    this.today = -1;
    this.tomorrow = tomorrow;
    this.monthEnd = monthEnd;
    this.daysPassed = 0;
    this.eventsDue = 0;
  }

  private makeYear(days: number, months: number, eventsInMonths: number): void {
    this.days = new Int32Array(days).fill(NONE);
    this.mask = days - 1;
    this.months.reset(months, eventsInMonths);
    this.distant = NONE;
  }

  private drainChain(head: number, list: Int32Array, count: number): number {
    let total = count;
    for (let slot = head; slot >= 0; slot = this.table.next(slot)) list[total++] = slot;
    return total;
  }

  /** Spreads the next month that has events over the ring and stands at its first day; false when no month of a year has. */
  private openMonth(): boolean {
    const { months, days, mask, origin, scale } = this;
    const { numbers, words } = this.table;
    const last = (this.monthEnd >> MONTH_BITS) + months.length;
    for (let month = this.monthEnd >> MONTH_BITS; month < last; month++) {
      if (months.isEmpty(month)) continue;
      let found = false;
      for (let at = months.open(month); at >= 0; at = months.leaveChunk(at)) {
        // short and without calls, so that the processor waits for many records at a time
        for (const { pool } = months; (at & CHUNK_MASK) !== 0; at--) {
          const slot = pool[at];
          const day = ((numbers[slot << 2] - origin) * scale) | 0;
          if (day >> MONTH_BITS === month) {
            words[(slot << 3) | LINK] = days[day & mask];
            days[day & mask] = slot;
            found = true;
          } else months.append(month, slot);
        }
      }
      if (found) {
        this.today = month << MONTH_BITS;
        this.monthEnd = this.today + DAYS_PER_MONTH;
        return true;
      }
    }
    return false;
  }
}

/** The least power of two from 64 on that is not less than n. */
function powerOfTwo(n: number): number {
  let power = 64;
  while (power < n) power *= 2;
  return power;
}
