/** Who uses the registries' entries: the validation's experiments, and the scenario files that come with the package. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors.js';
import { parseJsonDocument } from '../scenario/json-document.js';
import { checkDocument, checkScenario } from '../scenario/load.js';
import { createRegistries } from '../scenario/registries.js';
import { CodeProbe } from './code-probe.js';
import { type Feature, listFeatures, type Usage } from './features.js';
import { experiments } from './index.js';
import { shippedScenarioFolder } from './shipped-scenario-folder.js';

/** Every built-in entry with the rows and the shipped scenarios that use it. */
export function builtInFeatures(): readonly Feature[] {
  return listFeatures(createRegistries(), rowUsages(), scenarioUsages());
}

/** One usage per validation row: its scenario, with the right model. */
function rowUsages(): Usage[] {
  return experiments.flatMap(({ plan, checks }) => {
    const extensions = plan.extensions?.(new CodeProbe());
    // Scenarios without extensions share one compiled schema.
    const added = extensions === undefined ? {} : { extensions };
    const { scenario, faults } = checkScenario(plan.scenario, { ...added, dataRoot: shippedScenarioFolder });
    if (scenario === undefined) throw new InputError(faults);
    return checks.map(({ id }) => ({ name: id, scenario }));
  });
}

function scenarioUsages(): Usage[] {
  const files = readdirSync(shippedScenarioFolder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => {
    const file = join(shippedScenarioFolder, name);
    const { scenario, faults } = checkDocument(parseJsonDocument(readFileSync(file, 'utf8'), file), file);
    if (scenario === undefined) throw new InputError(faults);
    return { name: name.replace(/\.json$/, ''), scenario };
  });
}
