/** Runs the chosen rows, experiment by experiment, those without networks on threads if there are any. */
import { didYouMean } from '../base/did-you-mean.js';
import { InputError, Interrupted } from '../base/errors.js';
import { DirectEvaluation } from './coupling/direct-evaluation.js';
import { type Check, type Experiment, runExperiment, type ValidationOptions } from './experiment.js';
import type { RowTask } from './row-worker.js';
import { openThreads } from './threads.js';
import type { ValidationRow } from './validation-row.js';

export interface ValidateOptions extends ValidationOptions {
  /** Identifiers of rows, or beginnings of them up to a dot; all rows when empty. */
  readonly only?: readonly string[];
  /** The rows that take a minute together. */
  readonly quick?: boolean;
  /** Threads for the rows without networks; 1, the default, runs all in this one. Needs the built-in experiments. */
  readonly workers?: number;
  /** Called with the rows of each experiment as it ends. */
  readonly onRows?: (rows: readonly ValidationRow[]) => void;
}

/** @throws InputError when `only` names no row */
export async function validate(
  experiments: readonly Experiment[],
  { only = [], quick = false, workers = 1, onRows, ...options }: ValidateOptions = {},
): Promise<ValidationRow[]> {
  const known = experiments.flatMap(({ checks }) => checks.map(({ id }) => id));
  for (const wanted of only) {
    if (known.some((id) => isCalled(id, wanted))) continue;
    throw new InputError(`no validation row "${wanted}": accepted are ${known.join(', ')}${didYouMean(wanted, known)}`);
  }
  const chosen = (check: Check): boolean => only.length === 0 || only.some((wanted) => isCalled(check.id, wanted));
  const wanted = experiments
    .filter((experiment) => !quick || experiment.quick === true)
    .map((experiment) => ({ experiment, checks: experiment.checks.filter(chosen) }))
    .filter(({ checks }) => checks.length > 0);
  const direct = new DirectEvaluation(options);
  const rows: ValidationRow[][] = [];
  const run = async (index: number, find: () => Promise<ValidationRow[]>): Promise<void> => {
    const found = await find();
    rows[index] = found;
    onRows?.(found);
  };
  const entry = new URL('./row-worker.js', import.meta.url);
  const { signal } = options;
  const threads =
    workers > 1 ? openThreads<RowTask, ValidationRow[]>({ entry, name: 'runRows', workers, signal }) : undefined;
  try {
    const elsewhere: Promise<void>[] = [];
    const here: number[] = [];
    for (const [index, { experiment, checks }] of wanted.entries()) {
      if (threads === undefined || needsNetworks(experiment)) here.push(index);
      else {
        const task = checks.map(({ id }) => id);
        elsewhere.push(run(index, () => threads.run(task)));
      }
    }
    const inTurn = async (): Promise<void> => {
      for (const index of here) {
        const { experiment, checks } = wanted[index]!;
        await run(index, () => runExperiment(experiment, checks, options, direct));
      }
    };
    await Promise.all([inTurn(), ...elsewhere]);
  } catch (error) {
    if (signal?.aborted === true) throw new Interrupted('interrupted while rows were run');
    throw error;
  } finally {
    await threads?.close();
  }
  return rows.flat();
}

/** Networks stay in one thread, with the engine that runs them; so does what watches their codes. */
function needsNetworks({ plan, checks }: Experiment): boolean {
  const watched = plan.extensions !== undefined || checks.some(({ wrong }) => wrong.extensions !== undefined);
  return (
    watched || plan.scenario.inference?.share !== 0 || checks.some(({ reference }) => typeof reference !== 'number')
  );
}

/** The row itself or one of a family: `mm1` and `mm1.0.5` call `mm1.0.5.mean`. */
function isCalled(id: string, wanted: string): boolean {
  return id === wanted || id.startsWith(`${wanted}.`);
}

/** Whether everything is as it must be. */
export function allHold(rows: readonly ValidationRow[]): boolean {
  return rows.every(({ pass, plantedWrong }) => pass && plantedWrong.rejected);
}
