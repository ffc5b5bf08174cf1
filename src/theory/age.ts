/**
 * Mean age of information behind one first-come server, Poisson updates (rate lambda), mean service 1/mu, rho = lambda/mu.
 *
 *   M/M/1:  (1/mu) (1 + 1/rho + rho^2/(1 - rho))
 *   M/D/1:  (1/mu) (1/(2 (1 - rho)) + 1/2 + (1 - rho) e^rho / rho)
 *
 * Source: S. Kaul, R. Yates, M. Gruteser, "Real-time status: how often should one update?", IEEE INFOCOM 2012.
 */
import { ModelError } from '../base/errors.js';
import type { Mm1 } from './mm1.js';

export function mm1MeanAge(queue: Mm1): number {
  const load = loadOf(queue);
  return (1 + 1 / load + load ** 2 / (1 - load)) / queue.serviceRate;
}

export function md1MeanAge(queue: Mm1): number {
  const load = loadOf(queue);
  return (1 / (2 * (1 - load)) + 1 / 2 + ((1 - load) * Math.exp(load)) / load) / queue.serviceRate;
}

function loadOf({ arrivalRate, serviceRate }: Mm1): number {
  const load = arrivalRate / serviceRate;
  if (!(load > 0 && load < 1)) throw new ModelError(`age behind a queue needs a load in (0, 1), not ${load}`);
  return load;
}
