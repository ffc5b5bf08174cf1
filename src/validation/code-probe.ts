/**
 * Lets measurements see what a codec of the run sends and receives: the codec is wrapped by an extension that reports here.
 *
 * Replications run one after the other, and all answers of one are given before the next begins.
 */
import type { CodeStatistics } from '../channel/code-mapping.js';

/** One code after the channel. */
export interface ReceivedCode {
  /** Offset and variance that make symbols of the code: b and V of the told condition. */
  readonly statistics: CodeStatistics;
  /** Code values x in (0, 1). */
  readonly code: Float32Array;
  /** What arrived, y, and what arrives when the same question is looked up again. */
  readonly received: Float32Array;
  readonly again: Float32Array;
  /** What an LMMSE receiver makes of y. */
  readonly estimate: Float32Array;
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
