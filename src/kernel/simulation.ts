/**
 * The clock and the event queue; nothing else.
 *
 * Guarantees:
 * 1. The event that runs next is the first of all pending ones by (time, phase, insertion). An event scheduled for `now` in an earlier phase than the
 *    one running is accepted and runs next.
 * 2. `now` never goes back; it is the event's time while the event is handled.
 * 3. Handlers run to their end, one at a time; nothing is awaited.
 * 4. The trajectory, hence the fingerprint, does not depend on how a run is cut into slices.
 *
 * Not guaranteed: any order between events of one instant and phase other than that of scheduling.
 */
import { ModelError } from '../base/errors.js';
import { isTime, MAX_TIME, type SimTime } from '../base/time.js';
import type { Entity } from './entity.js';
import { type EventHandle, EventQueue } from './event-queue.js';
import { MAX_ENTITIES } from './event-table.js';
import { Fingerprint } from './fingerprint.js';
import { PHASE, type Phase } from './phase.js';

export interface SimulationOptions {
  /** More events than this at one instant are taken for a livelock. Default 1e6. */
  readonly maxEventsPerInstant?: number;
  /** Whether the trajectory's fingerprint is taken, a tenth to a sixth of the time of a small event. Default true. */
  readonly fingerprint?: boolean;
}

/** Events at one instant that are recorded before a livelock is reported, to name its entities. */
const WITNESSES = 64;

// An imported constant is read from its module whenever it is used, one of this module is part of the code.
const LAST_TIME = MAX_TIME;

export class Simulation {
  private readonly entities: Entity[] = [];
  private readonly idByPath = new Map<string, number>();
  private readonly queue = new EventQueue();
  /** Null when none is taken. */
  private readonly hash: Fingerprint | null;
  private readonly maxEventsPerInstant: number;
  private readonly witnesses: string[] = [];
  /** A double from the start; see `EventQueue.time`. */
  private clock: SimTime = Number.NaN;
  /** Events that may still run at this instant. */
  private left: number;
  private running = false;

  /** @throws ModelError when a limit is not a positive integer. */
  constructor(options: SimulationOptions = {}) {
    this.clock = 0;
    this.hash = (options.fingerprint ?? true) ? new Fingerprint() : null;
    this.maxEventsPerInstant = options.maxEventsPerInstant ?? 1e6;
    if (!(Number.isSafeInteger(this.maxEventsPerInstant) && this.maxEventsPerInstant > 0)) {
      throw new ModelError(`maxEventsPerInstant ${this.maxEventsPerInstant}: accepted is a positive integer`);
    }
    this.left = this.maxEventsPerInstant;
  }

  get now(): SimTime {
    return this.clock;
  }

  get executedEvents(): number {
    return this.queue.taken;
  }

  get pendingEvents(): number {
    return this.queue.size;
  }

  /** 16 hexadecimal digits over all executed events; see `fingerprint.ts`. @throws ModelError when none is taken */
  get fingerprint(): string {
    if (this.hash === null)
      throw new ModelError('fingerprint of a simulation made with fingerprint false: none is taken');
    return this.hash.toString();
  }

  /** Registers an entity and returns its id. @throws ModelError when its path is taken, or it is one too many. */
  add(entity: Entity): number {
    if (this.entities.length >= MAX_ENTITIES) throw new ModelError(`more than ${MAX_ENTITIES} entities`);
    if (this.idByPath.has(entity.path)) throw new ModelError(`entity path "${entity.path}" is taken`);
    const id = this.entities.push(entity) - 1;
    this.idByPath.set(entity.path, id);
    return id;
  }

  /**
   * Schedules an event.
   *
   * @param time an integer in [now, 2^53 - 1]
   * @param entityId as returned by `add`
   * @param kind an integer in [0, 255]
   * @param argument any number but NaN; integers below 2^31 are cheapest
   * @throws ModelError for anything else, naming entity path, event kind and time
   */
  schedule(time: SimTime, phase: Phase, entityId: number, kind: number, argument: number): void {
    this.queue.time = time;
    this.enqueue(phase, entityId, kind, argument);
  }

  /** Schedules an event that may be cancelled or rescheduled: as `schedule`, and returns its handle. */
  scheduleCancellable(time: SimTime, phase: Phase, entityId: number, kind: number, argument: number): EventHandle {
    this.queue.time = time;
    return this.queue.events.handle(this.enqueue(phase, entityId, kind, argument));
  }

