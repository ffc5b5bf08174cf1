/** Latency of answered requests and its parts, which sum to it exactly. */
import { timeToSeconds } from '../base/time.js';
import type { RunRecord } from '../record/run-record.js';
import type { QuantileMetric, RatioMetric } from './metric.js';

const population = 'answered requests created in the measured window';
const isAnswered = (record: RunRecord): boolean => record.outcome.kind === 'answered';

type Step = (record: RunRecord) => number;

const parts: readonly (readonly [name: string, description: string, nanoseconds: Step])[] = [
  ['mean', 'time from creation to the answer at the device', (r) => r.answered - r.created],
  ['deviceWait', 'wait for the processor of the device', (r) => r.deviceStart - r.created],
  ['deviceService', 'front network and encoder', (r) => r.deviceEnd - r.deviceStart],
  ['device', 'deviceWait and deviceService', (r) => r.deviceEnd - r.created],
  ['uplinkWait', 'wait for the first granted slot', (r) => r.uplinkStart - r.deviceEnd],
  [
    'airtime',
    'first granted slot to the end of the last, gaps and retries included',
    (r) => r.uplinkEnd - r.uplinkStart,
  ],
  ['backhaul', 'base station to edge server', (r) => r.edgeArrived - r.uplinkEnd],
  ['edgeWait', 'wait for the batch to start', (r) => r.batchStart - r.edgeArrived],
  ['edgeService', 'decoder and back network', (r) => r.batchEnd - r.batchStart],
  ['downlink', 'answer on its way back', (r) => r.answered - r.batchEnd],
];

const means = parts.map(
  ([name, description, nanoseconds]): RatioMetric => ({
    kind: 'ratio',
    name: `latency.${name}`,
    unit: 's',
    description: name === 'mean' ? `mean ${description}` : `mean part of the latency: ${description}`,
    population,
    counts: isAnswered,
    numerator: (record) => timeToSeconds(nanoseconds(record)),
  }),
);

const quantiles = [50, 95, 99].map(
  (percent): QuantileMetric => ({
    kind: 'quantile',
    name: `latency.p${percent}`,
    unit: 's',
    description: `latency that ${percent} % of the answers do not exceed`,
    population,
    probability: percent / 100,
    sample: 'latency',
    counts: isAnswered,
    value: (record) => timeToSeconds(record.answered - record.created),
  }),
);

export const latencyMetrics = [...means, ...quantiles];
