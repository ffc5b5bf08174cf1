import { roundRobin } from './round-robin.js';
import type { SchedulerModel } from './scheduler.js';

/** MAC schedulers; a new one is one file and one line here. */
export const schedulerModels: readonly SchedulerModel[] = [roundRobin];
