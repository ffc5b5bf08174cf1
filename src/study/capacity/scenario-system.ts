/** A scenario at one count as a system to be probed: replications from the pool, kept in a store where there is one. */

import { type ReplicationPool, runTasks } from '../pool.js';
import type { Identity, ResolvedScenario, Simulator, Summary } from '../replication.js';
import { type ReplicationStore, replicationKey } from '../replication-store.js';
import { replicationTask } from '../replication-task.js';
import { BASE_METRIC } from './constraint.js';
import type { ProbedSystem } from './probe.js';

export interface ScenarioSystemOptions {
  readonly scenario: ResolvedScenario;
  readonly simulator: Simulator;
  readonly pool: ReplicationPool;
  readonly signal?: AbortSignal | undefined;
  /** Finished replications are kept here and found again. */
  readonly stored?: { readonly store: ReplicationStore; readonly identity: Identity } | undefined;
}

export function scenarioSystem({ scenario, simulator, pool, signal, stored }: ScenarioSystemOptions): ProbedSystem {
  return {
    async replicate(first, count) {
      const summaries = new Map<number, Summary>();
      const missing: number[] = [];
      for (let replication = first; replication < first + count; replication++) {
        const found = stored && (await stored.store.get(replicationKey(scenario, replication, stored.identity)));
        if (found === undefined) missing.push(replication);
        else summaries.set(replication, found);
      }
      const tasks = missing.map((replication) => replicationTask(scenario, replication));
      await runTasks(pool, tasks, {
        signal,
        async onFinished({ replication }, summary) {
          await stored?.store.put(replicationKey(scenario, replication, stored.identity), replication, summary);
          summaries.set(replication, summary);
        },
      });
      return Array.from({ length: count }, (_, index) => summaries.get(first + index)!);
    },
    combine: (summaries, level) => simulator.combine(scenario, summaries, level),
    distanceToBase: (summaries, metric, factor, level) =>
      simulator.combineAccuracies?.(
        scenario,
        [
          { factor: 1, metric, summaries },
          { factor: -factor, metric: BASE_METRIC, summaries },
        ],
        level,
      ),
  };
}
