/** The whole network on images that a coder has been through: shared by all rivals that send the image. */
import { measuredLoss } from '../evaluation/measured-loss.js';
import { baseCorrect } from '../evaluation/trial.js';
import { meanOf, type RivalRow, type RivalSubject } from './rival.js';

export interface CodedImages {
  readonly rival: string;
  readonly setting: string;
  /** What the server sees; absent: the images themselves. */
  readonly decoded?: Uint8Array;
  readonly deviceMacs: number;
  /** Bits by image, under every way of counting them. */
  readonly bits: Readonly<Record<string, ArrayLike<number>>>;
}

/** One row per way of counting. */
export function imageRows(
  { network, images, base, onProgress }: RivalSubject,
  { rival, setting, decoded, deviceMacs, bits }: CodedImages,
): RivalRow[] {
  const correct = decoded === undefined ? base : baseCorrect(network, { ...images, images: decoded });
  onProgress(`${rival} ${setting}`);
  return Object.entries(bits).map(([counting, counts]) => ({
    rival,
    setting,
    counting,
    split: null,
    bits: meanOf(counts),
    deviceMacs,
    ...measuredLoss(base, correct),
  }));
}
