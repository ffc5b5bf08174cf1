/**
 * Edge server: workers that take batches from one line of waiting requests.
 *
 * A batch starts when a worker is free and either `maximumSize` requests wait or the oldest has waited
 * `maximumWait`; it takes at most `maximumSize`, the first ones by the server's order of service. Requests that arrive at
 * the same instant join the same batch. Each worker is a processor of its own with the same profile. A request that finds
 * all workers busy and `limit` requests waiting is dropped. Energy of a batch is split among its requests by their
 * operations.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { Entity } from '../kernel/entity.js';
import { PHASE } from '../kernel/phase.js';
import type { Simulation } from '../kernel/simulation.js';
import type { ComputeProfile } from './compute-profile.js';
import { Processor } from './processor.js';
import { QueueBook, type QueueTotals } from './queue-book.js';
import type { QueueOrder } from './queue-order.js';
import type { RunJournal } from './run-journal.js';
import { WaitingLine } from './waiting-line.js';

export interface EdgeServerOptions {
  readonly name: string;
  /** Of each worker; draws follow the order in which batches start, whichever worker takes them. */
  readonly compute: ComputeProfile;
  readonly workers: number;
  readonly order: QueueOrder;
  /** Most requests that wait while all workers are busy; Infinity for no limit. */
  readonly limit: number;
  readonly maximumSize: number;
  readonly maximumWait: SimTime;
  /** Delay from the end of a batch to the answer at the device. */
  readonly downlink: SimTime;
  readonly journal: RunJournal;
  readonly simulation: Simulation;
}

interface Worker {
  readonly processor: Processor;
  /** Requests being computed. */
  batch: number[];
}

const event = { arrival: 0, consider: 1, batchEnd: 2, answer: 3 } as const;

export class EdgeServer implements Entity {
  readonly path: string;
  private readonly options: EdgeServerOptions;
  private readonly id: number;
  /** Requests that wait or are computed. */
  private readonly book: QueueBook;
  private readonly waiting = new WaitingLine();
  private readonly workers: readonly Worker[];
  /** Workers without a batch, by number; the last one takes the next batch. */
  private readonly idle: number[];
  /** Time of the pending event that looks at the oldest request's wait; -1 without one. */
  private considerAt: SimTime = -1;

  constructor(options: EdgeServerOptions) {
    this.path = `edge/${options.name}`;
    this.options = options;
    this.book = new QueueBook(this.path);
    this.workers = Array.from({ length: options.workers }, () => ({
      processor: new Processor(options.compute),
      batch: [],
    }));
    this.idle = this.workers.map((_, worker) => worker).reverse();
    this.id = options.simulation.add(this);
  }

  get processors(): readonly Processor[] {
    return this.workers.map(({ processor }) => processor);
  }

  /** A request comes in after `delay`. */
  send(request: number, delay: SimTime): void {
    const { simulation } = this.options;
    simulation.schedule(simulation.now + delay, PHASE.arrive, this.id, event.arrival, request);
  }

  handle(kind: number, argument: number): void {
    if (kind === event.arrival) this.arrive(argument);
    else if (kind === event.consider) this.consider();
    else if (kind === event.batchEnd) this.endBatch(argument);
    else if (kind === event.answer) this.options.journal.answered(argument);
    else throw new ModelError(`${this.path}: unknown event kind ${kind}`);
  }

  /** Charges the batches under way at the end of the run, and closes the book of the queue. */
  close(now: SimTime): QueueTotals {
    const { requests } = this.options.journal;
    for (const id of this.waiting) this.book.found(now, requests.get(id).edgeArrived);
    for (const { processor, batch } of this.workers) {
      if (processor.busy) this.charge(batch, processor.chargeUntil(now));
      for (const id of batch) this.book.found(now, requests.get(id).edgeArrived);
    }
    return this.book.close(now);
  }

  private arrive(id: number): void {
    const { simulation, journal, order, limit, maximumSize } = this.options;
    const request = journal.requests.get(id);
    request.edgeArrived = simulation.now;
    // Idle workers take what arrives in this instant before anything has to wait.
    if (this.waiting.length >= limit + this.idle.length * maximumSize) {
      request.markDropped(simulation.now, 'queue-full');
      journal.ended(id);
      return;
    }
    const rank = order.rank(request);
    if (Number.isNaN(rank)) {
      throw new ModelError(
        `${this.path} at ${simulation.now} ns: the order of service ranks request ${id} NaN, not by a number`,
      );
    }
    this.book.enter(simulation.now);
    this.waiting.add(id, rank);
    const { length } = this.waiting;
    // In between nothing changes: the first request has set the time by which the batch starts.
    if (this.idle.length > 0 && (length === 1 || length >= maximumSize)) this.considerLater(simulation.now);
  }

  /** Looks at the queue in the serve phase of `time`, when all arrivals of that instant are in. */
  private considerLater(time: SimTime): void {
    const { simulation } = this.options;
    if (this.considerAt >= simulation.now && this.considerAt <= time) return;
    this.considerAt = time;
    simulation.schedule(time, PHASE.serve, this.id, event.consider, 0);
  }

  private consider(): void {
    const { simulation, maximumSize } = this.options;
    const { now } = simulation;
    if (this.considerAt === now) this.considerAt = -1;
    while (this.idle.length > 0 && this.waiting.length > 0) {
      const due = this.waiting.length >= maximumSize ? now : this.dueTime();
      if (due > now) {
        this.considerLater(due);
        return;
      }
      this.startBatch();
    }
  }

  /** When the oldest waiting request has waited for `maximumWait`. */
  private dueTime(): SimTime {
    const { simulation, journal, maximumWait } = this.options;
    let oldest = simulation.now;
    if (maximumWait === 0) return oldest;
    for (const id of this.waiting) oldest = Math.min(oldest, journal.requests.get(id).edgeArrived);
    return oldest + maximumWait;
  }

  private startBatch(): void {
    const { simulation, journal, compute, maximumSize } = this.options;
    const { now } = simulation;
    const number = this.idle.pop()!;
    const worker = this.workers[number]!;
    worker.batch = this.waiting.take(maximumSize);
    let macs = 0;
    for (const id of worker.batch) {
      const request = journal.requests.get(id);
      request.batchStart = now;
      macs += request.codec.serverMacs;
    }
    worker.processor.start(now);
    const duration = compute.duration(macs, worker.batch.length);
    simulation.schedule(now + duration, PHASE.deliver, this.id, event.batchEnd, number);
  }

  private endBatch(number: number): void {
    const { simulation, journal, downlink } = this.options;
    const { now } = simulation;
    const worker = this.workers[number]!;
    this.charge(worker.batch, worker.processor.stop(now));
    for (const id of worker.batch) {
      const request = journal.requests.get(id);
      request.batchEnd = now;
      this.book.leave(now, request.edgeArrived);
      simulation.schedule(now + downlink, PHASE.deliver, this.id, event.answer, id);
    }
    worker.batch = [];
    this.idle.push(number);
    if (this.waiting.length > 0) this.considerLater(now);
  }

  /** Splits the energy of a batch by operations; evenly when there are none. */
  private charge(batch: readonly number[], energy: number): void {
    const { journal } = this.options;
    const requests = batch.map((id) => journal.requests.get(id));
    const macs = requests.reduce((sum, request) => sum + request.codec.serverMacs, 0);
    for (const request of requests) {
      request.edgeEnergy += macs > 0 ? (energy * request.codec.serverMacs) / macs : energy / requests.length;
    }
  }
}
