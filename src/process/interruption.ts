/**
 * What `Process.interrupt` throws into a process, at the wait it takes it out of.
 *
 * No `Error`: to be interrupted is no fault, and no stack is collected. A process that does not catch it ends the run
 * with an error that names the cause.
 */
export class Interruption {
  /** What the interrupter said. */
  readonly cause: unknown;

  constructor(cause: unknown) {
    this.cause = cause;
  }
}
