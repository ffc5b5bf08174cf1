/**
 * From a study file to its plan: every point resolved before anything runs, all faults of all points at once.
 *
 * Precedence: scenario < `set` of the study < variant < axis < `--set` < options.
 */

import { realpath } from 'node:fs/promises';
import { dirname, resolve, sep } from 'node:path';
import { type Fault, InputError } from '../base/errors.js';
import { compileCheck } from '../base/schema/check-schema.js';
import { checkFormat } from '../scenario/format.js';
import type { Issue } from '../scenario/issue.js';
import { type JsonDocument, parseJsonDocument } from '../scenario/json-document.js';
import { type LoadOptions, loadScenario, readDocument } from '../scenario/load.js';
import { fromDotted } from '../scenario/pointer.js';
import { checkPairing, type StudyPlan, type StudyPoint } from './study-plan.js';
import { type StudyText, studyFormat, studySchema } from './study-schema.js';
import type { AxisValue } from './study-table.js';

export interface LoadedStudy {
  readonly plan: StudyPlan;
  readonly warnings: readonly Fault[];
}

/** @throws InputError with all faults; EnvironmentError when the file cannot be read */
export async function loadStudy(file: string, options: Omit<LoadOptions, 'variant'> = {}): Promise<LoadedStudy> {
  const document = parseJsonDocument(await readDocument(file), file);
  const study = checkStudy(document);
  const refuseAt = (path: string, message: string): never => {
    throw new InputError([{ ...document.placeOf(path), path, message }]);
  };
  const scenarioFile = await scenarioOf(file, study.scenario).catch((error: Error) =>
    refuseAt('/scenario', error.message),
  );
  refuseOverlaps(study, options.set ?? [], refuseAt);

  const variants = study.variants ?? { [study.name]: { set: {} } };
  const points: StudyPoint[] = [];
  const faults = new Map<string, Fault>();
  const warnings = new Map<string, Fault>();
  for (const [variant, { set }] of Object.entries(variants)) {
    for (const value of study.axis.values) {
      const values = { ...study.set, ...set, [study.axis.path]: value };
      const replications = options.replications ?? study.replications;
      try {
        const loaded = await loadScenario(scenarioFile, {
          ...options,
          variant: { name: variant, values },
          ...(replications === undefined ? {} : { replications }),
        });
        points.push({ variant, value, scenario: loaded.scenario });
        for (const warning of loaded.warnings) warnings.set(JSON.stringify(warning), warning);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        for (const fault of error.faults) faults.set(JSON.stringify(fault), fault);
      }
    }
  }
  if (faults.size > 0) throw new InputError([...faults.values()]);
  const plan: StudyPlan = {
    name: study.name,
    axis: study.axis.path,
    variants: Object.keys(variants),
    values: study.axis.values,
    points,
  };
  checkPairing(plan);
  return { plan, warnings: [...warnings.values()] };
}

function checkStudy(document: JsonDocument): StudyText {
  const refuse = (issues: readonly Issue[]): never => {
    throw new InputError(
      issues.map(({ path, message, onKey }) => ({
        ...document.placeOf(path, onKey),
        ...(path === '' ? {} : { path }),
        message,
      })),
    );
  };
  const wrongFormat = checkFormat(document.value, studyFormat);
  if (wrongFormat !== undefined) refuse([wrongFormat]);
  const issues = compileCheck(studySchema)(document.value);
  if (issues.length > 0) refuse(issues);
  return document.value as unknown as StudyText;
}

type Refuse = (path: string, message: string) => never;

/** A value that two layers write would silently lose one of them at every point. */
function refuseOverlaps({ axis, variants, set = {} }: StudyText, settings: readonly string[], refuse: Refuse): void {
  const overlaps = (path: string): boolean => {
    const [mine, theirs] = [fromDotted(path), fromDotted(axis.path)];
    const shorter = Math.min(mine.length, theirs.length);
    return mine.slice(0, shorter).join('.') === theirs.slice(0, shorter).join('.');
  };
  const seen = new Set<AxisValue>();
  for (const [index, value] of axis.values.entries()) {
    if (seen.has(value))
      refuse(`/axis/values/${index}`, `the value ${value} stands here a second time; accepted: once`);
    seen.add(value);
  }
  const layers: [string, Readonly<Record<string, unknown>>][] = [
    ['/set', set],
    ...Object.entries(variants ?? {}).map(([name, variant]): [string, Readonly<Record<string, unknown>>] => [
      `/variants/${name.replaceAll('~', '~0').replaceAll('/', '~1')}/set`,
      variant.set,
    ]),
  ];
  for (const [place, values] of layers) {
    const path = Object.keys(values).find(overlaps);
    if (path !== undefined) refuse(`${place}/${path}`, `"${path}" is what the axis varies; accepted: other paths`);
  }
  const setting = settings.find((text) => overlaps(text.slice(0, Math.max(0, text.indexOf('=')))));
  if (setting !== undefined) {
    throw new InputError(
      `--set ${setting}: "${axis.path}" is what the axis of the study varies; accepted: other paths`,
    );
  }
}

/** Real path of the scenario file: in the folder of the study, below it, or at most one folder up. */
async function scenarioOf(study: string, path: string): Promise<string> {
  const folder = dirname(resolve(study));
  const root = await realpath(dirname(folder));
  const file = await realpath(resolve(folder, path)).catch(() => undefined);
  if (file === undefined)
    throw new Error(`found ${JSON.stringify(path)}, which does not exist; accepted: a scenario file`);
  if (!file.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new Error(`found ${JSON.stringify(path)}; accepted: a file at most one folder above that of the study`);
  }
  return file;
}
