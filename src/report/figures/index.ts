/** The figures that `figure NAME` draws: a new one is a file in this folder and a line here. */

import type { Figure } from '../figure.js';
import type { ComparisonFigure, ModelFigure, TrainingFigure } from '../model-figure.js';
import { accuracyBits } from './accuracy-bits.js';
import { accuracyErasure, accuracyPsnr } from './accuracy-curve.js';
import { deviceWork } from './device-work.js';
import { load } from './load.js';
import { toldMet } from './told-met.js';
import { training } from './training.js';

/** Of a study's folder. */
export const figures: readonly Figure[] = [load];

/** Of the tables of evaluated models. */
export const modelFigures: readonly ModelFigure[] = [accuracyPsnr, accuracyErasure, toldMet];

/** Of a backbone, its codecs and their rivals. */
export const comparisonFigures: readonly ComparisonFigure[] = [accuracyBits, deviceWork];

/** Of a training's log. */
export const trainingFigures: readonly TrainingFigure[] = [training];
