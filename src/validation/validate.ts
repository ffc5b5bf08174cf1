/** Runs the chosen rows, experiment by experiment. */
import { didYouMean } from '../base/did-you-mean.js';
import { InputError } from '../base/errors.js';
import { DirectEvaluation } from './coupling/direct-evaluation.js';
import { type Check, type Experiment, runExperiment, type ValidationOptions } from './experiment.js';
import type { ValidationRow } from './validation-row.js';

export interface ValidateOptions extends ValidationOptions {
  /** Identifiers of rows, or beginnings of them up to a dot; all rows when empty. */
  readonly only?: readonly string[];
  /** The rows that take a minute together. */
  readonly quick?: boolean;
  /** Called with the rows of each experiment as it ends. */
  readonly onRows?: (rows: readonly ValidationRow[]) => void;
}

/** @throws InputError when `only` names no row */
export async function validate(
  experiments: readonly Experiment[],
  { only = [], quick = false, onRows, ...options }: ValidateOptions = {},
): Promise<ValidationRow[]> {
  const known = experiments.flatMap(({ checks }) => checks.map(({ id }) => id));
  for (const wanted of only) {
    if (known.some((id) => isCalled(id, wanted))) continue;
    throw new InputError(`no validation row "${wanted}": accepted are ${known.join(', ')}${didYouMean(wanted, known)}`);
  }
  const chosen = (check: Check): boolean => only.length === 0 || only.some((wanted) => isCalled(check.id, wanted));
  const direct = new DirectEvaluation(options);
  const rows: ValidationRow[] = [];
  for (const experiment of experiments) {
    if (quick && experiment.quick !== true) continue;
    const checks = experiment.checks.filter(chosen);
    if (checks.length === 0) continue;
    const found = await runExperiment(experiment, checks, options, direct);
    rows.push(...found);
    onRows?.(found);
  }
  return rows;
}

/** The row itself or one of a family: `mm1` and `mm1.0.5` call `mm1.0.5.mean`. */
function isCalled(id: string, wanted: string): boolean {
  return id === wanted || id.startsWith(`${wanted}.`);
}

/** Whether everything is as it must be. */
export function allHold(rows: readonly ValidationRow[]): boolean {
  return rows.every(({ pass, plantedWrong }) => pass && plantedWrong.rejected);
}
