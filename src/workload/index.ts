import type { ArrivalModel } from './arrival-process.js';
import { closedLoopArrivals } from './closed-loop.js';
import { gammaArrivals } from './gamma.js';
import { lognormalArrivals } from './lognormal.js';
import { paretoArrivals } from './pareto.js';
import { periodicArrivals } from './periodic.js';
import { poissonArrivals } from './poisson.js';
import { weibullArrivals } from './weibull.js';

/** Arrival processes; a new one is one file and one line here. */
export const arrivalModels: readonly ArrivalModel[] = [
  poissonArrivals,
  periodicArrivals,
  lognormalArrivals,
  weibullArrivals,
  paretoArrivals,
  gammaArrivals,
  closedLoopArrivals,
];
