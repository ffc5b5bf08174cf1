/** The split feature as 32-bit floats: what BottleNet++ counts its compression against. Lossless. */
import { featureRows } from './feature-answers.js';
import type { Rival, RivalRow } from './rival.js';

export const floatFeature: Rival = {
  name: 'float-feature',
  title: 'feature, 32-bit floats',
  summary: 'split feature, 32 bits per value',
  source: 'Shao and Zhang, BottleNet++, 2020',
  async measure(subject) {
    const coder = {
      setting: '',
      macs: 0,
      countings: ['all'],
      code: (feature: Float32Array) => [32 * feature.length],
    };
    const rows: RivalRow[] = [];
    for (const split of subject.splits) rows.push(...(await featureRows(subject, 'float-feature', split, [coder])));
    return rows;
  },
};
