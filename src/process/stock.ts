/** The items of a store, and those who wait to put and to get. */
import { ModelError } from '../base/errors.js';
import { Fifo } from './fifo.js';
import type { Queue } from './queue-table.js';
import type { Runner } from './runner.js';
import { type Beginning, type Wait, WaitIterator } from './wait.js';
import { NOBODY, type Waiter } from './waiter-table.js';

export type Accepts<T> = (item: T) => boolean;

export class Stock<T> {
  readonly path: string;
  readonly capacity: number;
  /** Row of the statistics of the number of items. */
  readonly level: number;
  readonly items = new Fifo<T>();
  readonly #runner: Runner;
  readonly #getters: Queue;
  readonly #putters: Queue;

  constructor(runner: Runner, path: string, capacity: number) {
    this.path = path;
    this.capacity = capacity;
    this.#runner = runner;
    this.#getters = runner.queues.add();
    this.#putters = runner.queues.add();
    this.level = runner.statistics.add(runner.simulation.now, 0);
  }

  /** True when the item found a place or somebody who waited for it. */
  put(item: T): boolean {
    if (this.items.length >= this.capacity) return false;
    this.#place(item);
    return true;
  }

  /** Takes the first item accepted and lets in who waits to put. */
  get(accepts: Accepts<T> | undefined): { readonly item: T } | undefined {
    const position = this.items.find(accepts);
    if (position < 0) return undefined;
    const item = this.items.take(position);
    this.#count();
    this.#admit();
    return { item };
  }

  beginPut(waiter: Waiter, runner: Runner, wait: Put<T>): boolean {
    this.#check(runner);
    if (this.put(wait.item)) return true;
    runner.table.waits[waiter] = wait;
    runner.queues.insert(this.#putters, waiter);
    return false;
  }

  beginGet(waiter: Waiter, runner: Runner, wait: Get<T>): boolean {
    this.#check(runner);
    const found = this.get(wait.accepts);
    if (found !== undefined) {
      runner.result = found.item;
      return true;
    }
    runner.table.waits[waiter] = wait;
    runner.queues.insert(this.#getters, waiter);
    return false;
  }

  leavePut(waiter: Waiter): void {
    this.#runner.queues.leave(this.#putters, waiter);
  }

  leaveGet(waiter: Waiter): void {
    this.#runner.queues.leave(this.#getters, waiter);
  }

  /** An item comes back from a process that did not learn it had it: to the front, beyond the capacity if need be. */
  giveBack(item: T): void {
    if (this.#handOver(item)) return;
    this.items.prepend(item);
    this.#count();
  }

  #place(item: T): void {
    if (this.#handOver(item)) return;
    this.items.append(item);
    this.#count();
  }

  /** Gives the item to the first who waits for it; false when nobody does. */
  #handOver(item: T): boolean {
    const { queues, table } = this.#runner;
    let getter = queues.firsts[this.#getters]!;
    for (; getter !== NOBODY; getter = table.next[getter]!) {
      const { accepts } = table.waits[getter] as Get<T>;
      if (accepts !== undefined && !accepts(item)) continue;
      queues.leave(this.#getters, getter);
      this.#runner.satisfy(getter, item);
      return true;
    }
    return false;
  }

  #admit(): void {
    const { queues, table } = this.#runner;
    while (this.items.length < this.capacity) {
      const putter = queues.firsts[this.#putters]!;
      if (putter === NOBODY) return;
      queues.leave(this.#putters, putter);
      const { item } = table.waits[putter] as Put<T>;
      this.#runner.satisfy(putter, undefined);
      this.#place(item);
    }
  }

  #count(): void {
    const { statistics, simulation } = this.#runner;
    statistics.update(this.level, simulation.now, this.items.length);
  }

  #check(runner: Runner): void {
    if (runner !== this.#runner) throw new ModelError(`store "${this.path}" belongs to other processes`);
  }
}

export class Put<T> implements Beginning<void> {
  readonly item: T;
  readonly #stock: Stock<T>;

  constructor(stock: Stock<T>, item: T) {
    this.#stock = stock;
    this.item = item;
  }

  get description(): string {
    return `room in store "${this.#stock.path}"`;
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    return this.#stock.beginPut(waiter, runner, this);
  }

  withdraw(waiter: Waiter): void {
    this.#stock.leavePut(waiter);
  }

  undo(): void {
    // What was put may be in other hands by now: it stays put.
  }

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<void>, void, unknown> {
    return new WaitIterator(this);
  }
}

export class Get<T, Item extends T = T> implements Beginning<Item> {
  readonly accepts: Accepts<T> | undefined;
  readonly #stock: Stock<T>;

  constructor(stock: Stock<T>, accepts: Accepts<T> | undefined) {
    this.#stock = stock;
    this.accepts = accepts;
  }

  get description(): string {
    return `${this.accepts === undefined ? 'an item' : 'a certain item'} of store "${this.#stock.path}"`;
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    return this.#stock.beginGet(waiter, runner, this as Get<T>);
  }

  withdraw(waiter: Waiter): void {
    this.#stock.leaveGet(waiter);
  }

  undo(waiter: Waiter, runner: Runner): void {
    this.#stock.giveBack(runner.table.values[waiter] as T);
  }

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<Item>, Item, unknown> {
    return new WaitIterator<Item>(this);
  }
}
