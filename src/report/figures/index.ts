/** The figures that `figure NAME` draws: a new one is a file in this folder and a line here. */

import type { Figure } from '../figure.js';
import { load } from './load.js';

export const figures: readonly Figure[] = [load];
