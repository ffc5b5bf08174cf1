/** What `evaluate` measures of a codec on test images, told = met, and what stands in its card. */
import type { MeasuredShare } from '../neural/model-card.js';

/** One condition of the channel. */
export interface AccuracyRow extends MeasuredShare {
  /** PSNR in dB, or erasure probability. */
  readonly condition: number;
  /** Percentage points below the unsplit network on the same images, paired. */
  readonly loss: number;
  readonly lossStandardError: number;
  /** One-sided 95 % upper bound of the loss. */
  readonly lossUpper: number;
}

export interface AccuracyTable {
  readonly imageSet: string;
  readonly imageSetSha256: string;
  readonly seed: number;
  readonly engine: string;
  readonly unit: 'dB' | 'p';
  /** The unsplit network on the same images. */
  readonly base: MeasuredShare;
  readonly rows: readonly AccuracyRow[];
}
