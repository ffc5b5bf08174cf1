/**
 * Energy of one component from its state changes alone: E = integral of P(t) dt, P piecewise constant.
 *
 * The meter never sees what requests are charged; the run's energy balance compares the two books.
 */
import { ModelError } from '../base/errors.js';
import { type SimTime, timeToSeconds } from '../base/time.js';

export class PowerMeter {
  private since: SimTime = 0;
  private power = 0;
  private energy = 0;

  /** The component draws `watts` from `time` on. */
  set(time: SimTime, watts: number): void {
    if (time < this.since) throw new ModelError(`power meter set at ${time} ns, behind ${this.since} ns`);
    this.energy += this.power * timeToSeconds(time - this.since);
    this.since = time;
    this.power = watts;
  }

  /** Joules drawn from 0 to `time`, which must not lie behind the last change. */
  energyAt(time: SimTime): number {
    return this.energy + this.power * timeToSeconds(time - this.since);
  }
}
