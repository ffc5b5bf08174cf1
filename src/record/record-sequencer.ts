/**
 * Keeps rows in the order in which requests ended, although their answers come later, batch by batch.
 *
 * A row waits behind every earlier row whose answer is still to come; memory is bounded by the largest unfinished batch.
 */
import { ModelError } from '../base/errors.js';
import type { RecordSink, RunRecord } from './run-record.js';

export class RecordSequencer {
  private readonly rows = new Map<number, RunRecord>();
  private readonly pending = new Set<number>();
  private readonly sink: RecordSink;
  /** Ticket of the oldest row not yet written, and of the next row. */
  private head = 0;
  private tail = 0;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  /** Rows not yet written: they wait for an answer, their own or an earlier row's. */
  get waiting(): number {
    return this.tail - this.head;
  }

  /** Appends a row that needs no answer; written as soon as all earlier rows are. */
  append(record: RunRecord): void {
    this.rows.set(this.tail++, record);
    this.writeReady();
  }

  /** Appends a row whose answer is still to come, and returns the ticket to complete it with. */
  appendPending(record: RunRecord): number {
    this.rows.set(this.tail, record);
    this.pending.add(this.tail);
    return this.tail++;
  }

  /** The answer of a row has been entered into it. */
  complete(ticket: number): void {
    if (!this.pending.delete(ticket)) throw new ModelError(`row ${ticket} does not wait for an answer`);
    this.writeReady();
  }

  private writeReady(): void {
    while (this.head < this.tail && !this.pending.has(this.head)) {
      const record = this.rows.get(this.head)!;
      this.rows.delete(this.head++);
      this.sink.write(record);
    }
  }
}
