/** A wait for one or for all of several things, under way: one waiter per branch. */
import type { Runner } from './runner.js';
import type { PendingWait, Yieldable } from './wait.js';
import { STATE, type Waiter } from './waiter-table.js';

/** What such a wait is for. */
export interface BranchRule {
  readonly waits: readonly Yieldable[];
  /** Whether the first branch that comes true ends the wait. */
  readonly one: boolean;
  /** Result of the whole. @param first the branch that came true first */
  resultOf(values: readonly unknown[], first: number): unknown;
}

export class Branches implements PendingWait {
  /** Whose wait it is. */
  readonly waiter: Waiter;
  readonly #rule: BranchRule;
  readonly #runner: Runner;
  /** Waiters of the branches that have begun. */
  readonly #rows: Waiter[] = [];
  #open: number;
  #first = -1;
  #beginning = true;

  constructor(waiter: Waiter, rule: BranchRule, runner: Runner) {
    this.waiter = waiter;
    this.#rule = rule;
    this.#runner = runner;
    this.#open = rule.waits.length;
  }

  /** Begins the branches in their order, up to the one with which the whole comes true: then it is true. */
  begin(): boolean {
    const { table } = this.#runner;
    const coroutine = table.coroutines[this.waiter]!;
    for (const wait of this.#rule.waits) {
      if (this.#complete) break;
      const timed = typeof wait === 'number';
      const row = table.add(coroutine, table.phases[this.waiter]!, timed ? STATE.branchDelaying : STATE.branchWaiting);
      this.#rows.push(row);
      table.parents[row] = this;
      if (!timed) table.waits[row] = wait as unknown as PendingWait;
      if (!this.#runner.begin(row, wait)) continue;
      table.values[row] = this.#runner.result;
      table.states[row] = STATE.branchGranted;
      this.cameTrue(row);
    }
    this.#beginning = false;
    if (this.#complete) this.#finish();
    return this.#complete;
  }

  /** A branch came true; true when with it the whole did, with its result among the values of the table. */
  cameTrue(row: Waiter): boolean {
    this.#open--;
    if (this.#first < 0) this.#first = this.#rows.indexOf(row);
    if (this.#beginning || !this.#complete) return false;
    this.#finish();
    return true;
  }

  /** The process has learnt the result: the branches are done with. */
  settle(): void {
    const { table } = this.#runner;
    for (const row of this.#rows) {
      const wait = table.waits[row];
      if (wait instanceof Branches) wait.settle();
      table.remove(row);
    }
  }

  withdraw(): void {
    for (const row of this.#rows) this.#drop(row);
  }

  undo(): void {
    this.withdraw();
  }

  describe(): string {
    const { table } = this.#runner;
    const open = this.#rows.filter((row) => table.states[row] !== STATE.branchGranted);
    const words = open.map((row) =>
      table.states[row] === STATE.branchDelaying ? 'a delay' : table.waits[row]!.describe(row),
    );
    return words.join(this.#rule.one ? ' or ' : ' and ');
  }

  get #complete(): boolean {
    return this.#rule.one ? this.#first >= 0 : this.#open === 0;
  }

  /** Forms the result; what has not won is withdrawn. */
  #finish(): void {
    const { table } = this.#runner;
    const values = this.#rows.map((row) => table.values[row]);
    table.values[this.waiter] = this.#rule.resultOf(values, this.#first);
    if (!this.#rule.one) return;
    for (const [index, row] of this.#rows.entries()) if (index !== this.#first) this.#drop(row);
    this.#rows.splice(0, this.#rows.length, this.#rows[this.#first]!);
  }

  #drop(row: Waiter): void {
    this.#runner.cancel(row);
    this.#runner.table.remove(row);
  }
}

/** Begins such a wait. */
export function beginBranches(waiter: Waiter, rule: BranchRule, runner: Runner): boolean {
  const { table } = runner;
  const branches = new Branches(waiter, rule, runner);
  table.waits[waiter] = branches;
  if (!branches.begin()) return false;
  runner.result = table.values[waiter];
  // A branch may still have to be undone, and is settled with the whole.
  if (table.states[waiter]! < STATE.branchDelaying) {
    table.values[waiter] = undefined;
    branches.settle();
  }
  return true;
}

/** A branch or whole in words. */
export function describeAll(waits: readonly Yieldable[], word: string): string {
  return waits.map((wait) => (typeof wait === 'number' ? `a delay of ${wait} ns` : wait.description)).join(word);
}
