/** Requests that miss their deadline. */
import { isInTime } from '../record/run-record.js';
import type { Metric } from './metric.js';

export const deadlineMetrics: readonly Metric[] = [
  {
    kind: 'ratio',
    name: 'deadline.missRatio',
    unit: '1',
    description: 'share of requests not answered by their deadline; dropped ones count as late',
    population: 'all requests created in the measured window',
    counts: () => true,
    numerator: (record) => (isInTime(record) ? 0 : 1),
  },
];
