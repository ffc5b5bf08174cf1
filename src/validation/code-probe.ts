/**
 * Lets measurements see what a codec of the run sends and receives: the codec is wrapped by an extension that reports here.
 *
 * Replications run one after the other, and all answers of one are given before the next begins.
 */
import type { Question } from '../codec/codec.js';

/** One code after the channel, before the receiver. */
export interface ReceivedCode {
  readonly question: Question;
  /** Code values x in (0, 1). */
  readonly code: Float32Array;
  /** What arrived, y. */
  readonly received: Float32Array;
  /** Noise variance of each value as the receiver knows it. */
  readonly sigma2: Float32Array;
}

export class CodeProbe {
  /** Replication that runs now. */
  replication = -1;
  private readonly listeners: ((code: ReceivedCode, replication: number) => void)[] = [];

  listen(listener: (code: ReceivedCode, replication: number) => void): void {
    this.listeners.push(listener);
  }

  report(code: ReceivedCode): void {
    for (const listener of this.listeners) listener(code, this.replication);
  }
}
