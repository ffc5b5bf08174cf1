/** Requests per second. */
import type { Metric } from './metric.js';

export const throughputMetrics: readonly Metric[] = [
  {
    kind: 'state',
    name: 'throughput.offered',
    unit: '1/s',
    description: 'requests created per second',
    population: 'requests created in the measured window',
    numerator: ({ measured }) => measured,
    denominator: ({ windowSeconds }) => windowSeconds,
  },
  {
    kind: 'state',
    name: 'throughput.answered',
    unit: '1/s',
    description: 'requests answered, whenever that was, per second of the window they were created in',
    population: 'requests created in the measured window',
    numerator: ({ measuredAnswered }) => measuredAnswered,
    denominator: ({ windowSeconds }) => windowSeconds,
  },
  {
    kind: 'state',
    name: 'throughput.correct',
    unit: '1/s',
    description: 'offered rate times the share of right answers, late ones included',
    population: 'requests created in the measured window; share from the sampled ones',
    numerator: ({ measured, sampled, sampledCorrect }) =>
      sampled === 0 ? Number.NaN : (measured * sampledCorrect) / sampled,
    denominator: ({ windowSeconds }) => windowSeconds,
  },
];
