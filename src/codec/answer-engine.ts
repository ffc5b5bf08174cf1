/**
 * Collects the questions of a run and has them answered in fixed batches.
 *
 * Questions whose answer depends on the channel wait, one queue per codec, until a batch is full, `flush` is called, or an event
 * of the run needs one of them (`demand`). Answers that depend on the image alone are delivered at once. Each answer is a
 * pure function of its question, so neither order nor filling of batches shows in the results; only when they arrive does.
 *
 * Synchronous: `deliver` is called from within `ask`, `demand` or `flush`, in the order of asking within a codec. It must not call
 * back into the engine.
 */
import { ModelError } from '../base/errors.js';
import type { AnalogCodec, Codec, ErasureTolerantCodec, Question } from './codec.js';

export interface AnswerEngineOptions {
  /** Rows of every network call; the codecs were created with the same number. */
  readonly batchSize: number;
  /** Receives each answer once. */
  readonly deliver: (ticket: number, predictedClass: number) => void;
}

/** What was done so far. */
export interface AnswerCounts {
  /** Questions asked, waiting ones included. */
  readonly questions: number;
  /** Of these: answered before the run, without a network call. */
  readonly precomputed: number;
  /** Batches run. */
  readonly batches: number;
  /** Rows of these batches that held no question. */
  readonly paddedRows: number;
}

interface Queue {
  readonly codec: AnalogCodec | ErasureTolerantCodec;
  tickets: number[];
  questions: Question[];
}

export class AnswerEngine {
  readonly #batchSize: number;
  readonly #deliver: AnswerEngineOptions['deliver'];
  readonly #queues = new Map<Codec, Queue>();
  readonly #waiting = new Map<number, Queue>();
  #questions = 0;
  #precomputed = 0;
  #batches = 0;
  #paddedRows = 0;

  constructor({ batchSize, deliver }: AnswerEngineOptions) {
    if (!(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new ModelError(`batch size ${batchSize}: accepted is a positive integer`);
    }
    this.#batchSize = batchSize;
    this.#deliver = deliver;
  }

  get counts(): AnswerCounts {
    return {
      questions: this.#questions,
      precomputed: this.#precomputed,
      batches: this.#batches,
      paddedRows: this.#paddedRows,
    };
  }

  /** Questions that wait for their batch. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Asks; the answer comes by `deliver`, now or later, under `ticket`, any number that no waiting question has.
   * @throws ModelError if the ticket is taken
   */
  ask(ticket: number, codec: Codec, question: Question): void {
    if (this.#waiting.has(ticket)) throw new ModelError(`ticket ${ticket} waits for an answer already`);
    this.#questions++;
    if (codec.payloadKind === 'digital' || codec.payloadKind === 'none') {
      this.#precomputed++;
      this.#deliver(ticket, codec.answerOf(question.image, question.noiseKey));
      return;
    }
    let queue = this.#queues.get(codec);
    if (queue === undefined) {
      queue = { codec, tickets: [], questions: [] };
      this.#queues.set(codec, queue);
    }
    queue.tickets.push(ticket);
    queue.questions.push(question);
    this.#waiting.set(ticket, queue);
    if (queue.tickets.length === this.#batchSize) this.#run(queue);
  }

  /** Delivers the answer to this ticket now, with all questions of its batch; nothing happens if it was delivered before. */
  demand(ticket: number): void {
    const queue = this.#waiting.get(ticket);
    if (queue !== undefined) this.#run(queue);
  }

  /** Delivers all answers that wait, codec by codec in the order of their first question. */
  flush(): void {
    for (const queue of this.#queues.values()) if (queue.tickets.length > 0) this.#run(queue);
  }

  #run(queue: Queue): void {
    const { tickets, questions } = queue;
    queue.tickets = [];
    queue.questions = [];
    for (const ticket of tickets) this.#waiting.delete(ticket);
    this.#batches++;
    this.#paddedRows += this.#batchSize - tickets.length;
    const classes = queue.codec.answer(questions);
    for (let row = 0; row < tickets.length; row++) this.#deliver(tickets[row]!, classes[row]!);
  }
}
