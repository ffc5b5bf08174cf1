/** The figures that `figure NAME` draws: a new one is a file in this folder and a line here. */

import type { Figure } from '../figure.js';
import type { ModelFigure } from '../model-figure.js';
import { accuracyErasure, accuracyPsnr } from './accuracy-curve.js';
import { load } from './load.js';
import { toldMet } from './told-met.js';

/** Of a study's folder. */
export const figures: readonly Figure[] = [load];

/** Of the tables of evaluated models. */
export const modelFigures: readonly ModelFigure[] = [accuracyPsnr, accuracyErasure, toldMet];
