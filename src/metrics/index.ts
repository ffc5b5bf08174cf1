import { accuracyMetrics, trainedRangeMetrics } from './accuracy.js';
import { ageMetrics } from './age.js';
import { bandwidthMetrics } from './bandwidth.js';
import { deadlineMetrics } from './deadline.js';
import { energyMetrics } from './energy.js';
import { latencyMetrics } from './latency.js';
import type { Metric } from './metric.js';
import { requestCountMetrics } from './request-counts.js';
import { throughputMetrics } from './throughput.js';

/** All metrics in the order of tables; a new family is one file and one line here. */
export const metrics: readonly Metric[] = [
  ...accuracyMetrics,
  ...trainedRangeMetrics,
  ...latencyMetrics,
  ...deadlineMetrics,
  ...ageMetrics,
  ...energyMetrics,
  ...bandwidthMetrics,
  ...throughputMetrics,
  ...requestCountMetrics,
];
