/** The nearest deadline first, without interrupting; requests without a deadline come last. */
import { Type } from 'typebox';
import type { QueueOrderModel } from '../queue-order.js';

export const earliestDeadline: QueueOrderModel = {
  name: 'earliest-deadline',
  summary: 'the request whose deadline is nearest is taken first',
  source: 'Liu and Layland, Journal of the ACM 20(1), 1973',
  schema: Type.Object(
    { kind: Type.Literal('earliest-deadline') },
    { additionalProperties: false, description: 'By deadline' },
  ),
  create: () => ({ rank: ({ deadline }) => deadline }),
};
