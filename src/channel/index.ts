/** The registry of channel models: one line each. */
import type { ErasureModel, FadingModel } from './channel-process.js';
import { bitBec, noErasure } from './constant-erasure.js';
import { gilbertElliott } from './gilbert-elliott.js';
import { logDistance, type PathLossModel } from './path-loss.js';
import { fixedPlacement, type PlacementModel, ringPlacement } from './placement.js';
import { rayleighBlock } from './rayleigh-block.js';
import { rayleighJakes } from './rayleigh-jakes.js';
import { staticFading } from './static-fading.js';

export const fadingModels: readonly FadingModel[] = [staticFading, rayleighJakes, rayleighBlock];

export const erasureModels: readonly ErasureModel[] = [noErasure, bitBec, gilbertElliott];

export const pathLossModels: readonly PathLossModel[] = [logDistance];

export const placementModels: readonly PlacementModel[] = [fixedPlacement, ringPlacement];
