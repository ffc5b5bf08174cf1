/**
 * A device takes pictures, runs the front network and the encoder on them one after the other, and hands the code to
 * its link. Its processor serves requests in order of arrival.
 */
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import type { Codec } from '../codec/codec.js';
import type { Entity } from '../kernel/entity.js';
import { PHASE } from '../kernel/phase.js';
import type { Simulation } from '../kernel/simulation.js';
import type { Load } from '../link/link.js';
import type { ArrivalProcess } from '../workload/arrival-process.js';
import type { ComputeProfile } from './compute-profile.js';
import type { DeviceGroup } from './device-group.js';
import { InferenceRequest } from './inference-request.js';
import { Processor } from './processor.js';

export interface DeviceOptions {
  readonly group: DeviceGroup;
  readonly index: number;
  readonly transmitter: number;
  readonly arrivals: ArrivalProcess;
  readonly compute: ComputeProfile;
  readonly simulation: Simulation;
}

const event = { arrival: 0, computed: 1 } as const;

export class Device implements Entity {
  readonly path: string;
  readonly processor: Processor;
  private readonly options: DeviceOptions;
  private readonly id: number;
  private nextRequest = 0;
  /** Requests by id in order of arrival; the first is being computed. */
  private readonly queue: number[] = [];
  private codec: Codec;

  constructor(options: DeviceOptions) {
    this.path = `device/${options.group.name}/${options.index}`;
    this.options = options;
    this.processor = new Processor(options.compute);
    this.codec = options.group.options.codecs[0]!;
    this.id = options.simulation.add(this);
    this.scheduleArrival(0);
  }

  handle(kind: number, argument: number): void {
    if (kind === event.arrival) this.arrive();
    else if (kind === event.computed) this.computed(argument);
    else throw new ModelError(`${this.path}: unknown event kind ${kind}`);
  }

  get group(): DeviceGroup {
    return this.options.group;
  }

  /** Charges the job under way at the end of the run, and books what is left. */
  close(now: SimTime): void {
    const { requests } = this.group.options.journal;
    for (const id of this.queue) this.group.atDevices.found(now, requests.get(id).created);
    if (this.processor.busy) requests.get(this.queue[0]!).deviceEnergy += this.processor.chargeUntil(now);
  }

  private scheduleArrival(previous: SimTime): void {
    const { simulation, arrivals } = this.options;
    const time = arrivals.next(previous);
    simulation.schedule(time, PHASE.arrive, this.id, event.arrival, 0);
  }

  private arrive(): void {
    const { group, index, arrivals, simulation } = this.options;
    const { now } = simulation;
    const number = this.nextRequest++;
    const image = group.image(index, number);
    const request = new InferenceRequest(
      group,
      index,
      number,
      image,
      now,
      now + group.options.deadline,
      group.sampled(index, number),
      group.baseIsRight(index, number, image),
    );
    this.queue.push(group.options.journal.created(request));
    group.atDevices.enter(now);
    if (this.queue.length === 1) this.compute();
    if (arrivals.follows === 'end') request.onEnded = () => this.scheduleArrival(simulation.now);
    else this.scheduleArrival(now);
  }

  /** Starts the request at the head of the queue: codec and condition are fixed now, before the wait for the link. */
  private compute(): void {
    const { group, transmitter, simulation } = this.options;
    const { now } = simulation;
    const id = this.queue[0]!;
    const request = group.options.journal.requests.get(id);
    request.deviceStart = now;
    const { codecs, policy } = group.options;
    const choice = policy.choose({
      codecs,
      waiting: this.queue.length - 1,
      reportedSnrDb: (codec) => group.reportedSnrDb(codec, transmitter, now),
    });
    const chosen = codecs[choice];
    if (chosen === undefined) {
      throw new ModelError(`${this.path}: the policy chose codec ${choice}; accepted: 0 .. ${codecs.length - 1}`);
    }
    this.codec = chosen;
    request.codec = chosen;
    request.codecChoice = choice;
    request.told = group.told(this.codec, request.image, transmitter, now);
    this.processor.start(now);
    const duration = this.processor.profile.duration(this.codec.deviceMacs, 1);
    simulation.schedule(now + duration, PHASE.deliver, this.id, event.computed, id);
  }

  private computed(id: number): void {
    const { group, transmitter, simulation } = this.options;
    const { now } = simulation;
    const request = group.options.journal.requests.get(id);
    request.deviceEnd = now;
    request.deviceEnergy += this.processor.stop(now);
    this.queue.shift();
    group.atDevices.leave(now, request.created);
    const load = loadOf(this.codec, request);
    if (load === undefined) {
      request.skipLinkAndEdge();
      group.options.journal.answered(id);
    } else {
      group.onAir.enter(now);
      group.options.link.offer(transmitter, id, load);
    }
    if (this.queue.length > 0) this.compute();
  }
}

function loadOf(codec: Codec, { image, told }: InferenceRequest): Load | undefined {
  if (codec.payloadKind === 'none') return undefined;
  if (codec.payloadKind !== 'analog') return { kind: codec.payloadKind, bits: codec.bits(image) };
  const symbolPower = codec.symbolPower?.(told);
  return { kind: 'analog', values: codec.values, ...(symbolPower === undefined ? {} : { symbolPower }) };
}
