/** Tasks from scenarios. */

import type { ReplicationTask, ResolvedScenario } from './replication.js';

export function replicationTask(scenario: ResolvedScenario, replication: number, group = ''): ReplicationTask {
  return { scenario, replication, cost: expectedCost(scenario), group };
}

/** Devices x simulated time: enough to start the long runs first. */
function expectedCost(scenario: ResolvedScenario): number {
  const { devices = {}, duration = 1 } = scenario as {
    devices?: Record<string, { count?: number }>;
    duration?: number;
  };
  return duration * Object.values(devices).reduce((sum, { count = 1 }) => sum + count, 0);
}
