/**
 * Ziggurat tables: a decreasing density on [0, infinity) under layers of equal area.
 *
 * With f the density up to a factor, r the start of the tail and v = r f(r) + integral of f beyond r the area of a layer: x_0 = v / f(r),
 * x_1 = r, x_{i+1} = f^-1(f(x_i) + v / x_i), and x_n = 0. Layer i > 0 is the rectangle of width x_i from f(x_i) to f(x_{i+1}); layer 0 the
 * base, of width x_0, whose part beyond r stands for the tail. Within x_{i+1} a point of layer i lies under f for certain.
 *
 * Source: G. Marsaglia, W. W. Tsang, "The ziggurat method for generating random variables", J. Statistical Software 5(8) (2000). The
 * layer and the place in it come from separate bits of the stream: J. A. Doornik, "An improved ziggurat method to generate normal
 * random samples", 2005, shows that shared bits correlate them.
 */

export interface Ziggurat {
  /** x_0 .. x_n; the last is 0. */
  readonly edges: Float64Array;
  /** f(x_0) .. f(x_n), the first that of r; the last is f(0). */
  readonly heights: Float64Array;
}

/** One layer for every value of a byte. */
export const ZIGGURAT_LAYERS = 256;

interface Density {
  /** f, with f(0) = 1. */
  value(x: number): number;
  /** The x with f(x) = y. */
  inverse(y: number): number;
  /** Start of the tail for 256 layers. */
  readonly tail: number;
  /** Area of a layer. */
  readonly area: number;
}

export function makeZiggurat({ value, inverse, tail, area }: Density): Ziggurat {
  const edges = new Float64Array(ZIGGURAT_LAYERS + 1);
  edges[0] = area / value(tail);
  edges[1] = tail;
  for (let i = 2; i < ZIGGURAT_LAYERS; i++) edges[i] = inverse(value(edges[i - 1]!) + area / edges[i - 1]!);
  const heights = Float64Array.from(edges, value);
  heights[0] = value(tail);
  return { edges, heights };
}

const TO_UNIT_53 = 1 / 9007199254740992;

/** Two words as a uniform in [0, 1): the upper 21 bits of the first, which leaves its lower 11 for other uses, then the second. */
export function uniformOf(high: number, low: number): number {
  return ((high >>> 11) * 4294967296 + low) * TO_UNIT_53;
}
