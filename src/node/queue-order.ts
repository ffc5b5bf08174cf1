/**
 * In which order the requests that wait for a server are taken.
 *
 * An order ranks each request once, as it arrives: the lowest rank is taken first, equal ranks in order of arrival. Service
 * is never interrupted. A server is never idle by an order's doing, so the mean wait over requests of one law of service
 * times does not depend on it (conservation law: Kleinrock, Queueing Systems II, 1976, section 3.4).
 */
import type { TSchema } from 'typebox';
import type { SimTime } from '../base/time.js';

/** What an order may look at. */
export interface WaitingRequest {
  readonly created: SimTime;
  readonly edgeArrived: SimTime;
  /** Absolute; Infinity without one. */
  readonly deadline: number;
  /** Of the request's group; higher is more urgent. */
  readonly priority: number;
}

export interface QueueOrder {
  rank(request: WaitingRequest): number;
}

/** Registry entry of an order. */
export interface QueueOrderModel<Parameters = never> {
  /** Value of `kind` in a scenario. */
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly schema: TSchema;
  create(parameters: Parameters): QueueOrder;
}
