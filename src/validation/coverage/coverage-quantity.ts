/**
 * What the intervals of the coverage study are about: its true value, its interval from replications, and the naive interval that
 * takes every request for an independent sample.
 */
import { type Interval, symmetricInterval } from '../../base/statistics/interval.js';
import { normalQuantile } from '../../base/statistics/normal-distribution.js';
import { sketchQuantileInterval } from '../../base/statistics/quantile-interval.js';
import { QuantileSketch } from '../../base/statistics/quantile-sketch.js';
import { ratioInterval } from '../../base/statistics/ratio-interval.js';
import { wilsonInterval } from '../../base/statistics/wilson-interval.js';
import { mm1MeanSojourn, mm1MeanWait, mm1SojournCdf, mm1SojournQuantile } from '../../theory/mm1.js';
import type { CoverageRun } from './coverage-run.js';
import type { QueueSums } from './single-queue-recursion.js';

export interface CoverageQuantity {
  /** The metric, where a result has it. */
  readonly id: string;
  readonly unit: string;
  readonly title: string;
  truth(run: CoverageRun): number;
  /** As a result's. */
  interval(replications: readonly QueueSums[], level: number): Interval;
  /** As if the requests of all replications were independent. */
  naive(replications: readonly QueueSums[], level: number): Interval;
}

function percentile(percent: number): CoverageQuantity {
  const p = percent / 100;
  return {
    id: `latency.p${percent}`,
    unit: 's',
    title: `latency that ${percent} % do not exceed`,
    truth: ({ queue }) => mm1SojournQuantile(queue, p),
    interval: (replications, level) =>
      sketchQuantileInterval(
        replications.map(({ latencies }) => latencies),
        p,
        level,
      ),
    // Between the order statistics whose ranks a binomial count would take.
    naive(replications, level) {
      const pooled = new QuantileSketch();
      for (const { latencies } of replications) pooled.merge(latencies);
      const spread = normalQuantile((1 + level) / 2) * Math.sqrt((p * (1 - p)) / pooled.count);
      return {
        estimate: pooled.quantile(p),
        low: pooled.quantile(p - spread),
        high: pooled.quantile(Math.min(1, p + spread)),
        level,
      };
    },
  };
}

export const coverageQuantities: readonly CoverageQuantity[] = [
  {
    id: 'latency.mean',
    unit: 's',
    title: 'mean latency',
    truth: ({ queue }) => mm1MeanSojourn(queue),
    interval: (replications, level) =>
      ratioInterval(
        replications.map(({ latency }) => latency),
        replications.map(({ answered }) => answered),
        level,
      ),
    naive(replications, level) {
      const { answered, latency, waitSquares, serviceSquares, products } = pool(replications);
      const mean = latency / answered;
      const variance = ((waitSquares + 2 * products + serviceSquares) / answered) * 1e-18 - mean * mean;
      return normalInterval(mean, variance / answered, level);
    },
  },
  percentile(95),
  percentile(99),
  {
    id: 'deadline.missRatio',
    unit: '1',
    title: 'share not answered within three mean latencies',
    truth: ({ queue, deadline }) => 1 - mm1SojournCdf(queue, deadline),
    interval: (replications, level) =>
      ratioInterval(
        replications.map(({ late }) => late),
        replications.map(({ created }) => created),
        level,
      ),
    naive(replications, level) {
      const { late, created } = pool(replications);
      return wilsonInterval(late, created, level);
    },
  },
  {
    id: 'edgeWait / edgeService',
    unit: '1',
    title: 'waiting time per service time, a ratio of two random sums',
    truth: ({ queue }) => mm1MeanWait(queue) * queue.serviceRate,
    interval: (replications, level) =>
      ratioInterval(
        replications.map(({ wait }) => wait),
        replications.map(({ service }) => service),
        level,
      ),
    // Variance of a ratio to first order: E[(W - theta S)^2] / (n E[S]^2).
    naive(replications, level) {
      const { wait, service, waitSquares, serviceSquares, products } = pool(replications);
      const ratio = wait / service;
      const squares = waitSquares - 2 * ratio * products + ratio * ratio * serviceSquares;
      return normalInterval(ratio, squares / (service * service), level);
    },
  },
];

type Sums = Omit<QueueSums, 'latencies'>;

function pool(replications: readonly QueueSums[]): Sums {
  const sum = (part: keyof Sums): number => replications.reduce((total, sums) => total + sums[part], 0);
  return {
    created: sum('created'),
    late: sum('late'),
    answered: sum('answered'),
    latency: sum('latency'),
    wait: sum('wait'),
    service: sum('service'),
    waitSquares: sum('waitSquares'),
    serviceSquares: sum('serviceSquares'),
    products: sum('products'),
  };
}

function normalInterval(estimate: number, variance: number, level: number): Interval {
  return symmetricInterval(estimate, normalQuantile((1 + level) / 2) * Math.sqrt(variance), level);
}
