/** How much the mean of a run scatters, and with it how long a run has to be. */
import { mm1WaitVarianceConstant } from '../../theory/run-length.js';
import type { Experiment } from '../experiment.js';
import { type Measure, ratioEstimate, type Sums } from '../measurement.js';
import { constant, exponential, few, poisson, queueScenario } from '../queue-scenario.js';

const load = 0.5;
const customers = 4000;

/** n times the variance of the mean wait of n successive customers, in ms^2, within replications. */
const scaledVariance: Measure = ({ scenario: { warmUp, duration } }) => {
  const runs: number[][] = [];
  return {
    begin() {
      const means: number[] = [];
      runs.push(means);
      let count = 0;
      let sum = 0;
      return {
        write({ created, edgeArrived, batchStart }) {
          if (created < warmUp || created >= duration) return;
          sum += (batchStart - edgeArrived) / 1e6;
          if (++count < customers) return;
          means.push(sum / customers);
          count = 0;
          sum = 0;
        },
      };
    },
    estimate: () => ratioEstimate(runs.map(scatter)),
  };
};

function scatter(means: readonly number[]): Sums {
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { numerator: customers * squares, denominator: means.length - 1 };
}

const long = { name: 'run-length', replications: 30, duration: '401 s', warmUp: '1 s', arrival: poisson(load) };

export const runLengthExperiment: Experiment = {
  plan: { scenario: queueScenario({ ...long, server: exponential(1) }) },
  checks: [
    {
      id: 'run-length.variance',
      kind: 'approximate',
      title: `M/M/1 at load ${load}: variance of the mean wait of ${customers} customers, times ${customers}`,
      unit: 'ms^2',
      source: 'Daley, J. Australian Mathematical Society 8, 1968; Whitt, Management Science 35(11), 1989',
      reference: mm1WaitVarianceConstant(load),
      modelError: { share: 0.01, reason: `the limit of many customers, taken at ${customers}` },
      measure: scaledVariance,
      wrong: {
        change: 'constant service times of the same mean',
        scenario: queueScenario({ ...long, ...few, server: constant(1) }),
      },
    },
  ],
};
