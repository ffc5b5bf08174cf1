/** Carries what a link reports into the requests, and sends on what arrived. */
import { meanErasure, meanFlip } from '../channel/bit-runs.js';
import { psnrDb, toldScale } from '../channel/code-mapping.js';
import { dbFromRatio } from '../channel/decibel.js';
import { meanInverseSnr } from '../channel/payload.js';
import type { AnalogCodec } from '../codec/codec.js';
import type { Simulation } from '../kernel/simulation.js';
import type { LinkListener, Transmission } from '../link/link.js';
import type { DropReason } from '../record/run-record.js';
import type { InferenceRequest } from './inference-request.js';
import type { RunJournal } from './run-journal.js';

export class Uplink implements LinkListener {
  constructor(
    private readonly simulation: Simulation,
    private readonly journal: RunJournal,
  ) {}

  transmissionStarted(transmission: Transmission): void {
    this.journal.requests.get(transmission.request).uplinkStart = this.simulation.now;
  }

  transmissionEnded(transmission: Transmission, dropped: DropReason | undefined): void {
    const id = transmission.request;
    const request = this.journal.requests.get(id);
    request.uplinkEnd = this.simulation.now;
    request.owner.onAir.leave(this.simulation.now, request.deviceEnd);
    this.book(transmission);
    if (dropped !== undefined) {
      request.markDropped(this.simulation.now, dropped);
      this.journal.ended(id);
      return;
    }
    receive(request, transmission);
    const { server, link } = request.owner.options;
    server.send(id, link.backhaul);
  }

  /** Books a transmission that waits or is under way at the end of the run. */
  cutOff(transmission: Transmission): void {
    const request = this.journal.requests.get(transmission.request);
    request.owner.onAir.found(this.simulation.now, request.deviceEnd);
    this.book(transmission);
  }

  /** Books what the link spent on a request. */
  private book(transmission: Transmission): void {
    const request = this.journal.requests.get(transmission.request);
    request.payloadUses = transmission.payloadUses;
    request.resourceElements = transmission.resourceElements;
    request.resourceBlockSlots = transmission.resourceBlockSlots;
    request.bits = transmission.bits;
    request.transportBlocks = transmission.transportBlocks;
    request.radioEnergy = transmission.energy;
  }
}

/** The condition met, and what the decoder gets. */
function receive(request: InferenceRequest, transmission: Transmission): void {
  const { codec } = request;
  if (codec.payloadKind === 'analog') {
    request.reception = { kind: 'analog', segments: transmission.segments };
    describeNoise(request, codec, transmission);
  } else if (codec.payloadKind === 'erasure-tolerant') {
    const runs = transmission.bitRuns;
    request.reception = { kind: 'erasure-tolerant', runs };
    request.met = meanErasure(runs);
    const uneven = codec.table !== undefined && runs.some(({ erasure }) => erasure !== runs[0]!.erasure);
    request.outsideTrained = request.met > codec.largestErasure || meanFlip(runs) > toleratedFlips || uneven;
  } else {
    request.reception = { kind: 'digital' };
  }
}

/** PSNR of the mean noise variance V mean(1/g), and the spread of the variances within the code. */
function describeNoise(request: InferenceRequest, codec: AnalogCodec, { segments }: Transmission): void {
  let weakest = Number.POSITIVE_INFINITY;
  let strongest = 0;
  for (const { snr } of segments) {
    weakest = Math.min(weakest, snr);
    strongest = Math.max(strongest, snr);
  }
  request.met = psnrDb(toldScale(request.told, codec) * meanInverseSnr(segments));
  request.spreadDb = dbFromRatio(strongest / weakest);
  const { toldMinimum, toldVariance } = codec;
  const [least, most] = codec.psnrRange ?? [toldMinimum, toldMinimum + toldVariance.length - 1];
  const uneven = codec.table !== undefined && request.spreadDb > evenSpreadDb;
  request.outsideTrained = request.met < least || request.met > most || uneven;
}

/** A table was measured at one level over the whole code: it speaks for codes whose noise varies by no more, in dB. */
const evenSpreadDb = 3;

/** No codec is trained on flipped bits; fewer than the fewest erasures of training count as none. */
const toleratedFlips = 1e-3;
