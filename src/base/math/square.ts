/** x^2 as one product: the operator `**` may round differently from engine to engine. */
export function square(x: number): number {
  return x * x;
}
