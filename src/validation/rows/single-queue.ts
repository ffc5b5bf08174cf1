/** One queue: Poisson arrivals, exponential or constant service, first in first out; service takes 1 ms in the mean. */
import { md1MeanSojourn, md1WaitQuantile } from '../../theory/md1.js';
import { mm1MeanSojourn, mm1SojournQuantile } from '../../theory/mm1.js';
import type { Check, Experiment, WrongModel } from '../experiment.js';
import { metric } from '../measurement.js';
import { constant, exponential, few, poisson, queueScenario } from '../queue-scenario.js';

/** Largest relative error of the quantile sketch behind `latency.p95`. */
export const sketchError = { share: 0.001, reason: 'relative error of the quantile sketch' };

const kleinrock = 'Kleinrock, Queueing Systems I, 1975, section 3.2';
const crommelin = 'Crommelin 1932, in the form of Franx, Operations Research Letters 29, 2001';
const millisecond = 1e-3;

/** Runs are as long as the variance of the mean latency asks for. */
const runs = [
  { load: 0.3, replications: 20, warmUp: '1 s', exponentialRun: '41 s', constantRun: '41 s' },
  { load: 0.5, replications: 20, warmUp: '1 s', exponentialRun: '81 s', constantRun: '31 s' },
  { load: 0.7, replications: 30, warmUp: '1 s', exponentialRun: '111 s', constantRun: '58 s' },
  { load: 0.8, replications: 30, warmUp: '2 s', exponentialRun: '202 s', constantRun: '92 s' },
  { load: 0.9, replications: 30, warmUp: '5 s', exponentialRun: '725 s', constantRun: '345 s' },
] as const;

const quickLoad = 0.5;

/** A quantile of the latency. */
function quantileCheck(
  id: string,
  title: string,
  source: string,
  percent: 50 | 95 | 99,
  milliseconds: number,
  wrong: WrongModel,
): Check {
  return {
    id: `${id}.p${percent}`,
    kind: 'approximate',
    title: `${title}: latency that ${percent} % do not exceed`,
    unit: 's',
    source,
    reference: millisecond * milliseconds,
    modelError: sketchError,
    measure: metric(`latency.p${percent}`),
    wrong,
  };
}

export const mm1Experiments: readonly Experiment[] = runs.map(
  ({ load, replications, warmUp, exponentialRun: duration }) => {
    const queue = { arrivalRate: load, serviceRate: 1 };
    const setting = { replications, duration, warmUp, name: `mm1-load-${100 * load}`, arrival: poisson(load) };
    const wrong = {
      change: 'constant service times of the same mean',
      scenario: queueScenario({ ...setting, ...few, server: constant(1) }),
    };
    const title = `M/M/1 at load ${load}`;
    const quantile = (percent: 50 | 95 | 99): Check =>
      quantileCheck(`mm1.${load}`, title, kleinrock, percent, mm1SojournQuantile(queue, percent / 100), wrong);
    return {
      plan: { scenario: queueScenario({ ...setting, server: exponential(1) }) },
      ...(load === quickLoad ? { quick: true } : {}),
      checks: [
        {
          id: `mm1.${load}.mean`,
          kind: 'exact',
          title: `${title}: mean latency`,
          unit: 's',
          source: kleinrock,
          reference: millisecond * mm1MeanSojourn(queue),
          measure: metric('latency.mean'),
          wrong,
        },
        quantile(95),
        quantile(99),
      ],
    };
  },
);

export const md1Experiments: readonly Experiment[] = runs.map(
  ({ load, replications, warmUp, constantRun: duration }) => {
    const setting = { replications, duration, warmUp, name: `md1-load-${100 * load}`, arrival: poisson(load) };
    const wrong = {
      change: 'exponential service times of the same mean',
      scenario: queueScenario({ ...setting, ...few, server: exponential(1) }),
    };
    const title = `M/D/1 at load ${load}`;
    const quantile = (percent: 50 | 95 | 99): Check => {
      const wait = md1WaitQuantile({ arrivalRate: load, service: 1 }, percent / 100);
      return quantileCheck(`md1.${load}`, title, crommelin, percent, 1 + wait, wrong);
    };
    return {
      plan: { scenario: queueScenario({ ...setting, server: constant(1) }) },
      ...(load === quickLoad ? { quick: true } : {}),
      checks: [
        {
          id: `md1.${load}.mean`,
          kind: 'exact',
          title: `${title}: mean latency`,
          unit: 's',
          source: 'Pollaczek-Khinchine: Kleinrock, Queueing Systems I, 1975, section 5.6',
          reference: millisecond * md1MeanSojourn({ arrivalRate: load, service: 1 }),
          measure: metric('latency.mean'),
          wrong,
        },
        // Below that load half of the requests do not wait at all: the median is the service time.
        ...(load > 0.5 ? [quantile(50)] : []),
        quantile(95),
        quantile(99),
      ],
    };
  },
);
