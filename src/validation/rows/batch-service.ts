/**
 * The edge server takes all that wait as one batch: tau(b) = alpha b + tau_0 ms, Poisson arrivals.
 *
 * The two servers are the fits of ResNet-50 on a V100 and on a P4 in the paper; the closed form holds for any.
 */
import type { RunRecord } from '../../record/run-record.js';
import { batchServiceBound, solveBatchService } from '../../theory/batch-service.js';
import type { Experiment, WrongModel } from '../experiment.js';
import { metric, ratioOfRows } from '../measurement.js';
import { poisson, queueScenario } from '../queue-scenario.js';

const inoue = 'Inoue, Performance Evaluation 147, 2021 (arXiv:1912.06322)';
const millisecond = 1e-3;

/** Requests per batch: rows of one batch follow one another. */
const batchSize = ratioOfRows(() => {
  let last = -1;
  return ({ batchStart }: RunRecord, sums) => {
    sums.numerator++;
    if (batchStart !== last) sums.denominator++;
    last = batchStart;
  };
});

/** `most`: largest batch of the wrong model, barely enough for the load; without one a limit would not be felt. */
const cases = [
  { name: 'v100', timePerRequest: 0.1438, setUpTime: 1.8874, load: 0.3, duration: '11 s', most: 7, quick: false },
  {
    name: 'v100',
    timePerRequest: 0.1438,
    setUpTime: 1.8874,
    load: 0.7,
    duration: '16 s',
    most: undefined,
    quick: false,
  },
  { name: 'p4', timePerRequest: 0.5833, setUpTime: 1.4284, load: 0.3, duration: '21 s', most: 2, quick: true },
  { name: 'p4', timePerRequest: 0.5833, setUpTime: 1.4284, load: 0.7, duration: '61 s', most: 8, quick: false },
] as const;

export const batchExperiments: readonly Experiment[] = cases.map(
  ({ name, timePerRequest, setUpTime, load, duration, most, quick }) => {
    const service = { arrivalRate: load / timePerRequest, timePerRequest, setUpTime };
    const { meanSojourn, meanBatch } = solveBatchService(service);
    const setting = {
      name: `batch-${name}-load-${100 * load}`,
      replications: 20,
      duration,
      warmUp: '1 s',
      arrival: poisson(service.arrivalRate),
    };
    const server = (base: number) => ({ kind: 'affine', base: `${base} ms`, perItem: `${timePerRequest} ms` });
    const all = { server: server(setUpTime), batch: { maximumSize: 4096 } };
    const setUpTwice: WrongModel = {
      change: 'the set-up time paid twice per batch',
      scenario: queueScenario({ ...setting, ...all, server: server(2 * setUpTime) }),
    };
    const limited: WrongModel =
      most === undefined
        ? setUpTwice
        : {
            change: `a batch takes at most ${most} requests`,
            scenario: queueScenario({ ...setting, ...all, batch: { maximumSize: most } }),
          };
    const title = `batch service ${name}, lambda alpha = ${load}`;
    return {
      plan: { scenario: queueScenario({ ...setting, ...all }) },
      ...(quick ? { quick } : {}),
      checks: [
        {
          id: `batch.${name}.${load}.mean`,
          kind: 'exact',
          title: `${title}: mean latency`,
          unit: 's',
          source: inoue,
          reference: millisecond * meanSojourn,
          measure: metric('latency.mean'),
          wrong: limited,
        },
        {
          id: `batch.${name}.${load}.size`,
          kind: 'exact',
          title: `${title}: requests per batch`,
          unit: '1',
          source: inoue,
          reference: meanBatch,
          measure: batchSize,
          wrong: setUpTwice,
        },
        {
          id: `batch.${name}.${load}.bound`,
          kind: 'bound',
          title: `${title}: mean latency below Inoue's bound`,
          unit: 's',
          source: inoue,
          reference: millisecond * batchServiceBound(service),
          measure: metric('latency.mean'),
          wrong: limited,
        },
      ],
    };
  },
);
