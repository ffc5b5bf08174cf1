/**
 * A link without medium: every request arrives at the moment it is offered, at a stated mean SNR times the fading gain.
 *
 * It takes no time, no blocks and no energy; header and rate rules do not apply. It isolates queues and codecs from the
 * radio: for validation, and for accuracy at a fixed channel. Source: definition.
 * Limits: a digital load always arrives.
 */
import { Type } from 'typebox';
import { ModelError } from '../base/errors.js';
import type { SimTime } from '../base/time.js';
import { quantity } from '../base/units.js';
import { ratioFromDb } from '../channel/decibel.js';
import { analogUses } from '../channel/payload.js';
import { ChannelReport } from './channel-report.js';
import type { Link, LinkContext, LinkModel, LinkTotals, Load, Transmission, TransmitterOptions } from './link.js';
import { OngoingTransmission } from './transmission.js';

export interface IdealLinkParameters {
  readonly kind: 'ideal';
  readonly carrier: number;
  readonly backhaul: SimTime;
  /** Mean SNR in dB. */
  readonly snr: number;
}

class IdealLink implements Link {
  readonly path: string;
  readonly backhaul: SimTime;
  readonly carrierHz: number;
  private readonly context: LinkContext;
  private readonly meanSnr: number;
  private readonly transmitters: TransmitterOptions[] = [];
  private readonly reports: ChannelReport[] = [];

  constructor(parameters: IdealLinkParameters, context: LinkContext) {
    this.path = context.path;
    this.backhaul = parameters.backhaul;
    this.carrierHz = parameters.carrier;
    this.context = context;
    this.meanSnr = ratioFromDb(parameters.snr);
    context.simulation.add(this);
  }

  addTransmitter(options: TransmitterOptions): number {
    this.reports.push(new ChannelReport(options.report, options.fading, options.erasure));
    return this.transmitters.push(options) - 1;
  }

  offer(index: number, request: number, load: Load): void {
    const transmitter = this.transmitters[index];
    if (transmitter === undefined) throw new ModelError(`${this.path}: transmitter ${index} is not registered`);
    const { now } = this.context.simulation;
    const transmission = new OngoingTransmission(index, request, load);
    const snr = this.meanSnr * transmitter.fading.sampleGain(now);
    transmission.start(now, transmitter.erasure, snr);
    if (load.kind === 'analog') {
      transmission.payloadUses = analogUses(load.values);
      transmission.received(transmission.payloadUses, snr);
    } else {
      const { bits } = load;
      transmission.bits = bits;
      if (load.kind === 'erasure-tolerant') {
        transmission.impaired(transmitter.erasure, bits, { time: now, snr, bitsPerUse: 0 });
      }
    }
    this.context.listener.transmissionStarted(transmission);
    this.context.listener.transmissionEnded(transmission, undefined);
  }

  reportedSnr(index: number, time: SimTime): number {
    return this.meanSnr * this.reports[index]!.gain(time);
  }

  reportedErasure(index: number, time: SimTime, _bits: number): number {
    return this.reports[index]!.erasureProbability(time, this.meanSnr);
  }

  handle(kind: number): void {
    throw new ModelError(`${this.path} has no events, not even kind ${kind}`);
  }

  utilisation(): { granted: number; available: number } {
    return { granted: 0, available: 0 };
  }

  close(_visit: (transmission: Transmission) => void): void {
    // Nothing is ever under way.
  }

  totals(): LinkTotals {
    return { grantedBlockSlots: 0, integratedEnergy: 0 };
  }
}

export const idealLink: LinkModel<IdealLinkParameters> = {
  name: 'ideal',
  summary: 'requests arrive at once, at a stated SNR',
  source: 'definition',
  schema: Type.Object(
    {
      kind: Type.Literal('ideal'),
      carrier: quantity('frequency', { description: 'carrier frequency, for Doppler', default: '3.5 GHz' }),
      snr: quantity('ratio', { description: 'mean SNR', default: '20 dB' }),
      backhaul: quantity('duration', { description: 'delay from base station to edge server', default: '0 ms' }),
    },
    { additionalProperties: false, description: 'Link that takes no time, at a stated SNR' },
  ),
  create: (parameters, context) => new IdealLink(parameters, context),
};
