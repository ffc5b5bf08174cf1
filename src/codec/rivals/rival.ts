/**
 * Rivals of a backbone's codecs: other ways to get an image's answer over a link, each measured on the same images as the codecs, the loss
 * paired by image with the unsplit network.
 */
import type { Engine } from '../../neural/engine.js';
import type { ImageSet } from '../../neural/image-set.js';
import type { BackboneCard } from '../../neural/model-card.js';
import type { TensorFile } from '../../neural/safetensors.js';
import type { SplitNetwork, SplitPoint } from '../../neural/split-network.js';
import type { AccuracyRow } from '../accuracy-table.js';
import type { BottleNetCard, BottleNetNetwork } from '../bottlenet-network.js';
import type { FeatureSource } from '../evaluation/feature-source.js';

/** A registered rival: one file in this folder, one line in `index.ts`. */
export interface Rival {
  /** On the command line and in the files. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  measure(subject: RivalSubject): Promise<RivalRow[]>;
}

/** A backbone, its codecs, and the images everything is measured on. */
export interface RivalSubject {
  readonly engine: Engine;
  readonly network: SplitNetwork;
  readonly card: BackboneCard;
  readonly weights: TensorFile;
  readonly images: ImageSet;
  /** Where scales and statistics come from that both ends know. */
  readonly training: ImageSet;
  /** 1 where the unsplit network is right, by image. */
  readonly base: Uint8Array;
  /** Those whose features are sent. */
  readonly splits: readonly SplitPoint[];
  /** Front features of `images` at a split. */
  features(split: string): FeatureSource;
  readonly codecs: readonly { readonly card: BottleNetCard; load(): BottleNetNetwork }[];
  onProgress(what: string): void;
}

/** One setting of a rival under one way of counting bits. */
export interface RivalRow extends Omit<AccuracyRow, 'condition'> {
  readonly rival: string;
  /** What was chosen: a quality, a number of bits. */
  readonly setting: string;
  /** Which bits are counted. */
  readonly counting: string;
  /** Of the weights of the codec whose code it is; absent in older files, and where no codec is in it. */
  readonly codecSha256?: string;
  /** Where the network is cut; null where it is not. */
  readonly split: string | null;
  /** Per image, mean over the images; before header, checksum and channel code. */
  readonly bits: number;
  /** Multiply-accumulates on the device per image, coder included where it has any worth naming. */
  readonly deviceMacs: number;
}

export const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};
