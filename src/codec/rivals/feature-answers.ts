/** The back network on features that a coder has been through: shared by all rivals that send the feature. */
import type { SplitPoint } from '../../neural/split-network.js';
import { evaluationBatch } from '../evaluation/feature-source.js';
import { measuredLoss } from '../evaluation/measured-loss.js';
import { markCorrect } from '../evaluation/trial.js';
import { meanOf, type RivalRow, type RivalSubject } from './rival.js';

/** One setting of a coder of features. */
export interface FeatureCoder {
  readonly setting: string;
  /** Of the coder, per image, where it has any worth naming. */
  readonly macs: number;
  readonly countings: readonly string[];
  /** Replaces the features of one image by what the server gets. @returns bits, by counting, or a promise of them */
  code(feature: Float32Array): readonly number[] | Promise<readonly number[]>;
}

/** One row per coder and way of counting; all coders in one pass over the features. */
export async function featureRows(
  subject: RivalSubject,
  rival: string,
  { name: split, shape, deviceMacs }: SplitPoint,
  coders: readonly FeatureCoder[],
): Promise<RivalRow[]> {
  const { network, images, base } = subject;
  const valuesPerImage = shape[0] * shape[1] * shape[2];
  const source = subject.features(split);
  const correct = coders.map(() => new Uint8Array(images.count));
  const bits = coders.map(({ countings }) => countings.map(() => new Float64Array(images.count)));
  for (let first = 0; first < images.count; first += evaluationBatch) {
    const rows = Math.min(evaluationBatch, images.count - first);
    const features = source(first, rows);
    for (const [place, coder] of coders.entries()) {
      const received = features.slice();
      const coded = Array.from({ length: rows }, (_, row) =>
        coder.code(received.subarray(row * valuesPerImage, (row + 1) * valuesPerImage)),
      );
      (await Promise.all(coded)).forEach((counts, row) => {
        counts.forEach((count, counting) => {
          bits[place]![counting]![first + row] = count;
        });
      });
      markCorrect(network.back(split, received, rows), rows, images.labels, first, correct[place]!);
    }
    subject.onProgress(`${rival} ${split}: ${first + rows} of ${images.count}`);
  }
  return coders.flatMap(({ setting, macs, countings }, place) =>
    countings.map((counting, index) => ({
      rival,
      setting,
      counting,
      split,
      bits: meanOf(bits[place]![index]!),
      deviceMacs: deviceMacs + macs,
      ...measuredLoss(base, correct[place]!),
    })),
  );
}
