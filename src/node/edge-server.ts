/**
 * Edge server with batching: one processor, first in first out.
 *
 * A batch starts when the processor is free and either `maximumSize` requests wait or the oldest has waited
 * `maximumWait`; it takes at most `maximumSize`. Requests that arrive at the same instant join the same batch.
 * Energy of a batch is split among its requests by their operations.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { Entity } from '../kernel/entity.js';
import { PHASE } from '../kernel/phase.js';
import type { Simulation } from '../kernel/simulation.js';
import type { ComputeProfile } from './compute-profile.js';
import { Processor } from './processor.js';
import type { RunJournal } from './run-journal.js';

export interface EdgeServerOptions {
  readonly name: string;
  readonly compute: ComputeProfile;
  readonly maximumSize: number;
  readonly maximumWait: SimTime;
  /** Delay from the end of a batch to the answer at the device. */
  readonly downlink: SimTime;
  readonly journal: RunJournal;
  readonly simulation: Simulation;
}

const event = { arrival: 0, consider: 1, batchEnd: 2, answer: 3 } as const;

export class EdgeServer implements Entity {
  readonly path: string;
  readonly processor: Processor;
  private readonly options: EdgeServerOptions;
  private readonly id: number;
  private waiting: number[] = [];
  private batch: number[] = [];
  /** Time of the pending event that looks at the oldest request's wait; -1 without one. */
  private considerAt: SimTime = -1;

  constructor(options: EdgeServerOptions) {
    this.path = `edge/${options.name}`;
    this.options = options;
    this.processor = new Processor(options.compute);
    this.id = options.simulation.add(this);
  }

  /** A request comes in after `delay`. */
  send(request: number, delay: SimTime): void {
    const { simulation } = this.options;
    simulation.schedule(simulation.now + delay, PHASE.arrive, this.id, event.arrival, request);
  }

  handle(kind: number, argument: number): void {
    if (kind === event.arrival) this.arrive(argument);
    else if (kind === event.consider) this.consider();
    else if (kind === event.batchEnd) this.endBatch();
    else if (kind === event.answer) this.options.journal.answered(argument);
    else throw new ModelError(`${this.path}: unknown event kind ${kind}`);
  }

  /** Charges the batch under way at the end of the run. */
  close(now: SimTime): void {
    if (this.processor.busy) this.charge(this.processor.chargeUntil(now));
  }

  private arrive(id: number): void {
    const { simulation, journal, maximumSize } = this.options;
    journal.requests.get(id).edgeArrived = simulation.now;
    this.waiting.push(id);
    const { length } = this.waiting;
    // In between nothing changes: the first request has set the time by which the batch starts.
    if (!this.processor.busy && (length === 1 || length >= maximumSize)) this.considerLater(simulation.now);
  }

  /** Looks at the queue in the serve phase of `time`, when all arrivals of that instant are in. */
  private considerLater(time: SimTime): void {
    const { simulation } = this.options;
    if (this.considerAt >= simulation.now && this.considerAt <= time) return;
    this.considerAt = time;
    simulation.schedule(time, PHASE.serve, this.id, event.consider, 0);
  }

  private consider(): void {
    const { simulation, journal, maximumSize, maximumWait } = this.options;
    const { now } = simulation;
    if (this.considerAt === now) this.considerAt = -1;
    if (this.processor.busy || this.waiting.length === 0) return;
    const due = journal.requests.get(this.waiting[0]!).edgeArrived + maximumWait;
    if (this.waiting.length >= maximumSize || due <= now) this.startBatch();
    else this.considerLater(due);
  }

  private startBatch(): void {
    const { simulation, journal, maximumSize } = this.options;
    const { now } = simulation;
    this.batch = this.waiting.splice(0, maximumSize);
    let macs = 0;
    for (const id of this.batch) {
      const request = journal.requests.get(id);
      request.batchStart = now;
      macs += request.codec.serverMacs;
    }
    this.processor.start(now);
    const duration = this.processor.profile.duration(macs, this.batch.length);
    simulation.schedule(now + duration, PHASE.deliver, this.id, event.batchEnd, 0);
  }

  private endBatch(): void {
    const { simulation, journal, downlink } = this.options;
    const { now } = simulation;
    this.charge(this.processor.stop(now));
    for (const id of this.batch) {
      journal.requests.get(id).batchEnd = now;
      simulation.schedule(now + downlink, PHASE.deliver, this.id, event.answer, id);
    }
    this.batch = [];
    if (this.waiting.length > 0) this.considerLater(now);
  }

  /** Splits the energy of the batch by operations; evenly when there are none. */
  private charge(energy: number): void {
    const { journal } = this.options;
    const requests = this.batch.map((id) => journal.requests.get(id));
    const macs = requests.reduce((sum, request) => sum + request.codec.serverMacs, 0);
    for (const request of requests) {
      request.edgeEnergy += macs > 0 ? (energy * request.codec.serverMacs) / macs : energy / requests.length;
    }
  }
}
