import type { ArrivalModel } from './arrival-process.js';
import { periodicArrivals } from './periodic.js';
import { poissonArrivals } from './poisson.js';

/** Arrival processes; a new one is one file and one line here. */
export const arrivalModels: readonly ArrivalModel[] = [poissonArrivals, periodicArrivals];
