/** A server of several workers and one waiting line; a service takes 1 ms in the mean on each. */
import { erlangC, mmcMeanWait, mmcWaitExceeds } from '../../theory/mmc.js';
import type { Check, Experiment } from '../experiment.js';
import { type Measure, metric, ratioOfRows } from '../measurement.js';
import { exponential, few, poisson, queueScenario } from '../queue-scenario.js';

/** Share of requests that wait longer than a time in ns. */
const waitsLonger = (time: number): Measure =>
  ratioOfRows(() => ({ edgeArrived, batchStart }, sums) => {
    if (batchStart - edgeArrived > time) sums.numerator++;
    sums.denominator++;
  });

const pools = [
  { workers: 2, load: 0.7, duration: '176 s', waits: true },
  { workers: 4, load: 0.7, duration: '18 s', waits: false },
  { workers: 8, load: 0.7, duration: '21 s', waits: false },
  { workers: 16, load: 0.8, duration: '21 s', waits: false },
] as const;

export const manyWorkersExperiments: readonly Experiment[] = pools.map(({ workers, load, duration, waits }) => {
  const queue = { arrivalRate: load * workers, serviceRate: 1, servers: workers };
  const setting = {
    name: `workers-${workers}-load-${100 * load}`,
    replications: 30,
    duration,
    warmUp: '1 s',
    arrival: poisson(queue.arrivalRate),
  };
  /** Mean wait of those who wait, ms. */
  const conditionalWait = 1 / (workers * (1 - load));
  const wrong = {
    change: `one worker ${workers} times as fast`,
    scenario: queueScenario({ ...setting, ...few, server: exponential(1 / workers) }),
  };
  const row = (id: string, title: string, unit: string, reference: number, measure: Measure): Check => ({
    id: `mmc.${workers}.${id}`,
    kind: 'exact',
    title: `M/M/${workers} at load ${load}: ${title}`,
    unit,
    source: 'Erlang C: Kleinrock, Queueing Systems I, 1975, section 3.5',
    reference,
    measure,
    wrong,
  });
  const share = row('share', 'share of requests that wait', '1', erlangC(queue), waitsLonger(0));
  const tail = mmcWaitExceeds(queue, conditionalWait);
  return {
    plan: { scenario: queueScenario({ ...setting, server: exponential(1), workers }) },
    checks: waits
      ? [
          share,
          row('wait', 'mean wait', 's', 1e-3 * mmcMeanWait(queue), metric('latency.edgeWait')),
          row(
            'tail',
            'share that waits longer than the mean of those who wait',
            '1',
            tail,
            waitsLonger(1e6 * conditionalWait),
          ),
        ]
      : [share],
  };
});
