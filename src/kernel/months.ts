/**
 * Append-only lists of slots, one per month, in a ring.
 *
 * A list is a chain of chunks, 63 slots and a link back each: appending writes on where the list ends and reading goes
 * back from there, so however many events wait, no record is touched before its month comes.
 */
const CHUNK = 64;
const NONE = -1;

export class Months {
  /** Where in the pool each list ends, negative for an empty one. */
  private ends = new Int32Array(1).fill(NONE);
  private pool = new Int32Array(0);
  /** Start of the pool's part that was never used. */
  private unused = 0;
  private freeChunk = NONE;
  /** Next slot of the open month, negative when all are out. */
  private cursor = NONE;

  get bytes(): number {
    return this.ends.byteLength + this.pool.byteLength;
  }

  /** Months in the ring. */
  get length(): number {
    return this.ends.length;
  }

  /** Empty lists. @param length of the ring, a power of two @param slots expected in all of them */
  reset(length: number, slots: number): void {
    this.ends = new Int32Array(length).fill(NONE);
    this.pool = new Int32Array(slots === 0 ? 0 : CHUNK * (Math.ceil(slots / (CHUNK - 1)) + (length >> 1)));
    this.unused = 0;
    this.freeChunk = NONE;
  }

  append(month: number, slot: number): void {
    const index = month & (this.ends.length - 1);
    let at = this.ends[index] + 1;
    if ((at & (CHUNK - 1)) === 0) at = this.newChunk(at - 1);
    this.pool[at] = slot;
    this.ends[index] = at;
  }

  isEmpty(month: number): boolean {
    return this.ends[month & (this.ends.length - 1)] < 0;
  }

  /** Empties a month: its slots come from `next`, the last one first. */
  open(month: number): void {
    const index = month & (this.ends.length - 1);
    this.cursor = this.ends[index];
    this.ends[index] = NONE;
  }

  /** Next slot of the month last opened, negative when there is none. */
  next(): number {
    if (this.cursor < 0) return NONE;
    const slot = this.pool[this.cursor--];
    if ((this.cursor & (CHUNK - 1)) === 0) this.leaveChunk();
    return slot;
  }

  private newChunk(link: number): number {
    let chunk = this.freeChunk;
    if (chunk >= 0) this.freeChunk = this.pool[chunk];
    else {
      chunk = this.unused;
      this.unused += CHUNK;
      if (this.unused > this.pool.length) this.grow();
    }
    this.pool[chunk] = link;
    return chunk + 1;
  }

  private leaveChunk(): void {
    const chunk = this.cursor;
    this.cursor = this.pool[chunk];
    this.pool[chunk] = this.freeChunk;
    this.freeChunk = chunk;
  }

  private grow(): void {
    const pool = new Int32Array(CHUNK * Math.ceil((1.25 * this.unused) / CHUNK));
    pool.set(this.pool);
    this.pool = pool;
  }
}
