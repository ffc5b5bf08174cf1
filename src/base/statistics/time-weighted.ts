/**
 * Time integral and time average of a piecewise constant state: a queue length, a number of busy servers, a power.
 *
 * The state keeps its value from one `update` to the next. For integer states the integral (value times nanoseconds)
 * is exact below 2^53.
 */
import { ModelError } from '../errors.js';
import type { SimTime } from '../time.js';

export class TimeWeighted {
  readonly #start: SimTime;
  #since: SimTime;
  #value: number;
  #integral = 0;
  #maximum: number;

  /** The state has `value` from `start` on. */
  constructor(start: SimTime, value: number) {
    this.#start = start;
    this.#since = start;
    this.#value = value;
    this.#maximum = value;
  }

  get value(): number {
    return this.#value;
  }

  /** Largest value so far. */
  get maximum(): number {
    return this.#maximum;
  }

  /** The state changes at `time`. @throws ModelError when `time` lies before the last change. */
  update(time: SimTime, value: number): void {
    this.#integral = this.integral(time);
    this.#since = time;
    this.#value = value;
    if (value > this.#maximum) this.#maximum = value;
  }

  /** Integral from the start to `until`, in value times nanoseconds. @throws ModelError when `until` lies before the last change. */
  integral(until: SimTime): number {
    if (!(until >= this.#since)) {
      throw new ModelError(`time-weighted state at ${until} ns: its last change was at ${this.#since} ns`);
    }
    return this.#integral + this.#value * (until - this.#since);
  }

  /** Time average from the start to `until`; the present value when no time has passed. */
  average(until: SimTime): number {
    const span = until - this.#start;
    return span === 0 ? this.#value : this.integral(until) / span;
  }
}
