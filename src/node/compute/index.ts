import type { ComputeModel } from '../compute-profile.js';
import { affineCompute } from './affine.js';
import { exponentialCompute } from './exponential.js';
import { gammaCompute } from './gamma.js';
import { linearCompute } from './linear.js';

/** Compute profiles; a new one is one file and one line here. */
export const computeModels: readonly ComputeModel[] = [linearCompute, affineCompute, exponentialCompute, gammaCompute];
