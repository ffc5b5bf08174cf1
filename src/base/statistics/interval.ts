/** An estimate with its confidence interval. */
export interface Interval {
  /** NaN when the data support no estimate. */
  readonly estimate: number;
  /** -Infinity when there is no lower bound. */
  readonly low: number;
  /** Infinity when there is no upper bound. */
  readonly high: number;
  /** Nominal coverage, in (0, 1). */
  readonly level: number;
  /** Why the interval is not the ordinary one: unbounded, refused, or by another rule. */
  readonly reason?: string;
}

export const DEFAULT_LEVEL = 0.95;

export function symmetricInterval(estimate: number, halfWidth: number, level: number): Interval {
  return { estimate, low: estimate - halfWidth, high: estimate + halfWidth, level };
}

/** What is said when no interval can be had. */
export function unboundedInterval(estimate: number, level: number, reason: string): Interval {
  return { estimate, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, level, reason };
}

/** Half the distance between the bounds; Infinity when there are none. */
export function halfWidth(interval: Interval): number {
  return (interval.high - interval.low) / 2;
}
