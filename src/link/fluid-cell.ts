/**
 * Fluid uplink: the whole band as one pipe of B = 12 df N_RB complex channel uses per second, shared in time.
 *
 * A request of n payload uses, header included n + 112, takes (n + 112)/B seconds of the pipe: no slots, no pilots, no cyclic
 * prefix, a fifth less than in a slotted cell that sends 144 uses per block and slot. Who has the pipe:
 * - `processor-sharing`: each of m sending devices has 1/m of the time, in slices too fine to see; with Poisson
 *   arrivals a request of airtime x takes x/(1 - rho) in the mean, whatever the sizes of the others;
 * - `first-come`: one device after the other.
 * A device sends its requests one after the other, always on the whole band, so that its SNR does not depend on how many
 * others send. The SNR is that of the start of a try and holds to its end. Loads:
 * - analog: ceil(k/2) uses, all at that SNR;
 * - digital: one transport block at the rate of the newest report; it fails when the capacity at that SNR lies below the
 *   rate, and is sent again after the HARQ round trip at full cost. Below a reported -5 dB a device looks again after that time;
 * - erasure-tolerant: bits at the same rate, or the erasure model's own, sent once; that model decides what is lost of them.
 * A header at log2(1+g) < 0.5 drops the request after the 112 uses of the header.
 * Energy: P_drain, as in a slotted cell, times the device's own time in the pipe; drawn at P_drain/m while m share it.
 *
 * Source: L. Kleinrock, "Queueing Systems" II, 1976, section 4.4 (processor sharing); docs/models.md.
 * Limits: fading within a try is not seen; no grants, so no RB-slots are booked; utilisation is busy time, in RB-slots.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { slot } from '../base/slot.js';
import { type SimTime, secondsToTime, timeToSeconds } from '../base/time.js';
import { quantity } from '../base/units.js';
import { blockFails, capacityBitsPerUse, headerLost } from '../channel/digital-rate.js';
import { analogUses, codedUses, headerBits, headerUses } from '../channel/payload.js';
import { slotDuration, subcarriersPerBlock } from '../channel/resource-grid.js';
import { crcBits, smallestTransportBlock } from '../channel/transport-block.js';
import type { EventHandle } from '../kernel/event-queue.js';
import { PHASE } from '../kernel/phase.js';
import type { DropReason } from '../record/run-record.js';
import type { Link, LinkContext, LinkModel, LinkTotals, Load, Transmission, TransmitterOptions } from './link.js';
import { bitsPerUse } from './slot-plan.js';
import { OngoingTransmission } from './transmission.js';
import { type CellRadio, createTransmitter, integratedEnergy, type Transmitter } from './transmitter.js';

export interface FluidCellParameters extends CellRadio {
  readonly kind: 'fluid';
  readonly backhaul: SimTime;
  readonly sharing: 'processor-sharing' | 'first-come';
  readonly harqRoundTrip: SimTime;
  readonly maximumTries: number;
}

/** One try of the request at the head of a transmitter's queue, while it is in the pipe. */
interface Try {
  readonly transmitter: Transmitter;
  readonly transmission: OngoingTransmission;
  /** Share of the pipe, in seconds of the whole of it, that each sender had had when the try began, and will have at its end. */
  readonly began: number;
  readonly ends: number;
  /** What becomes of the request after the try. */
  readonly after: 'arrived' | 'again' | DropReason;
}

const event = { tryEnds: 0, ready: 1 } as const;

class FluidCell implements Link {
  readonly path: string;
  readonly backhaul: SimTime;
  readonly carrierHz: number;
  private readonly parameters: FluidCellParameters;
  private readonly context: LinkContext;
  private readonly id: number;
  private readonly usesPerSecond: number;
  private readonly transmitters: Transmitter[] = [];
  /** Tries in the pipe. */
  private tries: Try[] = [];
  /** First come: transmitters that wait for the pipe. */
  private readonly line: Transmitter[] = [];
  /** Share of the pipe in seconds that a sender present since the pipe last was empty has had, up to `changedAt`. */
  private share = 0;
  private changedAt: SimTime = 0;
  private pending: EventHandle | undefined;
  private busyInWindow: SimTime = 0;

  constructor(parameters: FluidCellParameters, context: LinkContext) {
    this.path = context.path;
    this.backhaul = parameters.backhaul;
    this.carrierHz = parameters.carrier;
    this.parameters = parameters;
    this.context = context;
    this.usesPerSecond = subcarriersPerBlock * parameters.subcarrierSpacing * parameters.resourceBlocks;
    this.id = context.simulation.add(this);
  }

  addTransmitter(options: TransmitterOptions): number {
    const index = this.transmitters.length;
    this.transmitters.push(createTransmitter(index, options, this.parameters, this.context.pathLosses));
    return index;
  }

