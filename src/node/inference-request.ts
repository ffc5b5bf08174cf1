/**
 * One sample on its way from device to answer: the life cycle of a request is this table.
 *
 * | step | timestamp written | by | then |
 * |---|---|---|---|
 * | picture taken | created | device | waits for the device's processor |
 * | front network and encoder start | deviceStart | device | condition told, from the newest channel report |
 * | encoded | deviceEnd | device | offered to the link; without a payload: answered |
 * | first granted slot | uplinkStart | link | header and payload, retries included |
 * | last slot over | uplinkEnd | link | backhaul; or dropped |
 * | at the edge | edgeArrived | edge server | waits for its batch |
 * | batch starts | batchStart | edge server | decoder and back network |
 * | batch ends | batchEnd | edge server | downlink |
 * | answer at the device | answered | edge server | the row is written |
 */
import { InvariantError } from '../base/errors.js';
import type { TableReading } from '../base/statistics/table-error.js';
import type { SimTime } from '../base/time.js';
import type { Reception } from '../channel/payload.js';
import type { Codec } from '../codec/codec.js';
import { type DropReason, type Outcome, type RunRecord, unreached } from '../record/run-record.js';
import type { DeviceGroup } from './device-group.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

const unresolved: Outcome = { kind: 'unresolved' };
const answered: Outcome = { kind: 'answered' };

export class InferenceRequest implements Writable<RunRecord> {
  readonly group: string;
  /** Chosen when the device starts on the request; the group's first codec before. */
  codec: Codec;
  deviceStart: SimTime = unreached;
  deviceEnd: SimTime = unreached;
  uplinkStart: SimTime = unreached;
  uplinkEnd: SimTime = unreached;
  edgeArrived: SimTime = unreached;
  batchStart: SimTime = unreached;
  batchEnd: SimTime = unreached;
  answered: SimTime = unreached;
  outcome: Outcome = unresolved;
  told = Number.NaN;
  met = Number.NaN;
  codecChoice = 0;
  outsideTrained = false;
  spreadDb = 0;
  payloadUses = 0;
  resourceElements = 0;
  resourceBlockSlots = 0;
  bits = 0;
  transportBlocks = 0;
  deviceEnergy = 0;
  radioEnergy = 0;
  edgeEnergy = 0;
  predicted = -1;
  correct = false;
  /** What arrived, kept from the end of the transmission until the question is asked. */
  reception: Reception | undefined;
  /** Called when the request has left the system, answered or dropped. */
  onEnded: (() => void) | undefined;

  constructor(
    readonly owner: DeviceGroup,
    readonly device: number,
    readonly request: number,
    readonly image: number,
    readonly created: SimTime,
    readonly deadline: number,
    readonly sampled: boolean,
    readonly baseCorrect: boolean,
  ) {
    this.group = owner.name;
    this.codec = owner.options.codecs[0]!;
  }

  markAnswered(time: SimTime): void {
    this.answered = time;
    this.outcome = answered;
  }

  /** The device answers by itself: nothing is sent, all later steps happen at the end of its computation. */
  skipLinkAndEdge(): void {
    this.uplinkStart = this.deviceEnd;
    this.uplinkEnd = this.deviceEnd;
    this.edgeArrived = this.deviceEnd;
    this.batchStart = this.deviceEnd;
    this.batchEnd = this.deviceEnd;
  }

  markDropped(time: SimTime, reason: DropReason): void {
    this.outcome = { kind: 'dropped', reason, time };
  }

  /** Urgency of the request's group. */
  get priority(): number {
    return this.owner.options.priority;
  }

  get reading(): TableReading | undefined {
    return this.codec.table?.read(this.told, this.met);
  }

  get baseReading(): TableReading | undefined {
    return this.codec.table?.base;
  }

  /** When the request left the system; `unreached` while it is in it. */
  get ended(): SimTime {
    return this.outcome.kind === 'dropped' ? this.outcome.time : this.answered;
  }
}

/** Requests in the system by small integers, which events and links carry. */
export class RequestTable {
  private readonly requests: (InferenceRequest | undefined)[] = [];
  private readonly free: number[] = [];

  add(request: InferenceRequest): number {
    const id = this.free.pop() ?? this.requests.length;
    this.requests[id] = request;
    return id;
  }

  get(id: number): InferenceRequest {
    const request = this.requests[id];
    if (request === undefined) throw new InvariantError(`request ${id} is not in the system`);
    return request;
  }

  remove(id: number): void {
    this.requests[id] = undefined;
    this.free.push(id);
  }

  /** Requests still in the system, in order of id. */
  *inSystem(): Iterable<InferenceRequest> {
    for (const request of this.requests) if (request !== undefined) yield request;
  }
}
