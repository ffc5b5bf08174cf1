import type { QueueOrderModel } from '../queue-order.js';
import { earliestDeadline } from './earliest-deadline.js';
import { fifo } from './fifo.js';
import { newestFirst } from './newest-first.js';
import { priorityOrder } from './priority.js';

/** Orders of service; a new one is one file and one line here. */
export const queueOrderModels: readonly QueueOrderModel[] = [fifo, priorityOrder, earliestDeadline, newestFirst];