  offer(index: number, request: number, load: Load): void {
    const transmitter = this.transmitters[index];
    if (transmitter === undefined) throw new ModelError(`${this.path}: transmitter ${index} is not registered`);
    transmitter.queue.push(new OngoingTransmission(index, request, load));
    if (transmitter.queue.length === 1) this.ready(transmitter);
  }

  reportedSnr(index: number, time: SimTime): number {
    return this.transmitters[index]!.reportedSnr(time, this.parameters.resourceBlocks);
  }

  reportedErasure(index: number, time: SimTime): number {
    return this.transmitters[index]!.reportedErasure(time, this.parameters.resourceBlocks);
  }

  handle(kind: number, argument: number): void {
    if (kind === event.tryEnds) this.endTry();
    else this.ready(this.transmitters[argument]!);
  }

  utilisation(): { granted: number; available: number } {
    const { from, to } = this.context.window;
    const perTime = this.parameters.resourceBlocks / slotDuration(this.parameters.subcarrierSpacing);
    return { granted: this.busyInWindow * perTime, available: (to - from) * perTime };
  }

  close(visit: (transmission: Transmission) => void): void {
    this.advance();
    for (const { transmitter, transmission, began } of this.tries) this.charge(transmitter, transmission, began);
    for (const transmitter of this.transmitters) for (const transmission of transmitter.queue) visit(transmission);
  }

  totals(): LinkTotals {
    const { now } = this.context.simulation;
    return { grantedBlockSlots: 0, integratedEnergy: integratedEnergy(this.transmitters, now) };
  }

  /** The head of a transmitter's queue may be sent. */
  private ready(transmitter: Transmitter): void {
    if (this.parameters.sharing === 'first-come' && this.tries.length > 0) {
      this.line.push(transmitter);
      return;
    }
    this.advance();
    this.begin(transmitter);
    this.changed();
  }

  /** Puts the next try of a transmitter into the pipe, or has it look again later. */
  private begin(transmitter: Transmitter): void {
    const { simulation, listener } = this.context;
    const { resourceBlocks, harqRoundTrip } = this.parameters;
    const transmission = transmitter.queue[0]!;
    const { load } = transmission;
    const rate = load.kind === 'analog' ? 1 : bitsPerUse(transmitter, transmission, simulation.now, resourceBlocks);
    if (rate === 0) {
      simulation.schedule(simulation.now + harqRoundTrip, PHASE.arrive, this.id, event.ready, transmitter.index);
      return;
    }
    const snr = transmitter.snr(simulation.now, resourceBlocks);
    if (transmission.startedAt === undefined) {
      transmission.start(simulation.now, transmitter.options.erasure, snr);
      transmission.bits += headerBits;
      listener.transmissionStarted(transmission);
    }
    const { uses, after } = this.send(transmitter, transmission, rate, snr);
    const began = this.share;
    this.tries.push({ transmitter, transmission, began, ends: began + uses / this.usesPerSecond, after });
  }

  /** Books what a try sends, and says how long that is and how it ends. */
  private send(
    transmitter: Transmitter,
    transmission: OngoingTransmission,
    rate: number,
    snr: number,
  ): Pick<Try, 'after'> & { uses: number } {
    const { now } = this.context.simulation;
    const { load, headerUsesLeft } = transmission;
    const { erasure } = transmitter.options;
    transmission.headerUsesLeft = 0;
    transmission.resourceElements += headerUsesLeft;
    if (headerUsesLeft > 0 && headerLost(snr)) {
      transmission.setSymbolPower(headerUses, 0);
      return { uses: headerUses, after: 'header-lost' };
    }
    let payload: number;
    let after: Try['after'] = 'arrived';
    if (load.kind === 'analog') {
      payload = analogUses(load.values);
      transmission.received(payload, snr);
    } else if (load.kind === 'erasure-tolerant') {
      payload = codedUses(load.bits, rate);
      transmission.impaired(erasure, load.bits, { time: now, snr, bitsPerUse: rate });
      transmission.bits += load.bits;
    } else {
      const bits = smallestTransportBlock(load.bits) + crcBits;
      payload = codedUses(bits, rate);
      transmission.bits += bits;
      transmission.transportBlocks++;
      const capacity = capacityBitsPerUse(snr) * (1 - erasure.probability(now, snr));
      if (blockFails(rate, capacity)) {
        transmission.failures++;
        after = transmission.failures >= this.parameters.maximumTries ? 'retries-exhausted' : 'again';
      }
    }
    transmission.setSymbolPower(headerUsesLeft, payload);
    transmission.payloadUses += payload;
    transmission.resourceElements += payload;
    return { uses: headerUsesLeft + payload, after };
  }

