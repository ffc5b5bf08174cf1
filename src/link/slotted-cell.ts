/**
 * Uplink of an OFDMA cell: time in slots, frequency in resource blocks, one block in one slot as the unit of a grant.
 *
 * At the start of each slot with backlog the MAC scheduler shares the blocks; the SNR of a grant is that of the slot's
 * start, over the power and noise of the granted blocks; what was sent arrives at the slot's end. A device sends its
 * requests one after the other. Three kinds of load:
 * - analog: ceil(k/2) channel uses; each grant adds a run of uses at its SNR to the reception; symbols of mean power other
 *   than 1 draw as much of the transmit power;
 * - digital: transport blocks sized by the newest report, CRC added; a block fails when the capacity of its slot lies
 *   below its rate, and is sent again after the HARQ round trip with the newest report and at full cost;
 * - erasure-tolerant: bits at the same rate, or the erasure model's own, sent once; that model decides what is lost of them.
 * A header of 112 uses precedes every load; a slot of it with log2(1+g) < 0.5 drops the request at the slot's end.
 * With an erasure process, digital rate and capacity carry the factor 1 - p (capacity of the erasure channel).
 *
 * Source: the project's definitions (docs/models.md); 3GPP TS 38.211, 38.213, 38.214 for grid, power and block sizes.
 * Limits: frequency-flat fading, one HARQ process per device, no interference from other cells, no control overhead
 * besides the stated delays.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import { slot } from '../base/slot.js';
import type { SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import { blockFails, capacityBitsPerUse, headerLost, maxBitsPerUse } from '../channel/digital-rate.js';
import { headerBits, headerUses } from '../channel/payload.js';
import { resourceBlockSlots, resourceElementsPerBlock, slotDuration } from '../channel/resource-grid.js';
import { crcBits } from '../channel/transport-block.js';
import { PHASE } from '../kernel/phase.js';
import type { DropReason } from '../record/run-record.js';
import type { Link, LinkContext, LinkModel, LinkTotals, Load, Transmission, TransmitterOptions } from './link.js';
import type { Scheduler, SlotView } from './scheduler/scheduler.js';
import { bitsPerUse, type SlotDemand, slotDemand, transportBlockFor } from './slot-plan.js';
import { OngoingTransmission } from './transmission.js';
import { type CellRadio, createTransmitter, integratedEnergy, slotEnergy, type Transmitter } from './transmitter.js';

export interface SlottedCellParameters extends CellRadio {
  readonly kind: 'slotted';
  readonly backhaul: SimTime;
  readonly dmrsSymbols: number;
  readonly scheduler: { readonly kind: string };
  readonly grantDelay: SimTime;
  readonly harqRoundTrip: SimTime;
  readonly maximumTries: number;
}

const event = { slotStart: 0, slotEnd: 1, eligible: 2 } as const;

class SlottedCell implements Link {
  readonly path: string;
  readonly backhaul: SimTime;
  readonly carrierHz: number;
  private readonly parameters: SlottedCellParameters;
  private readonly context: LinkContext;
  private readonly id: number;
  private readonly scheduler: Scheduler;
  private readonly slot: SimTime;
  private readonly elementsPerBlock: number;
  private readonly transmitters: Transmitter[] = [];
  /** Transmitters with something to send now, by index. */
  private active: Transmitter[] = [];
  /** Whether a slotStart or slotEnd event is pending. */
  private running = false;
  /** Grants of the slot under way, by position in `granted`. */
  private readonly granted: Transmitter[] = [];
  private readonly grantedBlocks: number[] = [];
  private grants = new Int32Array(64);
  /** Demands of the active flows in this slot, as far as the scheduler has asked. */
  private demands: (SlotDemand | undefined)[] = [];
  private readonly view: SlotView;
  private grantedInWindow = 0;
  private grantedInAll = 0;

  constructor(parameters: SlottedCellParameters, context: LinkContext) {
    this.path = context.path;
    this.backhaul = parameters.backhaul;
    this.carrierHz = parameters.carrier;
    this.parameters = parameters;
    this.context = context;
    this.slot = slotDuration(parameters.subcarrierSpacing);
    this.elementsPerBlock = resourceElementsPerBlock(parameters.dmrsSymbols);
    this.scheduler = context.schedulers.get(parameters.scheduler.kind).create(parameters.scheduler as never);
    this.id = context.simulation.add(this);
    this.view = this.createView();
  }

  addTransmitter(options: TransmitterOptions): number {
    const index = this.transmitters.length;
    this.transmitters.push(createTransmitter(index, options, this.parameters, this.context.pathLosses));
    return index;
  }

  offer(index: number, request: number, load: Load): void {
    const transmitter = this.transmitters[index];
    if (transmitter === undefined) throw new ModelError(`${this.path}: transmitter ${index} is not registered`);
    const transmission = new OngoingTransmission(index, request, load);
    transmission.eligibleAt = this.context.simulation.now + this.parameters.grantDelay;
    transmitter.queue.push(transmission);
    // A busy transmitter awaits the grant of its next request when the one before has ended.
    if (transmitter.queue.length === 1 && !this.granted.includes(transmitter)) this.awaitGrant(transmitter);
  }

  reportedSnr(index: number, time: SimTime, uses: number): number {
    const blocks = resourceBlockSlots(uses + headerUses, this.elementsPerBlock);
    return this.transmitters[index]!.reportedSnr(time, Math.min(blocks, this.parameters.resourceBlocks));
  }

  reportedErasure(index: number, time: SimTime, bits: number): number {
    const transmitter = this.transmitters[index]!;
    const uses = headerUses + Math.ceil(bits / (transmitter.options.erasure.bitsPerUse ?? maxBitsPerUse));
    const blocks = resourceBlockSlots(uses, this.elementsPerBlock);
    return transmitter.reportedErasure(time, Math.min(blocks, this.parameters.resourceBlocks));
  }

  handle(kind: number, argument: number): void {
    if (kind === event.slotStart) this.startSlot();
    else if (kind === event.slotEnd) this.endSlot();
    else this.activate(this.transmitters[argument]!);
  }

  utilisation(): { granted: number; available: number } {
    const { from, to } = this.context.window;
    const slots = Math.ceil(to / this.slot) - Math.ceil(from / this.slot);
    return { granted: this.grantedInWindow, available: slots * this.parameters.resourceBlocks };
  }

  close(visit: (transmission: Transmission) => void): void {
    // A slot under way is charged for the part that has passed, as the meters have it.
    const passed = this.context.simulation.now % this.slot;
    for (let position = 0; position < this.granted.length; position++) {
      const transmitter = this.granted[position]!;
      const transmission = transmitter.queue[0]!;
      const drain = transmitter.drain(this.grantedBlocks[position]!, transmission.symbolPower);
      transmission.energy += slotEnergy(drain, passed);
    }
    for (const transmitter of this.transmitters) for (const transmission of transmitter.queue) visit(transmission);
  }

  totals(): LinkTotals {
    const { now } = this.context.simulation;
    return { grantedBlockSlots: this.grantedInAll, integratedEnergy: integratedEnergy(this.transmitters, now) };
  }

  /** Makes the head of the queue known to the scheduler as soon as it is eligible. */
  private awaitGrant(transmitter: Transmitter): void {
    const { simulation } = this.context;
    const { eligibleAt, transmitter: index } = transmitter.queue[0]!;
    if (eligibleAt > simulation.now) simulation.schedule(eligibleAt, PHASE.arrive, this.id, event.eligible, index);
    else this.activate(transmitter);
  }

  private activate(transmitter: Transmitter): void {
    transmitter.active = true;
    this.active.splice(this.placeOf(transmitter), 0, transmitter);
    if (this.running) return;
    this.running = true;
    const { simulation } = this.context;
    const slotStart = Math.ceil(simulation.now / this.slot) * this.slot;
    simulation.schedule(slotStart, PHASE.allocate, this.id, event.slotStart, 0);
  }

  private startSlot(): void {
    const { simulation, window } = this.context;
    const { now } = simulation;
    const flows = this.active.length;
    this.makeRoom(flows);
    this.grants.fill(0, 0, flows);
    this.demands = [];
    this.scheduler.allocate(this.view, this.grants);
    let total = 0;
    for (let flow = 0; flow < flows; flow++) {
      const blocks = this.grants[flow]!;
      if (blocks === 0) continue;
      const transmitter = this.active[flow]!;
      total += blocks;
      this.granted.push(transmitter);
      this.grantedBlocks.push(blocks);
      const transmission = transmitter.queue[0]!;
      this.transmit(transmitter, transmission, blocks);
      transmitter.meter.set(now, transmitter.drain(blocks, transmission.symbolPower));
    }
    if (total > this.parameters.resourceBlocks) {
      throw new ModelError(
        `${this.path}: the scheduler granted ${total} of ${this.parameters.resourceBlocks} blocks at ${now} ns`,
      );
    }
    this.grantedInAll += total;
    if (now >= window.from && now < window.to) this.grantedInWindow += total;
    simulation.schedule(now + this.slot, PHASE.deliver, this.id, event.slotEnd, 0);
  }

  /** Fills one grant: header first, then payload. */
  private transmit(transmitter: Transmitter, transmission: OngoingTransmission, blocks: number): void {
    const { now } = this.context.simulation;
    const snr = transmitter.snr(now, blocks);
    if (transmission.startedAt === undefined) {
      transmission.start(now, transmitter.options.erasure, snr);
      transmission.bits += headerBits;
      this.context.listener.transmissionStarted(transmission);
    }
    const room = blocks * this.elementsPerBlock;
    const header = Math.min(transmission.headerUsesLeft, room);
    transmission.headerUsesLeft -= header;
    if (header > 0 && headerLost(snr)) transmission.headerFailed = true;
    const payload = this.fill(transmitter, transmission, blocks, room - header, snr);
    transmission.setSymbolPower(header, payload);
    transmission.payloadUses += payload;
    transmission.resourceElements += header + payload;
    transmission.resourceBlockSlots += blocks;
  }

  /** Sends payload over at most `room` uses and returns the uses taken. */
  private fill(
    transmitter: Transmitter,
    transmission: OngoingTransmission,
    blocks: number,
    room: number,
    snr: number,
  ): number {
    const { load } = transmission;
    if (load.kind === 'analog') {
      const uses = Math.min(transmission.left, room);
      transmission.left -= uses;
      transmission.received(uses, snr);
      return uses;
    }
    const { now } = this.context.simulation;
    const rate = bitsPerUse(transmitter, transmission, now, blocks);
    if (rate === 0 || room === 0) return 0;
    if (load.kind === 'erasure-tolerant') {
      const bits = Math.min(transmission.left, Math.floor(room * rate));
      transmission.impaired(transmitter.options.erasure, bits, { time: now, snr, bitsPerUse: rate });
      transmission.left -= bits;
      transmission.bits += bits;
      return Math.min(room, Math.ceil(bits / rate));
    }
    const block = transportBlockFor(transmission.left, room, rate);
    if (block.bits === 0) return 0;
    transmission.bits += block.bits + crcBits;
    transmission.transportBlocks++;
    const capacity = capacityBitsPerUse(snr) * (1 - transmitter.options.erasure.probability(now, snr));
    if (blockFails(rate, capacity)) {
      transmission.failures++;
    } else {
      transmission.failures = 0;
      transmission.left = Math.max(0, transmission.left - block.bits);
    }
    return block.uses;
  }

  private endSlot(): void {
    const { simulation } = this.context;
    const { now } = simulation;
    this.running = false;
    for (let position = 0; position < this.granted.length; position++) {
      const transmitter = this.granted[position]!;
      const transmission = transmitter.queue[0]!;
      transmitter.meter.set(now, 0);
      const drain = transmitter.drain(this.grantedBlocks[position]!, transmission.symbolPower);
      transmission.energy += slotEnergy(drain, this.slot);
      this.settle(transmitter, transmission);
    }
    this.active = this.active.filter((transmitter) => transmitter.active);
    // Only now: a transmitter that comes back must not stand in the list twice.
    for (const transmitter of this.granted) {
      if (!transmitter.active && transmitter.queue.length > 0) this.awaitGrant(transmitter);
    }
    this.granted.length = 0;
    this.grantedBlocks.length = 0;
    if (this.active.length > 0 && !this.running) {
      this.running = true;
      simulation.schedule(now, PHASE.allocate, this.id, event.slotStart, 0);
    }
  }

  /** What becomes of a transmission after a slot in which it was served. */
  private settle(transmitter: Transmitter, transmission: OngoingTransmission): void {
    const dropped = this.dropReason(transmission);
    const finished = transmission.left === 0 && transmission.headerUsesLeft === 0;
    if (dropped !== undefined || finished) {
      transmitter.queue.shift();
      transmitter.active = false;
      this.context.listener.transmissionEnded(transmission, dropped);
    } else if (transmission.failures > 0 && this.parameters.harqRoundTrip > 0) {
      transmitter.active = false;
      transmission.eligibleAt = this.context.simulation.now + this.parameters.harqRoundTrip;
    }
  }

  private dropReason(transmission: OngoingTransmission): DropReason | undefined {
    if (transmission.headerFailed) return 'header-lost';
    return transmission.failures >= this.parameters.maximumTries ? 'retries-exhausted' : undefined;
  }

  private createView(): SlotView {
    const cell = this;
    return {
      get flows() {
        return cell.active.length;
      },
      blocks: this.parameters.resourceBlocks,
      ticket: (flow) => this.active[flow]!.index,
      demand: (flow) => this.demand(flow).blocks,
      minimum: (flow) => this.demand(flow).minimum,
      reportedSnr: (flow) => this.active[flow]!.reportedSnr(this.context.simulation.now, 1),
    };
  }

  /** Demand of an active flow, worked out once a slot however often the scheduler asks. */
  private demand(flow: number): SlotDemand {
    const transmitter = this.active[flow]!;
    this.demands[flow] ??= slotDemand(
      transmitter,
      transmitter.queue[0]!,
      this.context.simulation.now,
      this.elementsPerBlock,
      this.parameters.resourceBlocks,
    );
    return this.demands[flow];
  }

  /** Where a transmitter stands, or would stand, among the active ones. */
  private placeOf({ index }: Transmitter): number {
    let low = 0;
    let high = this.active.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.active[middle]!.index < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private makeRoom(flows: number): void {
    if (flows > this.grants.length) this.grants = new Int32Array(2 * flows);
  }
}

