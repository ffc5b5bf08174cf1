/**
 * The runs behind the coverage of intervals: M/M/1 at three loads, service of 1 ms in the mean, lengths fixed beforehand.
 *
 * Each is a scenario of 10 replications, the default, that start empty. The warm-up is at least 20 relaxation times of the queue,
 * which leaves at most e^-20 of the start's bias. Three runs are long enough for their intervals: at least 500 samples beyond P99 and
 * 1,000 relaxation times in every replication. The fourth has the samples only, and shows what that costs.
 */
import { InputError } from '../../base/errors.js';
import { type SimTime, secondsToTime, timeToSeconds } from '../../base/time.js';
import { checkScenario } from '../../scenario/load.js';
import type { Scenario } from '../../scenario/schema.js';
import { type Mm1, mm1MeanSojourn } from '../../theory/mm1.js';
import { exponential, poisson, queueScenario } from '../queue-scenario.js';

export interface CoverageRun {
  /** Place in `coverageRuns`. */
  readonly index: number;
  readonly load: number;
  /** Whether it is long enough for its intervals, which are judged then. */
  readonly long: boolean;
  /** Rates in 1/s. */
  readonly queue: Mm1;
  /** Before its seed is set. */
  readonly scenario: Scenario;
  /** Latest useful answer after creation, s. */
  readonly deadline: number;
  /** Two mean latencies, which 86 % do not exceed: no replication's P95 comes near. */
  readonly sketchedFrom: SimTime;
}

const serviceRate = 1000;

/** The deadline is three mean latencies. */
const lengths = [
  { load: 0.5, warmUp: '1 s', duration: '103 s', deadline: '6 ms', long: true },
  { load: 0.8, warmUp: '2 s', duration: '92 s', deadline: '15 ms', long: true },
  { load: 0.9, warmUp: '8 s', duration: '392 s', deadline: '30 ms', long: true },
  { load: 0.9, warmUp: '8 s', duration: '65 s', deadline: '30 ms', long: false },
] as const;

export const coverageRuns: readonly CoverageRun[] = lengths.map(({ load, long, ...length }, index) => {
  const text = queueScenario({
    name: `coverage-${index}`,
    replications: 10,
    arrival: poisson(load),
    server: exponential(1),
    ...length,
  });
  const { scenario, faults } = checkScenario(text);
  if (scenario === undefined) throw new InputError(faults);
  const queue = { arrivalRate: load * serviceRate, serviceRate };
  return {
    index,
    load,
    long,
    queue,
    scenario,
    deadline: timeToSeconds(scenario.devices.source!.deadline!),
    sketchedFrom: secondsToTime(2 * mm1MeanSojourn(queue)),
  };
});

/** The scenario of one repeat; no two repeats of any runs share a seed. */
export function repeatOf({ index, scenario }: CoverageRun, repeat: number): Scenario {
  return { ...scenario, seed: 1_000_000 * (index + 1) + repeat };
}
