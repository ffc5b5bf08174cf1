/**
 * How long a simulation of an M/M/1 queue has to be; mean service 1, rho the load.
 *
 * The mean wait of n successive customers in the stationary state has variance V/n for large n,
 *
 *   V = rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4,
 *
 * so a confidence interval of relative half-width h at normal quantile z takes n = V z^2 / (h E[W])^2, E[W] = rho/(1 - rho).
 * Source: D. J. Daley, "The serial correlation coefficients of waiting times in a stationary single server queue", J.
 * Australian Math. Soc. 8, 1968; W. Whitt, Management Science 35(11), 1989. Limits: n large against 1/(1 - sqrt rho)^2.
 */
import { ModelError } from '../base/errors.js';

/** V, in squares of the mean service time. */
export function mm1WaitVarianceConstant(load: number): number {
  if (!(load > 0 && load < 1)) throw new ModelError(`M/M/1 needs a load in (0, 1), not ${load}`);
  return (load * (2 + load * (5 + load * (load - 4)))) / (1 - load) ** 4;
}

/** Customers for a relative half-width of the mean wait. @param z normal quantile, 1.96 for 95 % */
export function mm1RunLength(load: number, relativeHalfWidth: number, z: number): number {
  return (mm1WaitVarianceConstant(load) * z ** 2) / ((relativeHalfWidth * load) / (1 - load)) ** 2;
}
