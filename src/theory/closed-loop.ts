/**
 * N users who think for a mean time Z, then wait for the answer of one exponential server of mean service S.
 *
 * Mean value analysis, exact for any think-time law:  R(n) = S (1 + Q(n-1)),  X(n) = n / (R(n) + Z),  Q(n) = X(n) R(n), Q(0) = 0.
 *
 * Times in one unit. Source: M. Reiser, S. S. Lavenberg, Journal of the ACM 27(2), 1980.
 */
import { ModelError } from '../base/errors.js';

export interface ClosedLoop {
  readonly users: number;
  readonly think: number;
  readonly service: number;
}

export interface ClosedLoopResult {
  /** R: mean time from question to answer. */
  readonly response: number;
  /** X: answers per unit of time. */
  readonly throughput: number;
}

export function solveClosedLoop({ users, think, service }: ClosedLoop): ClosedLoopResult {
  if (!(Number.isInteger(users) && users >= 1)) throw new ModelError(`closed loop needs 1 user or more, not ${users}`);
  let response = service;
  let throughput = 1 / (service + think);
  for (let count = 2; count <= users; count++) {
    response = service * (1 + throughput * response);
    throughput = count / (response + think);
  }
  return { response, throughput };
}
