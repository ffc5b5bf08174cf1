/** Requests that wait for a server, lowest rank first, equal ranks in order of arrival. */
export class WaitingLine {
  private readonly requests: number[] = [];
  private readonly ranks: number[] = [];

  get length(): number {
    return this.requests.length;
  }

  add(request: number, rank: number): void {
    const place = this.placeBehind(rank);
    if (place === this.requests.length) {
      this.requests.push(request);
      this.ranks.push(rank);
    } else {
      this.requests.splice(place, 0, request);
      this.ranks.splice(place, 0, rank);
    }
  }

  /** Removes and returns the first `count`, or all if they are fewer. */
  take(count: number): number[] {
    if (count === 1 && this.requests.length > 0) {
      // The common case, without the arrays that splice makes.
      this.ranks.shift();
      return [this.requests.shift()!];
    }
    this.ranks.splice(0, count);
    return this.requests.splice(0, count);
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.requests.values();
  }

  /** Where a request of that rank stands: behind all of its rank or a lower one. */
  private placeBehind(rank: number): number {
    let high = this.ranks.length;
    if (high === 0 || this.ranks[high - 1]! <= rank) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ranks[middle]! <= rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
