import type { RandomStream } from './random-stream.js';

/** A law of random numbers, drawn from whatever stream it is given; it keeps no state, so that one law serves many streams. */
export interface Distribution {
  readonly mean: number;
  /** Infinity where it does not exist. */
  readonly variance: number;
  sample(stream: RandomStream): number;
}
