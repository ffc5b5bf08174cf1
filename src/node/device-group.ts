/** What all devices of a group share: codec, deadline, channel conditions they are told, and the draws of their requests. */
import type { KeyedDraws, NoiseKey } from '../base/random/keyed-draws.js';
import type { SimTime } from '../base/time.js';
import { ToldRule } from '../channel/code-mapping.js';
import { reportedSnrDb } from '../channel/digital-rate.js';
import { analogUses } from '../channel/payload.js';
import type { Codec } from '../codec/codec.js';
import type { Link } from '../link/link.js';
import type { Policy } from '../policy/policy.js';
import type { EdgeServer } from './edge-server.js';
import { QueueBook } from './queue-book.js';
import type { RunJournal } from './run-journal.js';

export interface DeviceGroupOptions {
  readonly name: string;
  readonly codecs: readonly Codec[];
  readonly policy: Policy;
  /** Relative deadline, or Infinity. */
  readonly deadline: number;
  /** Standard deviation of the error of channel reports, dB. */
  readonly reportErrorDb: number;
  readonly link: Link;
  readonly server: EdgeServer;
  /** Urgency at servers that serve by priority; higher first. */
  readonly priority: number;
  readonly draws: KeyedDraws;
  /** Share of the requests whose answers are computed. */
  readonly share: number;
  readonly imageCount: number;
  /** Whether the unsplit network is right, by image. */
  readonly baseCorrect: Uint8Array;
  readonly journal: RunJournal;
}

/** Key of the draws of one request: they never depend on the order of drawing (common random numbers). */
export type DrawPurpose = 'image' | 'share' | 'report' | 'noise';

export class DeviceGroup {
  readonly name: string;
  readonly options: DeviceGroupOptions;
  /** Requests at the group's devices, and between them and the base station. */
  readonly atDevices: QueueBook;
  readonly onAir: QueueBook;
  private readonly toldRules = new Map<Codec, ToldRule>();

  constructor(options: DeviceGroupOptions) {
    for (const codec of options.codecs) {
      if (codec.payloadKind === 'analog') this.toldRules.set(codec, new ToldRule(codec));
    }
    this.name = options.name;
    this.options = options;
    this.atDevices = new QueueBook(`device/${options.name}`);
    this.onAir = new QueueBook(`uplink of device/${options.name}`);
  }

  key(device: number, request: number, purpose: DrawPurpose): NoiseKey {
    return this.options.draws.key(this.name, device, request, purpose);
  }

  /** Image of a request: uniform over the set. */
  image(device: number, request: number): number {
    return Math.floor(this.options.draws.uniform(this.key(device, request, 'image')) * this.options.imageCount);
  }

  /** Whether the unsplit network is right on a request's image: known by image, or drawn where its accuracy is all that is known. */
  baseIsRight(device: number, request: number, image: number): boolean {
    const { codecs, baseCorrect, draws } = this.options;
    const { table } = codecs[0]!;
    if (table === undefined) return baseCorrect[image] === 1;
    // The draw of the answer itself: the two are compared on equal luck.
    return draws.uniform(this.key(device, request, 'noise')) < table.base.accuracy;
  }

  sampled(device: number, request: number): boolean {
    const { share } = this.options;
    return share >= 1 || this.options.draws.uniform(this.key(device, request, 'share')) < share;
  }

  /** Error in dB of a device's channel report, by its number. */
  reportError(device: number, report: number): number {
    const { reportErrorDb, draws } = this.options;
    if (reportErrorDb === 0) return 0;
    const normal = new Float64Array(1);
    draws.normalFill(this.key(device, report, 'report'), normal);
    return reportErrorDb * normal[0]!;
  }

  /** Condition the encoder is told at `time`: dB for analog codes, erasure probability for erasure-tolerant ones. */
  told(codec: Codec, image: number, transmitter: number, time: SimTime): number {
    const { link } = this.options;
    if (codec.payloadKind === 'analog') {
      const snr = link.reportedSnr(transmitter, time, analogUses(codec.values));
      return this.toldRules.get(codec)!.condition(snr);
    }
    if (codec.payloadKind === 'erasure-tolerant') return link.reportedErasure(transmitter, time, codec.bits(image));
    if (codec.payloadKind === 'digital') return this.reportedSnrDb(codec, transmitter, time);
    return Number.NaN;
  }

  /** SNR in whole decibels as the newest report has it: on the blocks that analog values ask for, else on those of a header. */
  reportedSnrDb(codec: Codec, transmitter: number, time: SimTime): number {
    const uses = codec.payloadKind === 'analog' ? analogUses(codec.values) : 0;
    return reportedSnrDb(this.options.link.reportedSnr(transmitter, time, uses));
  }
}
