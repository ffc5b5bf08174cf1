/** One queue with service times of any variability, 1 ms in the mean, after Poisson and gamma arrivals. */
import { kingmanBound } from '../../theory/kingman.js';
import { mg1MeanSojourn, secondMoment } from '../../theory/mg1.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { exponential, few, gamma, poisson, queueScenario } from '../queue-scenario.js';

const millisecond = 1e-3;

const serviceScv = 4;
const services = [
  { load: 0.3, duration: '121 s', quick: true },
  { load: 0.5, duration: '161 s', quick: false },
  { load: 0.7, duration: '341 s', quick: false },
] as const;

export const mg1Experiments: readonly Experiment[] = services.map(({ load, duration, quick }) => {
  const setting = { name: `mg1-load-${100 * load}`, replications: 30, duration, warmUp: '1 s', arrival: poisson(load) };
  return {
    plan: { scenario: queueScenario({ ...setting, server: gamma(1, serviceScv) }) },
    ...(quick ? { quick } : {}),
    checks: [
      {
        id: `mg1.${load}.mean`,
        kind: 'exact',
        title: `M/G/1 at load ${load}, service times of squared coefficient of variation ${serviceScv}: mean latency`,
        unit: 's',
        source: 'Pollaczek-Khinchine: Kleinrock, Queueing Systems I, 1975, section 5.6',
        reference:
          millisecond *
          mg1MeanSojourn({ arrivalRate: load, meanService: 1, serviceSecondMoment: secondMoment(1, serviceScv) }),
        measure: metric('latency.mean'),
        wrong: {
          change: 'exponential service times of the same mean',
          scenario: queueScenario({ ...setting, ...few, server: exponential(1) }),
        },
      },
    ],
  };
});

const bounded = { arrivalRate: 0.8, arrivalScv: 0.5, serviceRate: 1, serviceScv: 0.5 };
const boundedSetting = {
  name: 'kingman',
  replications: 10,
  duration: '12 s',
  warmUp: '2 s',
  arrival: { kind: 'gamma', rate: `${1000 * bounded.arrivalRate} /s`, scv: bounded.arrivalScv },
};

export const kingmanExperiment: Experiment = {
  plan: { scenario: queueScenario({ ...boundedSetting, server: gamma(1, bounded.serviceScv) }) },
  quick: true,
  checks: [
    {
      id: 'gg1.kingman',
      kind: 'bound',
      title: `GI/G/1 at load ${bounded.arrivalRate}, gaps and services of squared coefficient of variation 0.5: mean wait below Kingman's bound`,
      unit: 's',
      source: 'Kingman, Proc. Cambridge Philosophical Society 58, 1962',
      reference: millisecond * kingmanBound(bounded),
      measure: metric('latency.edgeWait'),
      wrong: {
        change: 'service times of squared coefficient of variation 3',
        scenario: queueScenario({ ...boundedSetting, ...few, server: gamma(1, 3) }),
      },
    },
  ],
};
