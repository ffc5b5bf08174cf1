/** How many requests there were: over all replications, warm-up included. */
import type { CountMetric, RunState } from './metric.js';

const population = 'all requests of all replications, warm-up included';

const count = (name: string, description: string, value: (state: RunState) => number): CountMetric => ({
  kind: 'count',
  name: `requests.${name}`,
  unit: '1',
  description,
  population,
  value,
});

export const requestCountMetrics: readonly CountMetric[] = [
  count('created', 'requests created', (state) => state.created),
  count('answered', 'requests answered', (state) => state.answered),
  count('dropped', 'requests dropped: lost on the link, or refused by a full server', (state) => state.dropped),
  count('inFlight', 'requests still in the system at the end of the run', (state) => state.inFlight),
];
