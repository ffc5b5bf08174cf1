import { floatFeature } from './float-feature.js';
import { jpeg } from './jpeg.js';
import { local8Bit } from './local-8bit.js';
import { localAnswer } from './local-answer.js';
import { png } from './png.js';
import { quantisedCode } from './quantised-code.js';
import { quantisedFeature } from './quantised-feature.js';
import { rawImage } from './raw-image.js';
import type { Rival } from './rival.js';
import { tiledJpeg } from './tiled-jpeg.js';
import { topKFeature } from './top-k-feature.js';
import { webp } from './webp.js';

/** Rivals in the order of their tables; a new one is one file and one line here. */
export const rivals: readonly Rival[] = [
  rawImage,
  png,
  webp,
  jpeg,
  localAnswer,
  local8Bit,
  floatFeature,
  quantisedFeature,
  topKFeature,
  tiledJpeg,
  quantisedCode,
];
