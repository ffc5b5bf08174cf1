/** First come, first served. */
import { Type } from 'typebox';
import type { QueueOrderModel } from '../queue-order.js';

export const fifo: QueueOrderModel = {
  name: 'fifo',
  summary: 'first come, first served',
  source: 'Kleinrock, Queueing Systems I, 1975',
  schema: Type.Object(
    { kind: Type.Literal('fifo') },
    { additionalProperties: false, description: 'First come, first served' },
  ),
  create: () => ({ rank: () => 0 }),
};
