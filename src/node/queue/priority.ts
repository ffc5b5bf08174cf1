/** Groups of higher `priority` first, without interrupting (head of the line). Low ones starve when high ones fill the server. */
import { Type } from 'typebox';
import type { QueueOrderModel } from '../queue-order.js';

export const priorityOrder: QueueOrderModel = {
  name: 'priority',
  summary: 'groups of higher priority first, never interrupting',
  source: 'Cobham, Operations Research 2(1), 1954',
  schema: Type.Object(
    { kind: Type.Literal('priority') },
    { additionalProperties: false, description: 'By the priority of the groups' },
  ),
  create: () => ({ rank: ({ priority }) => -priority }),
};
