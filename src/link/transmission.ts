/** State of one request on its way through a link; links extend it by what they need to know. */
import type { SimTime } from '../base/time.js';
import { appendRuns, type BitRun } from '../channel/bit-runs.js';
import type { BitGrant, ErasureProcess } from '../channel/channel-process.js';
import { analogUses, headerUses, type SnrSegment } from '../channel/payload.js';
import type { Load, Transmission } from './link.js';

export class OngoingTransmission implements Transmission {
  readonly segments: SnrSegment[] = [];
  readonly bitRuns: BitRun[] = [];
  payloadUses = 0;
  resourceElements = 0;
  resourceBlockSlots = 0;
  bits = 0;
  transportBlocks = 0;
  energy = 0;

  /** Absent while it waits for its first slot. */
  startedAt: SimTime | undefined;
  /** Bit-erasure probability of the channel's state at the start. */
  private erasureAtStart = 0;
  /** Header uses still to be sent, and whether one of its slots was too weak. */
  headerUsesLeft = headerUses;
  headerFailed = false;
  /** Analog: payload uses still to be sent. Digital, erasure-tolerant: bits. */
  left: number;
  /** Attempts at the current transport block that failed. */
  failures = 0;
  /** Earliest time at which it may be granted a slot. */
  eligibleAt = 0;
  /** Mean of |s|^2 over the symbols under way, as a share of the transmit power. */
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

  /** Symbols under way: `header` uses of mean power 1, then `payload` uses, of power 1 for bits, as the load says for code values. */
  setSymbolPower(header: number, payload: number): void {
    const uses = header + payload;
    const power = this.load.kind === 'analog' ? (this.load.symbolPower ?? 1) : 1;
    this.symbolPower = uses === 0 ? 1 : (header + payload * power) / uses;
  }

  /** Its first granted slot, or its arrival on a link without slots, starts now. */
  start(now: SimTime, erasure: ErasureProcess, snr: number): void {
    this.startedAt = now;
    this.erasureAtStart = erasure.probability(now, snr);
  }

  /** Adds what becomes of the next `bits` bits, sent together at `time`. */
  impaired(erasure: ErasureProcess, bits: number, grant: Pick<BitGrant, 'time' | 'snr' | 'bitsPerUse'>): void {
    if (bits === 0 || this.startedAt === undefined) return;
    const firstBit = this.bitRuns.reduce((sum, run) => sum + run.bits, 0);
    const runs = erasure.impair?.({ ...grant, start: this.startedAt, firstBit, bits });
    appendRuns(this.bitRuns, runs ?? [{ bits, erasure: this.erasureAtStart, flip: 0 }]);
  }
}
