/**
 * A codec turns a split feature into a payload for the link, and what arrived back into an answer.
 *
 * One codec is one file plus one line in `codec/index.ts`; schema, type, validation message and documentation entry follow
 * from that definition. An answer is a pure function of (image, told condition, reception, noise key).
 */
import type { TSchema } from 'typebox';
import type { Logger } from '../base/log.js';
import type { NoiseKey } from '../base/random/keyed-draws.js';
import type { Reception } from '../channel/payload.js';
import type { Engine } from '../neural/engine.js';
import type { ImageSet } from '../neural/image-set.js';
import type { SplitNetwork } from '../neural/split-network.js';

/** What a request puts on the air; decides which rules of the link apply. `none`: the device answers alone. */
export type PayloadKind = Codec['payloadKind'];

/** One answer asked of a codec. */
export interface Question {
  /** Index into the image set. */
  readonly image: number;
  /** Condition the encoder was told: PSNR in dB for analog codes, erasure probability for erasure-tolerant codes. */
  readonly told: number;
  /** What the link measured: SNR segments of an analog payload, erasure probability of an erasure-tolerant one. */
  readonly reception: Reception;
  /** Names the noise of this request; equal keys give equal noise, whatever the order of asking. */
  readonly noiseKey: NoiseKey;
}

/** What a codec is built from. */
export interface CodecContext {
  readonly engine: Engine;
  readonly images: ImageSet;
  /** The backbone named in the scenario; shared by all codecs of a run. */
  readonly backbone: SplitNetwork;
  /** Folders that hold trained models, in the order they are searched. */
  readonly modelFolders: readonly string[];
  /** Fixed, padded number of rows of every network call. */
  readonly batchSize: number;
  readonly logger: Logger;
}

/** Common part of every codec. Costs are multiply-accumulate operations per request. */
interface CodecBase {
  /** Short name for tables and figures, e.g. `BottleNet++ early 1/32`. */
  readonly label: string;
  /** Device computation per request, encoder included. */
  readonly deviceMacs: number;
  /** Server computation per request, decoder included. */
  readonly serverMacs: number;
  /** Frees engine memory. */
  dispose(): void;
}

/** Real code values sent as symbols without error correction; the channel's noise reaches the decoder. */
export interface AnalogCodec extends CodecBase {
  readonly payloadKind: 'analog';
  /** Real code values per request. */
  readonly values: number;
  /**
   * Noise variance times SNR per told condition, on the integer grid `toldMinimum` .. `toldMinimum + toldVariance.length - 1` dB:
   * V of the code in power mode `ac`, E[x^2] in `dc`, 1 in `peak`.
   */
  readonly toldMinimum: number;
  readonly toldVariance: Float64Array;
  /** E|s|^2 of the symbols by told condition, as a share of the transmit power; 1 unless stated (mode `peak`). */
  symbolPower?(told: number): number;
  /** Predicted classes of at most `batchSize` questions. */
  answer(questions: readonly Question[]): Int32Array;
}

/** Uncoded bits that may be erased one by one; the decoder copes. */
export interface ErasureTolerantCodec extends CodecBase {
  readonly payloadKind: 'erasure-tolerant';
  /** Largest erasure probability the codec was trained for. */
  readonly largestErasure: number;
  bits(image: number): number;
  answer(questions: readonly Question[]): Int32Array;
}

/** Bits that arrive whole or not at all: the answer depends on the image alone and is computed before the run. */
export interface DigitalCodec extends CodecBase {
  readonly payloadKind: 'digital';
  bits(image: number): number;
  /** Predicted class once all bits have arrived. */
  answerOf(image: number): number;
}

/** Nothing is sent: the device answers alone. */
export interface LocalCodec extends CodecBase {
  readonly payloadKind: 'none';
  answerOf(image: number): number;
}

export type Codec = AnalogCodec | ErasureTolerantCodec | DigitalCodec | LocalCodec;

/** Registry entry of a codec: its scenario schema (discriminated by `kind`), and how it is made. */
export interface CodecModel {
  /** Value of `kind` in a scenario. */
  readonly name: string;
  readonly summary: string;
  /** Publication or standard the codec comes from. */
  readonly source: string;
  readonly schema: TSchema;
  /** Payload of every codec of this kind; absent where the parameters decide. */
  readonly payloadKind?: PayloadKind;
  /** Whether it needs engine, backbone and images of its context; default true. */
  readonly networks?: boolean;
  create(parameters: never, context: CodecContext): Promise<Codec>;
}
