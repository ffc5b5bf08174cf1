/**
 * Books of one run: which requests are in the system, which rows leave it, and the sums that conservation laws compare.
 *
 * Little's law holds exactly on every path: the integral of N(t) over [0, T] equals the sum over requests of the time
 * each spent in the system within [0, T]. Both sides are integers and are kept apart.
 */

import { InvariantError } from '../base/errors.js';
import { ExactSum } from '../base/exact-sum.js';
import type { SimTime } from '../base/time.js';
import type { Codec, Question } from '../codec/codec.js';
import type { Simulation } from '../kernel/simulation.js';
import type { RecordSequencer } from '../record/record-sequencer.js';
import { type InferenceRequest, RequestTable } from './inference-request.js';

export interface RunJournalOptions {
  readonly simulation: Simulation;
  readonly sequencer: RecordSequencer;
  /** Has a question answered, now or later; the answer comes back by `complete` under the same ticket. */
  readonly ask: (ticket: number, codec: Codec, question: Question) => void;
  /** True class by image. */
  readonly labels: Uint8Array;
  /** Measured window [from, to) of creation times. */
  readonly window: { readonly from: SimTime; readonly to: SimTime };
}

/** What the books hold at the end; compared by the invariants. */
export interface JournalTotals {
  readonly created: number;
  readonly answered: number;
  readonly dropped: number;
  readonly inSystem: number;
  /** Requests in the system at the end of the measured window. */
  readonly inSystemAtWindowEnd: number;
  readonly areaNanoseconds: bigint;
  readonly sojournNanoseconds: bigint;
  readonly deviceEnergy: number;
  readonly radioEnergy: number;
  readonly edgeEnergy: number;
  readonly resourceBlockSlots: number;
}

export class RunJournal {
  readonly requests = new RequestTable();
  private readonly options: RunJournalOptions;
  private createdCount = 0;
  private answeredCount = 0;
  private droppedCount = 0;
  /** Requests in the system now. */
  population = 0;
  private changedAt: SimTime = 0;
  private readonly area = new ExactSum();
  private readonly sojourn = new ExactSum();
  /** Measured requests still in the system. */
  openMeasured = 0;
  private deviceEnergy = 0;
  private radioEnergy = 0;
  private edgeEnergy = 0;
  private resourceBlockSlots = 0;
  private populationAtWindowEnd = -1;
  /** Rows whose answer is still to come, by ticket of the sequencer. */
  private readonly unanswered = new Map<number, InferenceRequest>();

  constructor(options: RunJournalOptions) {
    this.options = options;
  }

  /** A request enters the system; returns the id that events and links carry. */
  created(request: InferenceRequest): number {
    this.changePopulation(1);
    this.createdCount++;
    if (this.isMeasured(request)) this.openMeasured++;
    return this.requests.add(request);
  }

  /** The answer is at the device now. */
  answered(id: number): void {
    this.requests.get(id).markAnswered(this.options.simulation.now);
    this.ended(id);
  }

  /** The request leaves the system, answered or dropped: its row is written in this order. */
  ended(id: number): void {
    const request = this.requests.get(id);
    this.requests.remove(id);
    this.changePopulation(-1);
    if (this.isMeasured(request)) this.openMeasured--;
    if (request.outcome.kind === 'answered') this.answeredCount++;
    else this.droppedCount++;
    const { to } = this.options.window;
    if (request.created < to) this.sojourn.addProduct(Math.min(request.ended, to) - request.created, 1);
    checkTimestamps(request);
    this.write(request);
    request.onEnded?.();
  }

  /** Closes the books: requests still in the system are written as unresolved. */
  close(): JournalTotals {
    const { to } = this.options.window;
    this.changePopulation(0);
    for (const request of this.requests.inSystem()) {
      if (request.created < to) this.sojourn.addProduct(to - request.created, 1);
      this.writeRow(request);
    }
    return {
      created: this.createdCount,
      answered: this.answeredCount,
      dropped: this.droppedCount,
      inSystem: this.population,
      inSystemAtWindowEnd: this.populationAtWindowEnd,
      areaNanoseconds: this.area.value,
      sojournNanoseconds: this.sojourn.value,
      deviceEnergy: this.deviceEnergy,
      radioEnergy: this.radioEnergy,
      edgeEnergy: this.edgeEnergy,
      resourceBlockSlots: this.resourceBlockSlots,
    };
  }

  /** An answer has come: completes the row it belongs to. */
  complete(ticket: number, predicted: number): void {
    const request = this.unanswered.get(ticket);
    if (request === undefined)
      throw new InvariantError(`an answer came for row ${ticket}, which does not wait for one`);
    this.unanswered.delete(ticket);
    request.predicted = predicted;
    request.correct = predicted === this.options.labels[request.image];
    this.options.sequencer.complete(ticket);
  }

  private write(request: InferenceRequest): void {
    if (!request.sampled || request.outcome.kind !== 'answered') {
      this.writeRow(request);
      return;
    }
    this.charge(request);
    const ticket = this.options.sequencer.appendPending(request);
    this.unanswered.set(ticket, request);
    this.options.ask(ticket, request.codec, {
      image: request.image,
      told: request.told,
      reception: request.reception ?? { kind: 'none' },
      noiseKey: request.owner.key(request.device, request.request, 'noise'),
    });
  }

  private writeRow(request: InferenceRequest): void {
    this.charge(request);
    this.options.sequencer.append(request);
  }

  private charge(request: InferenceRequest): void {
    this.deviceEnergy += request.deviceEnergy;
    this.radioEnergy += request.radioEnergy;
    this.edgeEnergy += request.edgeEnergy;
    this.resourceBlockSlots += request.resourceBlockSlots;
  }

  private isMeasured({ created }: InferenceRequest): boolean {
    return created >= this.options.window.from && created < this.options.window.to;
  }

  private changePopulation(by: number): void {
    const { now } = this.options.simulation;
    const { to } = this.options.window;
    this.area.addProduct(this.population, Math.min(now, to) - Math.min(this.changedAt, to));
    if (now >= to && this.populationAtWindowEnd < 0) this.populationAtWindowEnd = this.population;
    this.changedAt = now;
    this.population += by;
  }
}

/** Causality: no step before the one it follows. */
function checkTimestamps(request: InferenceRequest): void {
  const steps = [
    request.created,
    request.deviceStart,
    request.deviceEnd,
    request.uplinkStart,
    request.uplinkEnd,
    request.edgeArrived,
    request.batchStart,
    request.batchEnd,
    request.answered,
  ];
  const reached = request.outcome.kind === 'answered' ? steps : steps.slice(0, 5);
  for (let step = 1; step < reached.length; step++) {
    if (!(reached[step]! >= reached[step - 1]!)) {
      const name = `device/${request.group}/${request.device} request ${request.request}`;
      throw new InvariantError(
        `${name}: step ${step} at ${reached[step]} ns lies before the step at ${reached[step - 1]} ns`,
      );
    }
  }
}
