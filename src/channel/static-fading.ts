/** A link without fading: |h(t)|^2 = 1. Then the link is additive white Gaussian noise at the mean SNR. */
import { Type } from 'typebox';
import type { FadingModel, FadingProcess } from './channel-process.js';

const unitGain: FadingProcess = { sampleGain: () => 1 };

export const staticFading: FadingModel<object> = {
  name: 'static',
  summary: 'no fading: power gain 1 at all times',
  schema: Type.Object({ kind: Type.Literal('static') }, { additionalProperties: false, description: 'No fading' }),
  source: 'definition',
  create: () => unitGain,
};
