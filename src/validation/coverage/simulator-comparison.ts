/** Is the recursion the simulator? One repeat of a run through `simulate`, its bounds compared with the recursion's, bit by bit. */
import { simulate } from '../../simulate.js';
import { runRepeat } from './coverage-count.js';
import { coverageQuantities } from './coverage-quantity.js';
import { type CoverageRun, repeatOf } from './coverage-run.js';

export interface SimulatorComparison {
  readonly load: number;
  /** Requests whose latencies stand behind the bounds. */
  readonly requests: number;
  /** Metrics compared: estimate and both bounds. */
  readonly metrics: readonly string[];
  readonly equal: boolean;
}

export async function compareWithSimulator(
  run: CoverageRun,
  repeat: number,
  signal?: AbortSignal,
): Promise<SimulatorComparison> {
  const scenario = repeatOf(run, repeat);
  const { metrics } = await simulate(scenario, signal === undefined ? {} : { signal });
  const replications = runRepeat(run, repeat);
  const compared = metrics.flatMap((metric) => {
    const quantity = coverageQuantities.find(({ id }) => id === metric.name);
    if (quantity === undefined) return [];
    const { estimate, low, high } = quantity.interval(replications, scenario.confidence);
    return [{ name: metric.name, equal: metric.estimate === estimate && metric.low === low && metric.high === high }];
  });
  return {
    load: run.load,
    requests: replications.reduce((sum, { answered }) => sum + answered, 0),
    metrics: compared.map(({ name }) => name),
    equal: compared.length > 0 && compared.every(({ equal }) => equal),
  };
}
