/**
 * One processor: works on one job at a time, charges its energy to the job and to an independent meter.
 *
 * Jobs are charged (P_active - P_idle) t; the idle draw runs all the time and is booked apart.
 */
import { type SimTime, timeToSeconds } from '../base/time.js';
import { PowerMeter } from '../record/power-meter.js';
import type { ComputeProfile } from './compute-profile.js';

export class Processor {
  readonly profile: ComputeProfile;
  private readonly meter = new PowerMeter();
  private startedAt: SimTime = 0;
  busy = false;

  constructor(profile: ComputeProfile) {
    this.profile = profile;
    this.meter.set(0, profile.idlePower);
  }

  start(now: SimTime): void {
    this.busy = true;
    this.startedAt = now;
    this.meter.set(now, this.profile.activePower);
  }

  /** Ends the job and returns the energy above idle that it took, J. */
  stop(now: SimTime): number {
    this.busy = false;
    this.meter.set(now, this.profile.idlePower);
    return this.chargeUntil(now);
  }

  /** Energy above idle of the job under way, up to now, J. */
  chargeUntil(now: SimTime): number {
    return (this.profile.activePower - this.profile.idlePower) * timeToSeconds(now - this.startedAt);
  }

  /** Energy by the meter: the integral of the drawn power from 0 to now, J. */
  integratedEnergy(now: SimTime): number {
    return this.meter.energyAt(now);
  }

  idleEnergy(now: SimTime): number {
    return this.profile.idlePower * timeToSeconds(now);
  }
}
