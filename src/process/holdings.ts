/**
 * Which process holds how many units of which resource. Most hold one resource at a time: it stands in the table of
 * waiters; further ones, in order of acquisition, in a map.
 */
import type { UnitPool } from './unit-pool.js';
import type { Waiter, WaiterTable } from './waiter-table.js';

export class Holdings {
  readonly #table: WaiterTable;
  readonly #others = new Map<Waiter, Map<UnitPool, number>>();

  constructor(table: WaiterTable) {
    this.#table = table;
  }

  unitsOf(owner: Waiter, pool: UnitPool): number {
    const { held, heldUnits } = this.#table;
    return held[owner] === pool ? heldUnits[owner]! : (this.#others.get(owner)?.get(pool) ?? 0);
  }

  add(owner: Waiter, pool: UnitPool, units: number): void {
    const { held, heldUnits } = this.#table;
    if (held[owner] === undefined && (this.#others.size === 0 || !this.#others.has(owner))) {
      held[owner] = pool;
      heldUnits[owner] = units;
    } else if (held[owner] === pool) heldUnits[owner]! += units;
    else this.#addOther(owner, pool, units);
  }

  /** False, and nothing is done, when the owner holds fewer. */
  remove(owner: Waiter, pool: UnitPool, units: number): boolean {
    const { held, heldUnits } = this.#table;
    if (held[owner] !== pool) return this.#removeOther(owner, pool, units);
    const left = heldUnits[owner]! - units;
    if (left < 0) return false;
    heldUnits[owner] = left;
    if (left === 0) held[owner] = undefined;
    return true;
  }

  /** Releases all that the owner holds. */
  releaseAll(owner: Waiter): void {
    const first = this.#table.held[owner];
    if (first !== undefined) first.release(owner, this.#table.heldUnits[owner]!);
    if (this.#others.size === 0) return;
    const others = this.#others.get(owner);
    if (others !== undefined) for (const [pool, units] of [...others]) pool.release(owner, units);
  }

  #addOther(owner: Waiter, pool: UnitPool, units: number): void {
    const others = this.#others.get(owner) ?? new Map<UnitPool, number>();
    this.#others.set(owner, others);
    others.set(pool, (others.get(pool) ?? 0) + units);
  }

  #removeOther(owner: Waiter, pool: UnitPool, units: number): boolean {
    const others = this.#others.get(owner);
    const left = (others?.get(pool) ?? 0) - units;
    if (others === undefined || left < 0) return false;
    if (left > 0) others.set(pool, left);
    else others.delete(pool);
    if (others.size === 0) this.#others.delete(owner);
    return true;
  }
}
