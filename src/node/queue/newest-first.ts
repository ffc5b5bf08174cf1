/** Last come, first served: what is fresh is not held up by what is stale. A wait may be long under load. */
import { Type } from 'typebox';
import type { QueueOrderModel } from '../queue-order.js';

export const newestFirst: QueueOrderModel = {
  name: 'newest-first',
  summary: 'the request that came last is taken first',
  source: 'Kleinrock, Queueing Systems II, 1976, section 3.4',
  schema: Type.Object(
    { kind: Type.Literal('newest-first') },
    { additionalProperties: false, description: 'Last come, first served' },
  ),
  create: () => ({ rank: ({ edgeArrived }) => -edgeArrived }),
};
