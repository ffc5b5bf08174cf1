/**
 * The largest k values of the split feature at 8 bits each, and where they stand; the server takes the others for zero.
 *
 * Bits: 8 k + ceil(log2 of n over k), the places numbered among all choices of k of n. Scale as of the quantised feature. Ties go to the
 * earlier value. The selection is not counted as operations. Source of the numbering: T. M. Cover, "Enumerative source encoding", 1973.
 */
import { lgamma } from '../../base/math/lgamma.js';
import { type FeatureCoder, featureRows } from './feature-answers.js';
import { levelOf, trainingFeatures } from './feature-statistics.js';
import type { Rival, RivalRow } from './rival.js';

/** One of so many values is kept. */
const shares = [256, 128, 64, 32, 16, 8, 4];
const levels = 256;

export const topKFeature: Rival = {
  name: 'top-k-feature',
  title: 'largest values of the feature',
  summary: 'the k largest values of the split feature at 8 bits, and their places',
  source: 'Cover, Enumerative source encoding, 1973',
  async measure(subject) {
    const rows: RivalRow[] = [];
    for (const split of subject.splits) {
      const { scale, valuesPerImage } = trainingFeatures(subject, split.name);
      const kept = new Set(shares.map((share) => Math.ceil(valuesPerImage / share)));
      const coders = [...kept].map((k) => topK(k, scale));
      rows.push(...(await featureRows(subject, 'top-k-feature', split, coders)));
    }
    return rows;
  },
};

export function topK(k: number, scale: number): FeatureCoder {
  return {
    setting: `k = ${k}`,
    macs: 0,
    countings: ['all'],
    code(feature) {
      const least = feature.slice().sort()[feature.length - k]!;
      let ties = k - feature.reduce((sum, value) => sum + (value > least ? 1 : 0), 0);
      for (let i = 0; i < feature.length; i++) {
        const value = feature[i]!;
        const kept = value > least || (value === least && ties-- > 0);
        feature[i] = kept ? (levelOf(value, scale, levels) * scale) / (levels - 1) : 0;
      }
      return [8 * k + placeBits(feature.length, k)];
    },
  };
}

/** Bits for which k of n places they are. */
export function placeBits(n: number, k: number): number {
  const bits = (lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)) * Math.LOG2E;
  // whole powers of two stay what they are: lgamma is exact to 1e-12 or so
  return Math.max(0, Math.ceil(bits - 1e-6));
}
