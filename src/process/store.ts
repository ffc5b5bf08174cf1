/**
 * Store: items in a row, put at its end and got from its front, at most `capacity` at a time: buffers, mailboxes, belts.
 *
 * - Those who put wait while it is full, those who get while nothing in it suits them; both in order of arrival.
 * - `get` may say which items it accepts; it takes the first of them. One that waits for a certain item does not hold up those behind it.
 *   What an item is accepted for is asked once per item and must not change while it lies there.
 * - A process that is interrupted, or whose time is out, while it waits has put or got nothing. An item handed to a
 *   process that is killed before it could take it goes back to the front.
 */
import { ModelError } from '../base/errors.js';
import type { TimeAverage } from '../base/statistics/time-weighted.js';
import { type Processes, runnerOf } from './processes.js';
import { Get, Put, Stock } from './stock.js';
import type { Wait } from './wait.js';

export interface StoreOptions {
  readonly processes: Processes;
  /** Name in errors and in `Processes.waiting`. */
  readonly path: string;
  /** Items there is room for, a positive integer or Infinity. Default Infinity. */
  readonly capacity?: number;
}

export class Store<T> {
  readonly path: string;
  readonly capacity: number;
  /** Items in the store, over time. */
  readonly level: TimeAverage;
  readonly #stock: Stock<T>;

  /** @throws ModelError for a capacity that is neither a positive integer nor Infinity */
  constructor({ processes, path, capacity = Number.POSITIVE_INFINITY }: StoreOptions) {
    if (!(capacity > 0 && (Number.isSafeInteger(capacity) || capacity === Number.POSITIVE_INFINITY))) {
      throw new ModelError(
        `store "${path}" with a capacity of ${capacity}: accepted is a positive integer or Infinity`,
      );
    }
    const runner = runnerOf(processes);
    this.path = path;
    this.capacity = capacity;
    this.#stock = new Stock(runner, path, capacity);
    this.level = runner.statistics.at(this.#stock.level);
  }

  /** The items, first to last. */
  items(): readonly T[] {
    return this.#stock.items.toArray();
  }

  /** Waits for room and puts the item at the end. */
  put(item: T): Wait<void> {
    return new Put(this.#stock, item);
  }

  /** Puts the item if there is room; false when there is none. Events that are no process may call it too. */
  tryPut(item: T): boolean {
    return this.#stock.put(item);
  }

  /** Waits for the first item, or for the first that is accepted, and takes it. */
  get(): Wait<T>;
  get<Item extends T>(accepts: (item: T) => item is Item): Wait<Item>;
  get(accepts: (item: T) => boolean): Wait<T>;
  get(accepts?: (item: T) => boolean): Wait<T> {
    return new Get(this.#stock, accepts);
  }

  /** Takes the first item, or the first that is accepted, if there is one. Events that are no process may call it too. */
  tryGet(accepts?: (item: T) => boolean): T | undefined {
    return this.#stock.get(accepts)?.item;
  }
}
