/** Entry of a worker thread of the validation: one experiment without networks. */
import { DirectEvaluation } from './coupling/direct-evaluation.js';
import { runExperiment } from './experiment.js';
import { experiments } from './index.js';
import type { ValidationRow } from './validation-row.js';

/** Checks of one experiment, by name. */
export type RowTask = readonly string[];

export async function runRows(task: RowTask): Promise<ValidationRow[]> {
  const experiment = experiments.find(({ checks }) => checks.some(({ id }) => id === task[0]))!;
  const checks = experiment.checks.filter(({ id }) => task.includes(id));
  return await runExperiment(experiment, checks, {}, new DirectEvaluation());
}
