/**
 * A codec turns a split feature into a payload for the link, and what arrived back into an answer.
 *
 * One codec is one file plus one line in `codec/index.ts`; schema, type, validation message and documentation entry follow
 * from that definition. An answer is a pure function of (image, told condition, reception, noise key).
 */
import type { TSchema } from 'typebox';
import type { Fault } from '../base/errors.js';
import type { Logger } from '../base/log.js';
import type { NoiseKey } from '../base/random/keyed-draws.js';
import type { TableReading } from '../base/statistics/table-error.js';
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
  /** Present where answers are drawn with probabilities that were measured beforehand. */
  readonly table?: CodecTable;
  /** Frees engine memory. */
  dispose(): void;
}

/** Measured accuracies of a codec whose answers are draws. */
export interface CodecTable {
  /** Of a request that was told and met these conditions; they are ignored where the payload knows none. */
  read(told: number, met: number): TableReading;
  /** Of the unsplit network. */
  readonly base: TableReading;
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
  /** PSNRs in dB that training or table covers; by default those that can be told. */
  readonly psnrRange?: readonly [least: number, most: number];
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

/** Bits that arrive whole or not at all: the answer depends on the image alone, and on a draw where there is a table. */
export interface DigitalCodec extends CodecBase {
  readonly payloadKind: 'digital';
  bits(image: number): number;
  /** Predicted class once all bits have arrived; networks have computed it before the run. */
  answerOf(image: number, noiseKey?: NoiseKey): number;
}

/** Nothing is sent: the device answers alone. */
export interface LocalCodec extends CodecBase {
  readonly payloadKind: 'none';
  answerOf(image: number, noiseKey?: NoiseKey): number;
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
  /** Payload of codecs of this kind, or what it follows from; undefined where parameters that were refused decide. */
  readonly payloadKind?: PayloadKind | ((parameters: never) => PayloadKind | undefined);
  /** Whether it needs engine, backbone and images of its context; default true. */
  readonly networks?: boolean;
  /** Whether it can answer; default true. */
  readonly answers?: boolean;
  /** Present where the parameter `file` names a description of the codec. */
  readonly description?: CodecDescription;
  create(parameters: never, context: CodecContext): Promise<Codec>;
}

/**
 * A codec described by a JSON file. The file is read once, when the scenario is loaded, and what `interpret` makes of it stands
 * in the resolved scenario as the parameter `contents`: results depend on what the files say, never on where they lie.
 */
export interface CodecDescription {
  /** Value of the file's key `format`. */
  readonly format: string;
  readonly schema: TSchema;
  /** @param description checked against the schema, quantities as numbers */
  interpret(description: never, files: DescriptionFiles): Interpretation;
}

/** Further files that a description names. */
export interface DescriptionFiles {
  /** Text of a file inside the folders that a scenario may read, and its name for messages. @throws InputError */
  read(path: string): { readonly file: string; readonly text: string };
}

/** What a description says, as plain data, or everything that is wrong with it. */
export type Interpretation =
  | { readonly contents: object }
  | {
      /** Faults of the description by JSON pointer, and those of further files. */
      readonly issues: readonly { readonly path: string; readonly message: string }[];
      readonly faults: readonly Fault[];
    };
