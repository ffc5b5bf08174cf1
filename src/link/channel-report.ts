/**
 * Channel reports of one transmitter: what it knows of its channel, and how old that is.
 *
 * Reports refer to whole multiples of the period. The newest one usable at a time is at least `delay` old; before the first
 * usable report the state at time 0 stands. Each report has its own error, the same whenever and by whomever it is read.
 */
import type { SimTime } from '../base/time.js';
import type { ErasureProcess, FadingProcess } from '../channel/channel-process.js';
import { ratioFromDb } from '../channel/decibel.js';
import type { ReportParameters } from './link.js';

export class ChannelReport {
  constructor(
    private readonly parameters: ReportParameters,
    private readonly fading: FadingProcess,
    private readonly erasure: ErasureProcess,
  ) {}

  /** Power gain |h|^2 by the newest report usable at `time`, its error included. */
  gain(time: SimTime): number {
    const { period, error } = this.parameters;
    const reported = this.reportTime(time);
    const errorDb = error(reported / period);
    const gain = this.fading.sampleGain(reported);
    return errorDb === 0 ? gain : gain * ratioFromDb(errorDb);
  }

  /** Bit-erasure probability by the newest report usable at `time`; `unitSnr` is the SNR at unit fading gain. */
  erasureProbability(time: SimTime, unitSnr: number): number {
    return this.erasure.probability(this.reportTime(time), unitSnr * this.gain(time));
  }

  private reportTime(time: SimTime): SimTime {
    const { period, delay } = this.parameters;
    const latest = time - delay;
    return latest <= 0 ? 0 : latest - (latest % period);
  }
}
