/** Requests that find no place: M/M/1/K, and servers of several workers without a waiting line. Service takes 1 ms in the mean. */
import { mm1kLoss } from '../../theory/mm1k.js';
import { erlangB } from '../../theory/mmc.js';
import type { Experiment } from '../experiment.js';
import { ratioOfRows } from '../measurement.js';
import { constant, exponential, few, poisson, queueScenario } from '../queue-scenario.js';

const lost = ratioOfRows(() => ({ outcome }, sums) => {
  if (outcome.kind === 'dropped' && outcome.reason === 'queue-full') sums.numerator++;
  sums.denominator++;
});

/** A large line loses about as much with one place more; there the service times are told. */
const capacities = [
  { capacity: 5, load: 0.8, duration: '121 s', quick: false },
  { capacity: 5, load: 1, duration: '51 s', quick: false },
  { capacity: 5, load: 1.2, duration: '21 s', quick: true },
  { capacity: 10, load: 1, duration: '161 s', quick: false },
  { capacity: 10, load: 1.2, duration: '61 s', quick: false },
] as const;

export const mm1kExperiments: readonly Experiment[] = capacities.map(({ capacity, load, duration, quick }) => {
  // One of the K is in service.
  const waiting = capacity - 1;
  const setting = {
    name: `mm1k-${capacity}-load-${100 * load}`,
    replications: 20,
    duration,
    warmUp: '1 s',
    arrival: poisson(load),
    server: exponential(1),
    queue: { limit: waiting },
  };
  const wrong =
    capacity === 5
      ? {
          change: 'the request in service not counted: one place more',
          scenario: queueScenario({ ...setting, queue: { limit: waiting + 1 } }),
        }
      : {
          change: 'constant service times of the same mean',
          scenario: queueScenario({ ...setting, ...few, server: constant(1) }),
        };
  return {
    plan: { scenario: queueScenario(setting) },
    ...(quick ? { quick } : {}),
    checks: [
      {
        id: `mm1k.${capacity}.${load}.loss`,
        kind: 'exact',
        title: `M/M/1/${capacity} at load ${load}: share of requests that find the server full`,
        unit: '1',
        source: 'Kleinrock, Queueing Systems I, 1975, section 3.6',
        reference: mm1kLoss({ arrivalRate: load, serviceRate: 1, capacity }),
        measure: lost,
        wrong,
      },
    ],
  };
});

const pools = [
  { name: 'exponential', workers: 5, offered: 3, server: exponential, duration: '21 s' },
  { name: 'exponential', workers: 10, offered: 7, server: exponential, duration: '13 s' },
  { name: 'constant', workers: 10, offered: 7, server: constant, duration: '7 s' },
] as const;

export const erlangLossExperiments: readonly Experiment[] = pools.map(
  ({ name, workers, offered, server, duration }) => {
    const setting = {
      name: `erlang-b-${name}-${workers}`,
      replications: 20,
      duration,
      warmUp: '1 s',
      arrival: poisson(offered),
      server: server(1),
      workers,
    };
    return {
      plan: { scenario: queueScenario({ ...setting, queue: { limit: 0 } }) },
      checks: [
        {
          id: `erlang-b.${name}.${workers}`,
          kind: 'exact',
          title: `${workers} workers, offered load ${offered}, ${name} service, no waiting: share of requests refused`,
          unit: '1',
          source: 'Erlang B, the same for every service law: Kleinrock, Queueing Systems I, 1975, section 3.6',
          reference: erlangB({ arrivalRate: offered, serviceRate: 1, servers: workers }),
          measure: lost,
          wrong: {
            change: 'one request may wait',
            scenario: queueScenario({ ...setting, ...few, queue: { limit: 1 } }),
          },
        },
      ],
    };
  },
);
