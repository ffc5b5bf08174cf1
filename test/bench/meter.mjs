// Warm-up, batch means and the line of JSON that every program of the benchmark prints.
import { performance } from 'node:perf_hooks';

export const BATCHES = 20;

/**
 * Counts units of work (holds, customers, cycles): a fifth of `length` as warm-up, then 20 batches of equal size. The
 * clock runs from the end of the warm-up to the end of the last batch: processor time of the whole process, threads of
 * compiler and garbage collector included.
 */
export class Meter {
  #work;
  #eventsPerUnit;
  #names;
  #left;
  #rows = [];
  #begun = { processor: { user: 0, system: 0 }, wall: 0 };
  #seconds = { processor: 0, wall: 0 };
  /** Units of a batch. */
  batchSize;
  /** True once the first batch has begun. */
  measuring = false;
  finished = false;

  constructor(work, eventsPerUnit, length, names) {
    this.#work = work;
    this.#eventsPerUnit = eventsPerUnit;
    this.#names = names;
    this.#left = Math.floor(length / 5);
    this.batchSize = Math.floor(length / BATCHES);
  }

  /** One unit done; true when a batch (or the warm-up) ends with it: call `close`. */
  tick() {
    return --this.#left === 0;
  }

  /** Ends a batch with the values of its outputs, ignored after the warm-up. */
  close(values) {
    this.#left = this.batchSize;
    if (!this.measuring) {
      this.measuring = true;
      this.#begun = { processor: process.cpuUsage(), wall: performance.now() };
      return;
    }
    // the slice under way may go on after the last batch
    if (this.finished) return;
    this.#rows.push(values);
    if (this.#rows.length < BATCHES) return;
    const { user, system } = process.cpuUsage(this.#begun.processor);
    this.#seconds = { processor: (user + system) / 1e6, wall: (performance.now() - this.#begun.wall) / 1000 };
    this.finished = true;
  }

  result() {
    const rows = this.#rows;
    const outputs = this.#names.map((name, i) => {
      const mean = rows.reduce((sum, row) => sum + row[i] / BATCHES, 0);
      const squares = rows.reduce((sum, row) => sum + (row[i] - mean) ** 2, 0);
      return [name, { estimate: mean, standardError: Math.sqrt(squares / (BATCHES - 1) / BATCHES) }];
    });
    return {
      work: this.#work,
      events: this.#eventsPerUnit * this.batchSize * BATCHES,
      seconds: this.#seconds.processor,
      wallSeconds: this.#seconds.wall,
      outputs: Object.fromEntries(outputs),
    };
  }
}