export const slottedCell: LinkModel<SlottedCellParameters> = {
  name: 'slotted',
  summary: 'OFDMA uplink: resource blocks in slots, open-loop power control, digital blocks with retries',
  source: '3GPP TS 38.211, 38.213, 38.214; docs/models.md',
  schema: Type.Object(
    {
      kind: Type.Literal('slotted'),
      carrier: quantity('frequency', { description: 'carrier frequency', exclusiveMinimum: 0 }),
      subcarrierSpacing: quantity('frequency', { description: '15, 30, 60, 120 or 240 kHz', default: '30 kHz' }),
      resourceBlocks: Type.Integer({
        minimum: 1,
        maximum: 275,
        default: 51,
        description: 'resource blocks (51: 20 MHz at 30 kHz)',
      }),
      dmrsSymbols: Type.Integer({ minimum: 0, maximum: 12, default: 2, description: 'pilot symbols per slot' }),
      noiseFigure: quantity('ratio', { description: 'noise figure of the receiver', default: '5 dB' }),
      antennaGain: quantity('ratio', { description: 'sum of both antenna gains', default: '0 dB' }),
      pathLoss: slot('pathLosses', { description: 'mean loss over distance', default: { kind: 'log-distance' } }),
      scheduler: slot('schedulers', {
        description: 'who is granted the blocks of a slot',
        default: { kind: 'round-robin' },
      }),
      grantDelay: quantity('duration', { description: 'scheduling request and grant', default: '1 ms' }),
      harqRoundTrip: quantity('duration', {
        description: 'from the end of a failed block to its next try',
        default: '4 ms',
      }),
      maximumTries: Type.Integer({ minimum: 1, maximum: 16, default: 4, description: 'tries of a transport block' }),
      backhaul: quantity('duration', { description: 'delay from base station to edge server', default: '1 ms' }),
    },
    { additionalProperties: false, description: 'OFDMA cell with slots and resource blocks' },
  ),
  create: (parameters, context) => new SlottedCell(parameters, context),
};