  /** The try that is through first leaves the pipe. */
  private endTry(): void {
    const { simulation, listener } = this.context;
    this.pending = undefined;
    this.advance();
    const ended = this.tries.splice(this.first(), 1)[0]!;
    const { transmitter, transmission, began, after } = ended;
    this.charge(transmitter, transmission, began);
    transmitter.meter.set(simulation.now, 0);
    if (after === 'again') {
      const { harqRoundTrip } = this.parameters;
      simulation.schedule(simulation.now + harqRoundTrip, PHASE.arrive, this.id, event.ready, transmitter.index);
    } else {
      transmitter.queue.shift();
      if (transmitter.queue.length > 0) this.line.push(transmitter);
      listener.transmissionEnded(transmission, after === 'arrived' ? undefined : after);
    }
    this.admit();
    this.changed();
  }

  /** Lets into the pipe who waits for it, as far as the discipline has it. */
  private admit(): void {
    const alone = this.parameters.sharing === 'first-come';
    while (this.line.length > 0 && !(alone && this.tries.length > 0)) this.begin(this.line.shift()!);
  }

  /** Gives each sender its share of the time that has passed. */
  private advance(): void {
    const { simulation, window } = this.context;
    const { now } = simulation;
    const senders = this.tries.length;
    if (senders > 0) {
      this.share += timeToSeconds(now - this.changedAt) / senders;
      const passed = Math.min(now, window.to) - Math.max(this.changedAt, window.from);
      this.busyInWindow += Math.max(0, passed);
    } else {
      this.share = 0;
    }
    this.changedAt = now;
  }

  /** The number of senders may be another: power is drawn, and the next end comes, accordingly. */
  private changed(): void {
    const { simulation } = this.context;
    if (this.pending !== undefined) simulation.cancel(this.pending);
    this.pending = undefined;
    const senders = this.tries.length;
    if (senders === 0) return;
    for (const { transmitter, transmission } of this.tries) {
      transmitter.meter.set(simulation.now, this.drain(transmitter, transmission) / senders);
    }
    const left = Math.max(0, this.tries[this.first()]!.ends - this.share) * senders;
    this.pending = simulation.scheduleCancellable(
      simulation.now + secondsToTime(left),
      PHASE.deliver,
      this.id,
      event.tryEnds,
      0,
    );
  }

  /** Position of the try that will be through first; of the oldest one among equals. */
  private first(): number {
    let first = 0;
    for (let position = 1; position < this.tries.length; position++) {
      if (this.tries[position]!.ends < this.tries[first]!.ends) first = position;
    }
    return first;
  }

  private charge(transmitter: Transmitter, transmission: OngoingTransmission, began: number): void {
    transmission.energy += this.drain(transmitter, transmission) * (this.share - began);
  }

  /** Power drawn by a sender that has the whole pipe. */
  private drain(transmitter: Transmitter, { symbolPower }: OngoingTransmission): number {
    return transmitter.drain(this.parameters.resourceBlocks, symbolPower);
  }
}

export const fluidCell: LinkModel<FluidCellParameters> = {
  name: 'fluid',
  summary: 'the whole band as one pipe, shared equally by all who send or taken in turn; no slots',
  source: 'Kleinrock, Queueing Systems II, 1976, section 4.4',
  schema: Type.Object(
    {
      kind: Type.Literal('fluid'),
      carrier: quantity('frequency', { description: 'carrier frequency', exclusiveMinimum: 0 }),
      subcarrierSpacing: quantity('frequency', { description: '15, 30, 60, 120 or 240 kHz', default: '30 kHz' }),
      resourceBlocks: Type.Integer({
        minimum: 1,
        maximum: 275,
        default: 51,
        description: 'resource blocks: the pipe carries 12 times spacing times blocks channel uses per second',
      }),
      noiseFigure: quantity('ratio', { description: 'noise figure of the receiver', default: '5 dB' }),
      antennaGain: quantity('ratio', { description: 'sum of both antenna gains', default: '0 dB' }),
      pathLoss: slot('pathLosses', { description: 'mean loss over distance', default: { kind: 'log-distance' } }),
      sharing: Type.Unsafe<FluidCellParameters['sharing']>({
        type: 'string',
        enum: ['processor-sharing', 'first-come'],
        default: 'processor-sharing',
        description: 'equal shares for all who send, or one device after the other',
      }),
      harqRoundTrip: quantity('duration', {
        description: 'from the end of a failed block to its next try, and from one look at a weak channel to the next',
        exclusiveMinimum: 0,
        default: '4 ms',
      }),
      maximumTries: Type.Integer({ minimum: 1, maximum: 16, default: 4, description: 'tries of a transport block' }),
      backhaul: quantity('duration', { description: 'delay from base station to edge server', default: '1 ms' }),
    },
    { additionalProperties: false, description: 'Uplink without slots: one pipe shared in time' },
  ),
  create: (parameters, context) => new FluidCell(parameters, context),
};
