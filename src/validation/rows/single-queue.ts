/** One queue: Poisson arrivals, exponential or constant service, first in first out; service takes 1 ms in the mean. */
import { md1MeanSojourn } from '../../theory/md1.js';
import { mm1MeanSojourn, mm1SojournQuantile } from '../../theory/mm1.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { constant, exponential, poisson, queueScenario } from '../queue-scenario.js';

/** Largest relative error of the quantile sketch behind `latency.p95`. */
export const sketchError = { share: 0.001, reason: 'relative error of the quantile sketch' };

const kleinrock = 'Kleinrock, Queueing Systems I, 1975, section 3.2';
const millisecond = 1e-3;

/** Runs are as long as the variance of the mean latency asks for. */
const runs = [
  { load: 0.5, replications: 20, warmUp: '1 s', exponentialRun: '81 s', constantRun: '31 s' },
  { load: 0.8, replications: 30, warmUp: '2 s', exponentialRun: '262 s', constantRun: '122 s' },
] as const;

export const mm1Experiments: readonly Experiment[] = runs.map(
  ({ load, replications, warmUp, exponentialRun: duration }) => {
    const queue = { arrivalRate: load, serviceRate: 1 };
    const setting = { replications, duration, warmUp, name: `mm1-load-${100 * load}`, arrival: poisson(load) };
    const wrong = {
      change: 'constant service times of the same mean',
      scenario: queueScenario({ ...setting, server: constant(1) }),
    };
    return {
      plan: { scenario: queueScenario({ ...setting, server: exponential(1) }) },
      ...(load < 0.8 ? { quick: true } : {}),
      checks: [
        {
          id: `mm1.${load}.mean`,
          kind: 'exact',
          title: `M/M/1 at load ${load}: mean latency`,
          unit: 's',
          source: kleinrock,
          reference: millisecond * mm1MeanSojourn(queue),
          measure: metric('latency.mean'),
          wrong,
        },
        {
          id: `mm1.${load}.p95`,
          kind: 'approximate',
          title: `M/M/1 at load ${load}: latency that 95 % do not exceed`,
          unit: 's',
          source: kleinrock,
          reference: millisecond * mm1SojournQuantile(queue, 0.95),
          modelError: sketchError,
          measure: metric('latency.p95'),
          wrong,
        },
      ],
    };
  },
);

export const md1Experiments: readonly Experiment[] = runs.map(
  ({ load, replications, warmUp, constantRun: duration }) => {
    const setting = { replications, duration, warmUp, name: `md1-load-${100 * load}`, arrival: poisson(load) };
    return {
      plan: { scenario: queueScenario({ ...setting, server: constant(1) }) },
      ...(load < 0.8 ? { quick: true } : {}),
      checks: [
        {
          id: `md1.${load}.mean`,
          kind: 'exact',
          title: `M/D/1 at load ${load}: mean latency`,
          unit: 's',
          source: 'Pollaczek-Khinchine: Kleinrock, Queueing Systems I, 1975, section 5.6',
          reference: millisecond * md1MeanSojourn({ arrivalRate: load, service: 1 }),
          measure: metric('latency.mean'),
          wrong: {
            change: 'exponential service times of the same mean',
            scenario: queueScenario({ ...setting, server: exponential(1) }),
          },
        },
      ],
    };
  },
);
