/** One queue with exponential service of 1 ms in the mean and gaps of other laws than the exponential. */
import type { KindedText } from '../../scenario/schema.js';
import {
  clockTransform,
  type GapTransform,
  gammaTransform,
  lognormalTransform,
  paretoTransform,
  weibullTransform,
} from '../../theory/gap-transform.js';
import { gim1MeanWait } from '../../theory/gim1.js';
import type { Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { exponential, few, poisson, queueScenario } from '../queue-scenario.js';

const millisecond = 1e-3;
const load = 0.5;
const rate = `${1000 * load} /s`;

interface GapLaw {
  readonly arrival: KindedText;
  readonly title: string;
  readonly transform: GapTransform;
}

const laws: readonly GapLaw[] = [
  {
    arrival: { kind: 'lognormal', rate, scv: 2 },
    title: 'lognormal gaps of squared coefficient of variation 2',
    transform: lognormalTransform(load, 2),
  },
  {
    arrival: { kind: 'gamma', rate, scv: 2 },
    title: 'gamma gaps of squared coefficient of variation 2',
    transform: gammaTransform(load, 2),
  },
  {
    arrival: { kind: 'periodic', period: `${1 / load} ms` },
    title: 'one arrival per period',
    transform: clockTransform(load),
  },
  {
    arrival: { kind: 'weibull', rate, shape: 0.7 },
    title: 'Weibull gaps of shape 0.7',
    transform: weibullTransform(load, 0.7),
  },
  {
    arrival: { kind: 'pareto', rate, shape: 2.5 },
    title: 'Pareto gaps of shape 2.5',
    transform: paretoTransform(load, 2.5),
  },
];

export const renewalQueueExperiments: readonly Experiment[] = laws.map(({ arrival, title, transform }) => {
  const setting = {
    name: `renewal-${arrival.kind}`,
    replications: 30,
    duration: '161 s',
    warmUp: '1 s',
    server: exponential(1),
  };
  return {
    plan: { scenario: queueScenario({ ...setting, arrival }) },
    checks: [
      {
        id: `gim1.${arrival.kind}.wait`,
        kind: 'exact',
        title: `GI/M/1 at load ${load}, ${title}: mean wait for the server`,
        unit: 's',
        source: 'Kleinrock, Queueing Systems I, 1975, section 6.4',
        reference: millisecond * gim1MeanWait({ arrivalRate: load, transform, serviceRate: 1 }),
        measure: metric('latency.edgeWait'),
        wrong: {
          change: 'Poisson arrivals of the same rate',
          scenario: queueScenario({ ...setting, ...few, arrival: poisson(load) }),
        },
      },
    ],
  };
});
