/** Waits for one of several things, for all of them, or for one within a time. */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import { type BranchRule, beginBranches, describeAll } from './branches.js';
import { delay } from './delay.js';
import type { Runner } from './runner.js';
import { type Beginning, type ResultOf, type Wait, WaitIterator, type Yieldable } from './wait.js';
import type { Waiter } from './waiter-table.js';

/** Which of several waits came true first, by its position, and its result. */
export type FirstOf<Waits extends readonly Yieldable[]> = {
  [Index in keyof Waits]: {
    readonly index: Index extends `${infer Position extends number}` ? Position : number;
    readonly value: ResultOf<Waits[Index]>;
  };
}[number];

/** The results of several waits, in their order. */
export type ResultsOf<Waits extends readonly Yieldable[]> = {
  -readonly [Index in keyof Waits]: ResultOf<Waits[Index]>;
};

/** What `within` gives when the time is out. */
export const timedOut: unique symbol = Symbol('timed out');

/**
 * Waits for the first of several things: `const first = yield* anyOf(door.wait(), delay(SECOND))`.
 *
 * They begin in the order given, up to one that comes true at once. The others are withdrawn in the moment in which the
 * first comes true: nothing is acquired or taken for them.
 *
 * @throws ModelError without anything to wait for
 */
export function anyOf<const Waits extends readonly Yieldable[]>(...waits: Waits): Wait<FirstOf<Waits>> {
  if (waits.length === 0) throw new ModelError('anyOf nothing never comes true: accepted is at least one wait');
  return new Combination<FirstOf<Waits>>({
    waits,
    one: true,
    word: ' or ',
    resultOf: (values, first) => ({ index: first, value: values[first] }),
  });
}

/**
 * Waits for several things, which may come true in any order, and gives their results: `const [a, b] = yield* allOf(left, right)`.
 *
 * What came true is kept while the others are waited for. If the whole is withdrawn, by an interruption or a time-out, acquired units
 * are released and items got go back to the front of their store; what was put stays put.
 */
export function allOf<const Waits extends readonly Yieldable[]>(...waits: Waits): Wait<ResultsOf<Waits>> {
  return new Combination<ResultsOf<Waits>>({ waits, one: false, word: ' and ', resultOf: (values) => values });
}

/**
 * Waits at most `duration` nanoseconds: `const item = yield* within(SECOND, store.get())` is the item or `timedOut`.
 *
 * What comes true at the instant at which the time is out counts if its event comes first.
 *
 * @throws ModelError for a duration that is no time
 */
export function within<W extends Yieldable>(duration: SimTime, wait: W): Wait<ResultOf<W> | typeof timedOut> {
  return new Combination<ResultOf<W> | typeof timedOut>({
    waits: [wait, delay(duration)],
    one: true,
    word: ' or ',
    resultOf: (values, first) => (first === 0 ? values[0] : timedOut),
  });
}

interface Rule extends BranchRule {
  /** Between the branches in descriptions. */
  readonly word: string;
}

class Combination<T> implements Beginning<T> {
  readonly #rule: Rule;

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  get description(): string {
    return describeAll(this.#rule.waits, this.#rule.word);
  }

  begin(waiter: Waiter, runner: Runner): boolean {
    return beginBranches(waiter, this.#rule, runner);
  }

  withdraw(): void {
    // While it is under way, the branches stand in its place.
  }

  undo(): void {}

  describe(): string {
    return this.description;
  }

  [Symbol.iterator](): Iterator<Wait<T>, T, unknown> {
    return new WaitIterator(this);
  }
}
