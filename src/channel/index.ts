/** The registry of channel models: one line each. */
import type { ErasureModel, FadingModel } from './channel-process.js';
import { bitBec, noErasure } from './constant-erasure.js';
import { gilbertElliott } from './gilbert-elliott.js';
import { gilbertElliottBits } from './gilbert-elliott-bits.js';
import { logDistance, type PathLossModel } from './path-loss.js';
import { fixedPlacement, type PlacementModel, ringPlacement } from './placement.js';
import { rayleighBlock } from './rayleigh-block.js';
import { rayleighJakes } from './rayleigh-jakes.js';
import { softDemapper } from './soft-demapper.js';
import { staticFading } from './static-fading.js';
import { tbErasure } from './tb-erasure.js';

export const fadingModels: readonly FadingModel[] = [staticFading, rayleighJakes, rayleighBlock];

export const erasureModels: readonly ErasureModel[] = [
  noErasure,
  bitBec,
  gilbertElliott,
  gilbertElliottBits,
  softDemapper,
  tbErasure,
];

export const pathLossModels: readonly PathLossModel[] = [logDistance];

export const placementModels: readonly PlacementModel[] = [fixedPlacement, ringPlacement];
