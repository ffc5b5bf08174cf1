/** State of one request on its way through a link; links extend it by what they need to know. */
import { analogUses, headerUses, type SnrSegment } from '../channel/payload.js';
import type { Load, Transmission } from './link.js';

export class OngoingTransmission implements Transmission {
  readonly segments: SnrSegment[] = [];
  erasureProbability = 0;
  payloadUses = 0;
  resourceElements = 0;
  resourceBlockSlots = 0;
  bits = 0;
  transportBlocks = 0;
  energy = 0;

  started = false;
  /** Header uses still to be sent, and whether one of its slots was too weak. */
  headerUsesLeft = headerUses;
  headerFailed = false;
  /** Analog: payload uses still to be sent. Digital, erasure-tolerant: bits. */
  left: number;
  /** Attempts at the current transport block that failed. */
  failures = 0;
  /** Earliest time at which it may be granted a slot. */
  eligibleAt = 0;
  /** Mean of |s|^2 over the symbols of the slot under way, as a share of the transmit power. */
  symbolPower = 1;

  constructor(
    readonly transmitter: number,
    readonly request: number,
    readonly load: Load,
  ) {
    this.left = load.kind === 'analog' ? analogUses(load.values) : load.bits;
  }

  /** Adds a run of payload uses at one SNR. */
  received(uses: number, snr: number): void {
    if (uses > 0) this.segments.push({ uses, snr });
  }
}
