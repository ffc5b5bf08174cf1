/** docs/metrics.md and the machine-readable dictionary, written from the registry of metrics. */
import type { Metric } from './metric.js';

export interface MetricEntry {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly population: string;
  readonly interval: string;
}

const intervals: Readonly<Record<Metric['kind'], string>> = {
  ratio: 'ratio of sums over all replications; jackknife over replications',
  sequence: 'ratio of sums over all replications; jackknife over replications',
  quantile: 'quantile of the pooled sample; spread of the quantiles of the replications',
  accuracy: 'clustered by image and by replication',
  state: "Student's t over replications",
  count: 'none: a count over all replications, warm-up included',
};

export function metricDictionary(metrics: readonly Metric[]): MetricEntry[] {
  return metrics.map(({ name, unit, description, population, kind }) => ({
    name,
    unit,
    description,
    population,
    interval: intervals[kind],
  }));
}

export function metricReference(metrics: readonly Metric[]): string {
  const rows = metricDictionary(metrics).map(
    ({ name, unit, description, population, interval }) =>
      `| \`${name}\` | ${unit} | ${description} | ${population} | ${interval} |`,
  );
  return `# Metrics

<!-- Written by \`bottlenet-sim schema metrics --format markdown\`; change the metric, not this file. -->

Names keep their meaning for ever; new ones may be added. Unit 1 stands for counts and shares. An interval that the data
cannot support is left out, with a note that says why.

| metric | unit | meaning | over which requests | interval |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
