/**
 * Append-only lists of slots, one per month, in a ring.
 *
 * A list is a chain of chunks, 63 slots and a link back each: appending writes on where the list ends and reading goes
 * back from there, so however many events wait, no record is touched before its month comes.
 */
const CHUNK = 64;
/** Places in a chunk: 0 is its link. */
export const CHUNK_MASK = CHUNK - 1;
const NONE = -1;

export class Months {
  /** Where in the pool each list ends, negative for an empty one. */
  private ends = new Int32Array(1).fill(NONE);
  /** Chunks of 64 words: a link to the end of the chunk before, then slots. */
  pool = new Int32Array(0);
  /** Start of the pool's part that was never used. */
  private unused = 0;
  private freeChunk = NONE;

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
    this.pool = new Int32Array(slots === 0 ? 0 : CHUNK * (Math.ceil(slots / (CHUNK - 1)) + length));
    this.unused = 0;
    this.freeChunk = NONE;
  }

  append(month: number, slot: number): void {
    const index = month & (this.ends.length - 1);
    let at = this.ends[index] + 1;
    if ((at & CHUNK_MASK) === 0) at = this.newChunk(at - 1);
    this.pool[at] = slot;
    this.ends[index] = at;
  }

  isEmpty(month: number): boolean {
    return this.ends[month & (this.ends.length - 1)] < 0;
  }

  /**
   * Empties a month. Returns the place of its last slot in `pool`, negative when there is none: going down from there, slots
   * end before a place divisible by 64, which `leaveChunk` takes to the next ones.
   */
  open(month: number): number {
    const index = month & (this.ends.length - 1);
    const end = this.ends[index];
    this.ends[index] = NONE;
    return end;
  }

  /** Frees a chunk whose slots have been read. Returns the place of the slot before, negative when that was the last. */
  leaveChunk(chunk: number): number {
    const before = this.pool[chunk];
    this.pool[chunk] = this.freeChunk;
    this.freeChunk = chunk;
    return before;
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

  private grow(): void {
    const pool = new Int32Array(CHUNK * Math.ceil((1.25 * this.unused) / CHUNK));
    pool.set(this.pool);
    this.pool = pool;
  }
}
