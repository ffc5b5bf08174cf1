/**
 * Time integral and time average of a piecewise constant state: a queue length, a number of busy servers, a power.
 *
 * The state keeps its value from one `update` to the next. For integer states the integral (value times nanoseconds)
 * is exact below 2^53.
 */
import { ModelError } from '../errors.js';
import type { SimTime } from '../time.js';

/** A time-weighted state for those who only look at it. */
export interface TimeAverage {
  readonly value: number;
  /** Largest value so far. */
  readonly maximum: number;
  /** Integral from the start to `until`, in value times nanoseconds. @throws ModelError when `until` lies before the last change. */
  integral(until: SimTime): number;
  /** Time average from the start to `until`; the present value when no time has passed. */
  average(until: SimTime): number;
}

/** Numbers of one state, side by side. */
const START = 0;
const SINCE = 1;
const VALUE = 2;
const INTEGRAL = 3;
const MAXIMUM = 4;
const NUMBERS = 5;

/**
 * The numbers of many states in one array: an update of one state among thousands touches one place of memory, not an
 * object and a boxed number for each of its fields.
 */
export class TimeWeightedTable {
  #numbers = new Float64Array(NUMBERS);
  #end = 0;

  /** Adds a state that has `value` from `start` on, and returns its row. */
  add(start: SimTime, value: number): number {
    const row = this.#end;
    this.#end += NUMBERS;
    if (this.#end > this.#numbers.length) {
      const numbers = new Float64Array(2 * this.#end);
      numbers.set(this.#numbers);
      this.#numbers = numbers;
    }
    this.#numbers[row + START] = start;
    this.#numbers[row + SINCE] = start;
    this.#numbers[row + VALUE] = value;
    this.#numbers[row + MAXIMUM] = value;
    return row;
  }

  /** The state of a row. */
  at(row: number): TimeAverage {
    return new TimeWeightedRow(this, row);
  }

  start(row: number): SimTime {
    return this.#numbers[row + START]!;
  }

  value(row: number): number {
    return this.#numbers[row + VALUE]!;
  }

  maximum(row: number): number {
    return this.#numbers[row + MAXIMUM]!;
  }

  /** The state changes at `time`. @throws ModelError when `time` lies before the last change. */
  update(row: number, time: SimTime, value: number): void {
    const numbers = this.#numbers;
    numbers[row + INTEGRAL] = this.integral(row, time);
    numbers[row + SINCE] = time;
    numbers[row + VALUE] = value;
    if (value > numbers[row + MAXIMUM]!) numbers[row + MAXIMUM] = value;
  }

  /** See `TimeAverage.integral`. */
  integral(row: number, until: SimTime): number {
    const numbers = this.#numbers;
    const since = numbers[row + SINCE]!;
    if (!(until >= since)) {
      throw new ModelError(`time-weighted state at ${until} ns: its last change was at ${since} ns`);
    }
    return numbers[row + INTEGRAL]! + numbers[row + VALUE]! * (until - since);
  }
}

class TimeWeightedRow implements TimeAverage {
  readonly #table: TimeWeightedTable;
  readonly #row: number;

  constructor(table: TimeWeightedTable, row: number) {
    this.#table = table;
    this.#row = row;
  }

  get value(): number {
    return this.#table.value(this.#row);
  }

  get maximum(): number {
    return this.#table.maximum(this.#row);
  }

  integral(until: SimTime): number {
    return this.#table.integral(this.#row, until);
  }

  average(until: SimTime): number {
    const span = until - this.#table.start(this.#row);
    return span === 0 ? this.value : this.integral(until) / span;
  }
}

/** One state on its own. */
export class TimeWeighted implements TimeAverage {
  readonly #table = new TimeWeightedTable();
  readonly #state: TimeAverage;

  /** The state has `value` from `start` on. */
  constructor(start: SimTime, value: number) {
    this.#state = this.#table.at(this.#table.add(start, value));
  }

  get value(): number {
    return this.#state.value;
  }

  get maximum(): number {
    return this.#state.maximum;
  }

  /** The state changes at `time`. @throws ModelError when `time` lies before the last change. */
  update(time: SimTime, value: number): void {
    this.#table.update(0, time, value);
  }

  integral(until: SimTime): number {
    return this.#state.integral(until);
  }

  average(until: SimTime): number {
    return this.#state.average(until);
  }
}
