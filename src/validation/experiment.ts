/**
 * A scenario, what is claimed of its run, and the wrong models that must be told from it.
 *
 * Every run goes through `simulate`: rows and codes are watched, nothing is simulated here.
 */
import { InputError } from '../base/errors.js';
import type { EngineChoice } from '../neural/engine.js';
import type { RecordSink } from '../record/run-record.js';
import { checkScenario } from '../scenario/load.js';
import type { Extensions } from '../scenario/registries.js';
import type { ScenarioText } from '../scenario/schema.js';
import { simulate } from '../simulate.js';
import { CodeProbe } from './code-probe.js';
import type { DirectEvaluation } from './coupling/direct-evaluation.js';
import type { Estimate, Measure } from './measurement.js';
import { shippedScenarioFolder } from './shipped-scenario-folder.js';
import { type Claim, judgeRow, type ValidationRow } from './validation-row.js';

/** What is run: a scenario, and entries beside the built-in ones that it names. */
export interface RunPlan {
  readonly scenario: ScenarioText;
  readonly extensions?: (probe: CodeProbe) => readonly Extensions[];
}

/** A model with one error in it. Checks that share the object share its run. */
export interface WrongModel extends RunPlan {
  readonly change: string;
}

export interface Check extends Claim {
  /** A number from theory, or one that takes work: then it may have a standard error. */
  readonly reference: number | ((direct: DirectEvaluation) => Promise<Estimate>);
  readonly measure: Measure;
  readonly wrong: WrongModel;
}

export interface Experiment {
  readonly plan: RunPlan;
  readonly checks: readonly Check[];
  /** Part of `--quick`. */
  readonly quick?: true;
}

export interface ValidationOptions {
  readonly engine?: EngineChoice;
  readonly modelFolders?: readonly string[];
  readonly signal?: AbortSignal;
}

/** Runs an experiment and its wrong models, as far as the chosen checks need them. */
export async function runExperiment(
  { plan }: Experiment,
  checks: readonly Check[],
  options: ValidationOptions,
  direct: DirectEvaluation,
): Promise<ValidationRow[]> {
  const right = await execute(plan, checks, options);
  const wrong = new Map<string, Estimate>();
  for (const model of new Set(checks.map((check) => check.wrong))) {
    const judged = checks.filter((check) => check.wrong === model);
    const estimates = await execute(model, judged, options);
    judged.forEach((check, index) => {
      wrong.set(check.id, estimates[index]!);
    });
  }
  const rows: ValidationRow[] = [];
  for (const [index, check] of checks.entries()) {
    const { reference } = check;
    const expected = typeof reference === 'number' ? { value: reference, standardError: 0 } : await reference(direct);
    rows.push(judgeRow(check, expected, right[index]!, wrong.get(check.id)!));
  }
  return rows;
}

async function execute(plan: RunPlan, checks: readonly Check[], options: ValidationOptions): Promise<Estimate[]> {
  const probe = new CodeProbe();
  const extensions = plan.extensions?.(probe);
  const added = extensions === undefined ? {} : { extensions };
  const { scenario, faults } = checkScenario(plan.scenario, { ...added, dataRoot: shippedScenarioFolder });
  if (scenario === undefined) throw new InputError(faults);
  const measurements = checks.map((check) => check.measure({ scenario, probe }));
  const result = await simulate(scenario, {
    ...options,
    ...added,
    onRecord(replication) {
      probe.replication = replication;
      const sinks = measurements.flatMap((measurement): RecordSink[] =>
        measurement.begin === undefined ? [] : [measurement.begin(replication)],
      );
      return {
        write(record) {
          for (const sink of sinks) sink.write(record);
        },
      };
    },
  });
  return measurements.map((measurement) => measurement.estimate(result));
}
