/** Which request is taken first: priorities, deadlines, the newest. Poisson arrivals, exponential service of mean 1 ms. */
import { mm1WaitSecondMoment } from '../../theory/mm1.js';
import { priorityMeanWaits } from '../../theory/priority.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioOfRows } from '../measurement.js';
import { exponential, few, poisson, queueScenario, sourcesScenario } from '../queue-scenario.js';

const cobham = 'Cobham, Operations Research 2(1), 1954';

const meanWaitOf = (wanted: string): Measure =>
  ratioOfRows(() => ({ group, edgeArrived, batchStart }, sums) => {
    if (group !== wanted) return;
    sums.numerator += (batchStart - edgeArrived) / 1e9;
    sums.denominator++;
  });

interface Classes {
  readonly order: string;
  readonly words: string;
  readonly source: string;
  /** Requests per ms. */
  readonly rates: { readonly urgent: number; readonly patient: number };
  readonly duration: string;
}

/** Two classes, told apart by both priority and deadline. */
function classesExperiment({ order, words, source, rates, duration }: Classes): Experiment {
  const setting = { name: `classes-${order}`, replications: 30, duration, warmUp: '1 s', server: exponential(1) };
  const scenario = (kind: string, change = {}) =>
    sourcesScenario(
      { ...setting, ...change, queue: { order: { kind } } },
      {
        urgent: { arrival: poisson(rates.urgent), priority: 1, deadline: '1 ms' },
        patient: { arrival: poisson(rates.patient), deadline: '100 s' },
      },
    );
  const wrong = { change: 'first come, first served', scenario: scenario('fifo', few) };
  const waits = priorityMeanWaits(
    [rates.urgent, rates.patient].map((arrivalRate) => ({ arrivalRate, meanService: 1, serviceSecondMoment: 2 })),
  );
  return {
    plan: { scenario: scenario(order) },
    checks: ['urgent', 'patient'].map((group, index) => ({
      id: `${order}.${group}`,
      kind: 'exact',
      title: `two classes, ${words}: mean wait of the ${group} one`,
      unit: 's',
      source,
      reference: 1e-3 * waits[index]!,
      measure: meanWaitOf(group),
      wrong,
    })),
  };
}

export const priorityExperiment = classesExperiment({
  order: 'priority',
  words: 'the higher priority first',
  source: cobham,
  rates: { urgent: 0.3, patient: 0.4 },
  duration: '181 s',
});

/** Deadlines a hundred thousand services apart: a patient request never overtakes an urgent one. */
export const deadlineOrderExperiment = classesExperiment({
  order: 'earliest-deadline',
  words: 'the nearest deadline first',
  source: `${cobham}: deadlines far apart are priorities`,
  rates: { urgent: 0.2, patient: 0.3 },
  duration: '201 s',
});

const load = 0.3;
const newest = (order: string) =>
  queueScenario({
    name: 'newest-first',
    replications: 30,
    duration: '801 s',
    warmUp: '1 s',
    arrival: poisson(load),
    server: exponential(1),
    queue: { order: { kind: order } },
  });

export const newestFirstExperiment: Experiment = {
  plan: { scenario: newest('newest-first') },
  checks: [
    {
      id: 'newest-first.square',
      kind: 'exact',
      title: `last come, first served at load ${load}: mean square of the wait, first come's over 1 - load`,
      unit: 's^2',
      source: 'Takacs, Operations Research 11(3), 1963; Kleinrock, Queueing Systems II, 1976, section 3.4',
      reference: (1e-6 * mm1WaitSecondMoment({ arrivalRate: load, serviceRate: 1 })) / (1 - load),
      measure: ratioOfRows(() => ({ edgeArrived, batchStart }, sums) => {
        sums.numerator += ((batchStart - edgeArrived) / 1e9) ** 2;
        sums.denominator++;
      }),
      wrong: { change: 'first come, first served', scenario: { ...newest('fifo'), ...few } },
    },
  ],
};
