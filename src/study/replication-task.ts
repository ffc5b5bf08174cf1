/** Tasks from scenarios. */

import { contentKey } from './canonical-json.js';
import type { ReplicationTask, ResolvedScenario } from './replication.js';

export function replicationTask(scenario: ResolvedScenario, replication: number): ReplicationTask {
  return { scenarioKey: contentKey(scenario), scenario, replication, cost: expectedCost(scenario) };
}

/** Devices x simulated time: enough to start the long runs first. */
function expectedCost(scenario: ResolvedScenario): number {
  const { devices = {}, duration = 1 } = scenario as {
    devices?: Record<string, { count?: number }>;
    duration?: number;
  };
  return duration * Object.values(devices).reduce((sum, { count = 1 }) => sum + count, 0);
}
