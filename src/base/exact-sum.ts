/** Sum of products of integers without rounding, for conservation laws that hold exactly. */
export class ExactSum {
  private low = 0;
  private high = 0n;

  /** Adds `a * b`, integers whose product may exceed 2^53. */
  addProduct(a: number, b: number): void {
    const product = a * b;
    if (Number.isSafeInteger(product) && Number.isSafeInteger(this.low + product)) {
      this.low += product;
      return;
    }
    this.high += BigInt(this.low) + BigInt(a) * BigInt(b);
    this.low = 0;
  }

  get value(): bigint {
    return this.high + BigInt(this.low);
  }
}
