/** Items in order: taken from the front in O(1), from the middle in O(n). */
const COMPACT_FROM = 32;

export class Fifo<T> {
  #items: T[] = [];
  /** Places at the front that are empty. */
  #taken = 0;

  get length(): number {
    return this.#items.length - this.#taken;
  }

  append(item: T): void {
    this.#items.push(item);
  }

  prepend(item: T): void {
    if (this.#taken > 0) this.#items[--this.#taken] = item;
    else this.#items.unshift(item);
  }

  /** Position of the first item that is accepted, -1 without one. */
  find(accepts: ((item: T) => boolean) | undefined): number {
    for (let i = 0; i < this.length; i++) {
      if (accepts === undefined || accepts(this.#items[this.#taken + i]!)) return i;
    }
    return -1;
  }

  /** Takes the item at a position, from 0. */
  take(position: number): T {
    if (position > 0) return this.#items.splice(this.#taken + position, 1)[0]!;
    const item = this.#items[this.#taken]!;
    this.#items[this.#taken++] = undefined as T;
    if (this.#taken >= COMPACT_FROM && 2 * this.#taken >= this.#items.length) {
      this.#items = this.#items.slice(this.#taken);
      this.#taken = 0;
    }
    return item;
  }

  toArray(): T[] {
    return this.#items.slice(this.#taken);
  }
}
