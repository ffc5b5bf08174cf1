/** Two queues in series: the device computes, then the edge server; both exponential. */
import { tandemMeanSojourn, tandemSojournQuantile } from '../../theory/tandem.js';
import type { Check, Experiment } from '../experiment.js';
import { metric } from '../measurement.js';
import { constant, exponential, few, poisson, queueScenario } from '../queue-scenario.js';
import { sketchError } from './single-queue.js';

const burke = 'Burke, Operations Research 4(6), 1956; Reich 1957';
const tandem = { arrivalRate: 0.6, firstServiceRate: 1, secondServiceRate: 1.2 };
const millisecond = 1e-3;

const setting = {
  name: 'tandem',
  replications: 20,
  duration: '91 s',
  warmUp: '1 s',
  arrival: poisson(tandem.arrivalRate),
  device: exponential(1 / tandem.firstServiceRate),
};
const edge = 1 / tandem.secondServiceRate;
const wrong = {
  change: 'constant service times at the edge server',
  scenario: queueScenario({ ...setting, ...few, server: constant(edge) }),
};

export const tandemExperiment: Experiment = {
  plan: { scenario: queueScenario({ ...setting, server: exponential(edge) }) },
  checks: [
    {
      id: 'tandem.mean',
      kind: 'exact',
      title: 'device and edge server in series: mean latency',
      unit: 's',
      source: burke,
      reference: millisecond * tandemMeanSojourn(tandem),
      measure: metric('latency.mean'),
      wrong,
    },
    ...[50, 95, 99].map(
      (percent): Check => ({
        id: `tandem.p${percent}`,
        kind: 'approximate',
        title: `device and edge server in series: latency that ${percent} % do not exceed`,
        unit: 's',
        source: burke,
        reference: millisecond * tandemSojournQuantile(tandem, percent / 100),
        modelError: sketchError,
        measure: metric(`latency.p${percent}`),
        wrong,
      }),
    ),
  ],
};
