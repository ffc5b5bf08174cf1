/** The codec file (docs/bring-your-own-codec.md) that makes a scenario run with a measured table instead of the networks. */
import type { MeasuredShare } from '../../neural/model-card.js';
import type { SplitPoint } from '../../neural/split-network.js';
import type { BottleNetCard } from '../bottlenet-network.js';
import { toldGridOf } from '../told-grid.js';
import { type InterpolationSummary, interpolationText } from './parts/accuracy-table.js';
import { bitsOf } from './trial.js';

/** Where the numbers of a table come from. */
export interface Provenance {
  readonly imageSet: string;
  readonly imageSetSha256: string;
  readonly images: number;
  readonly seed: number;
  readonly engine: string;
}

export interface CodecFileOptions {
  readonly card: BottleNetCard;
  readonly split: SplitPoint;
  /** The unsplit network on the same images. */
  readonly base: MeasuredShare;
  /** CSV file of the table, seen from the codec file. */
  readonly table: string;
  readonly interpolation: InterpolationSummary;
  readonly provenance: Provenance;
}

/** Content of a file of format `bottlenet-sim/codec@1`. */
export function codecFile({ card, split, base, table, interpolation, provenance }: CodecFileOptions): object {
  return {
    format: 'bottlenet-sim/codec@1',
    name: card.name,
    description: tableDescription(card, interpolation, provenance),
    payload: card.channel === 'awgn' ? analogPayload(card) : bitPayload(card),
    deviceMacs: `${split.deviceMacs} MAC`,
    encoderMacs: `${card.encoderMacs} MAC`,
    serverMacs: `${split.serverMacs} MAC`,
    decoderMacs: `${card.decoderMacs} MAC`,
    accuracy: table,
    base: { accuracy: base.percent / 100, images: base.images },
  };
}

/** What was measured, on what, and how far readings between the points may be trusted. */
export function tableDescription(
  { name, sha256, backbone }: BottleNetCard,
  interpolation: InterpolationSummary,
  { imageSet, imageSetSha256, images, seed, engine }: Provenance,
): string {
  return [
    `Codec ${name} (weights sha256 ${sha256}) of backbone ${backbone}.`,
    `Measured on ${images} images of ${imageSet} (sha256 ${imageSetSha256}), channel draws per image: ${interpolation.repeats}, seed ${seed}, ${engine}.`,
    interpolationText(interpolation),
  ].join(' ');
}

/** By told condition: V in `ac`, E[x^2] in `dc`, which it scales the noise by, and in `peak`, which draws that share of the power. */
function analogPayload({ values, told, powerMode: mode }: BottleNetCard): object {
  const moment = mode === 'ac' ? 'variance' : 'meanSquare';
  const { toldVariance } = toldGridOf(told, mode === 'ac' ? 'ac' : 'dc');
  const byTold = told.grid.map((condition, place) => ({ told: condition, [moment]: toldVariance[place]! }));
  return { kind: 'analog', values, mode, [moment]: byTold };
}

function bitPayload(card: BottleNetCard): object {
  return { kind: 'erasure-tolerant', bits: bitsOf(card).perRequest };
}