  /**
   * Moves a pending event to another time: as if it was cancelled and scheduled again, so it comes last among those of
   * its new instant and phase.
   *
   * @returns its new handle; the old one is stale
   * @throws ModelError for a stale handle, and for a time outside [now, 2^53 - 1] as `schedule` does
   */
  reschedule(handle: EventHandle, time: SimTime): EventHandle {
    const { events } = this.queue;
    const slot = events.find(handle);
    if (slot < 0) {
      throw new ModelError(
        `reschedule to ${time} ns: accepted is the handle of an event that neither ran nor was cancelled`,
      );
    }
    if (!(time >= this.clock && isTime(time))) {
      const event = events.event(slot);
      this.refuse(time, events.phase(slot), event >> 8, event & 255, events.argument(slot));
    }
    return this.queue.reschedule(handle, time);
  }

  /** Takes a pending event back; false if it has run, was cancelled or was rescheduled already. */
  cancel(handle: EventHandle): boolean {
    return this.queue.cancel(handle);
  }

  /** Executes every event up to and at `time`, then sets the clock to it. @throws ModelError when `time` is past. */
  runUntil(time: SimTime): void {
    this.runSlice(Number.POSITIVE_INFINITY, time);
  }

  /**
   * Executes at most `maxEvents` events up to and at `until`.
   *
   * @returns 'done' when none is left up to `until`; the clock then stands at `until`
   * @throws ModelError when `until` is past or no time, or when called from a handler
   */
  runSlice(maxEvents: number, until: SimTime): 'more' | 'done' {
    if (!(until >= this.clock && isTime(until))) {
      throw new ModelError(`run until ${until} ns: accepted is an integer from now (${this.clock} ns) to 2^53 - 1`);
    }
    if (this.running) throw new ModelError('a handler called run: handlers schedule, only the outermost caller runs');
    this.running = true;
    try {
      return this.runEvents(maxEvents, until);
    } finally {
      this.running = false;
    }
  }

  /** Adds an event at the queue's `time`; returns its slot. */
  private enqueue(phase: number, entityId: number, kind: number, argument: number): number {
    const { queue } = this;
    const { time } = queue;
    if (
      !(time >= this.clock && time <= LAST_TIME) ||
      Math.floor(time) !== time ||
      this.entities[entityId] === undefined ||
      (kind & 255) !== kind ||
      !isPhase(phase) ||
      Number.isNaN(argument)
    ) {
      this.refuse(time, phase, entityId, kind, argument);
    }
    return queue.insert(phase, (entityId << 8) | kind, argument);
  }

  private runEvents(maxEvents: number, until: SimTime): 'more' | 'done' {
    const { queue, entities, hash } = this;
    const { events } = queue;
    for (let count = 0; ; count++) {
      if (count >= maxEvents && queue.nextTime() <= until) return 'more';
      const slot = queue.take(until);
      if (slot < 0) break;
      const time = events.time(slot);
      const event = events.event(slot);
      const argument = events.argument(slot);
      if (hash !== null) {
        const low = events.argumentLow(slot);
        hash.fold(time, events.phase(slot), event >> 8, event & 255, low, events.argumentHigh(slot));
      }
      events.release(slot);
      if (time !== this.clock) {
        this.clock = time;
        this.left = this.maxEventsPerInstant;
      }
      if (--this.left < 0) this.livelock(event >> 8, event & 255);
      entities[event >> 8].handle(event & 255, argument);
    }
    if (until !== this.clock) {
      this.clock = until;
      this.left = this.maxEventsPerInstant;
    }
    return 'done';
  }

  /** Lets a few more events run to see who takes part, then throws. */
  private livelock(entity: number, kind: number): void {
    if (this.left === -1) this.witnesses.length = 0;
    this.witnesses.push(`${this.entities[entity]!.path} (kind ${kind})`);
    if (this.witnesses.length < WITNESSES) return;
    const names = [...new Set(this.witnesses)].slice(0, 8).join(', ');
    throw new ModelError(
      `more than ${this.maxEventsPerInstant} events at ${this.clock} ns: these schedule each other without time passing: ${names}`,
    );
  }

  private refuse(time: number, phase: number, entityId: number, kind: number, argument: number): never {
    const path = this.entities[entityId]?.path;
    const event = `event kind ${kind} of ${path === undefined ? `unknown entity ${entityId}` : `"${path}"`} at ${time} ns`;
    if (path === undefined) throw new ModelError(`${event}: accepted is an id returned by add`);
    if ((kind & 255) !== kind) throw new ModelError(`${event}: accepted kinds are integers from 0 to 255`);
    if (Number.isNaN(argument)) throw new ModelError(`${event}: its argument is NaN`);
    if (!isPhase(phase)) {
      throw new ModelError(`${event}: phase ${phase}, accepted are 0 to 4`);
    }
    throw new ModelError(`${event}: accepted is an integer from now (${this.clock} ns) to 2^53 - 1`);
  }
}

function isPhase(phase: number): boolean {
  return (phase & 7) === phase && phase <= PHASE.observe;
}
