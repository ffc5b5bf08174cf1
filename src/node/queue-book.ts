/**
 * Little's law of one queue, exact on every path: the integral of the number in it over the run equals the time that requests
 * spent in it, both in whole nanoseconds.
 *
 * The two sides come from different sources, the queue's own comings and goings and the timestamps of the requests: a request
 * that is lost, counted twice or stamped at another time than it moved breaks the law.
 */
import { ExactSum } from '../base/exact-sum.js';
import type { SimTime } from '../base/time.js';

export interface QueueTotals {
  readonly path: string;
  /** Requests that have come and not gone, and requests found in the queue. */
  readonly population: number;
  readonly present: number;
  readonly areaNanoseconds: bigint;
  readonly sojournNanoseconds: bigint;
}

export class QueueBook {
  readonly path: string;
  private readonly area = new ExactSum();
  private readonly sojourn = new ExactSum();
  private population = 0;
  private present = 0;
  private changedAt: SimTime = 0;

  constructor(path: string) {
    this.path = path;
  }

  enter(now: SimTime): void {
    this.advance(now);
    this.population++;
  }

  /** @param entered what the request's timestamps say */
  leave(now: SimTime, entered: SimTime): void {
    this.advance(now);
    this.population--;
    this.sojourn.addProduct(now - entered, 1);
  }

  /** A request that is found in the queue when the run ends. */
  found(now: SimTime, entered: SimTime): void {
    this.present++;
    this.sojourn.addProduct(now - entered, 1);
  }

  close(now: SimTime): QueueTotals {
    this.advance(now);
    return {
      path: this.path,
      population: this.population,
      present: this.present,
      areaNanoseconds: this.area.value,
      sojournNanoseconds: this.sojourn.value,
    };
  }

  private advance(now: SimTime): void {
    if (now === this.changedAt) return;
    this.area.addProduct(this.population, now - this.changedAt);
    this.changedAt = now;
  }
}
