import { bottleNetAwgn } from './bottlenet-awgn.js';
import { bottleNetErasure } from './bottlenet-erasure.js';
import type { CodecModel } from './codec.js';
import { feature8Bit } from './feature-8bit.js';
import { imageJpeg } from './image-jpeg.js';
import { imageRaw } from './image-raw.js';
import { local } from './local.js';
import { payloadOnly } from './payload-only.js';
import { tabulated } from './tabulated.js';

/** Codecs; a new one is one file and one line here. */
export const codecModels: readonly CodecModel[] = [
  bottleNetAwgn,
  bottleNetErasure,
  feature8Bit,
  imageJpeg,
  imageRaw,
  local,
  payloadOnly,
  tabulated,
];
