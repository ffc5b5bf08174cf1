/** `check FILE`: whether a scenario or study would be accepted, without running it; its `format` says which it is. */
import type { Command } from 'commander';
import { type Fault, formatFault } from '../base/errors.js';
import { ownValue } from '../base/schema/json-schema.js';
import { formatQuantity } from '../base/units.js';
import { parseFormat } from '../scenario/format.js';
import { parseJsonDocument } from '../scenario/json-document.js';
import { type LoadOptions, loadScenario, readDocument } from '../scenario/load.js';
import type { Scenario } from '../scenario/schema.js';
import { loadStudy } from '../study/load-study.js';
import type { CliCommand } from './command.js';
import {
  addFormatOption,
  addScenarioOptions,
  loadOptionsOf,
  type OutputOptions,
  type ScenarioOptions,
} from './common-options.js';

interface CheckOptions extends ScenarioOptions, Pick<OutputOptions, 'format'> {}

export const checkCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('check <file>')
      .description('say whether a scenario or study is accepted, and what it resolves to');
    addFormatOption(addScenarioOptions(command)).action((file: string, options: CheckOptions) => check(file, options));
  },
};

async function check(file: string, options: CheckOptions): Promise<void> {
  const { load } = await loadOptionsOf(options);
  const kind = await kindOf(file);
  const { text, json, warnings } = kind === 'study' ? await checkStudy(file, load) : await checkScenario(file, load);
  for (const warning of warnings) process.stderr.write(`warning: ${formatFault(warning)}\n`);
  const shown = options.format === 'json' ? JSON.stringify(json, null, 2) : `${file}: accepted; ${text}`;
  process.stdout.write(`${shown}\n`);
}

interface Checked {
  readonly text: string;
  readonly json: object;
  readonly warnings: readonly Fault[];
}

async function kindOf(file: string): Promise<string | undefined> {
  const { value } = parseJsonDocument(await readDocument(file), file);
  return parseFormat(ownValue(value, 'format'))?.kind;
}

async function checkStudy(file: string, load: LoadOptions): Promise<Checked> {
  const { plan, warnings } = await loadStudy(file, load);
  const { name, points } = plan;
  return { text: `study "${name}": ${points.length} points`, json: { plan, warnings }, warnings };
}

async function checkScenario(file: string, load: LoadOptions): Promise<Checked> {
  const loaded = await loadScenario(file, load);
  return { text: summaryOf(loaded.scenario), json: loaded, warnings: loaded.warnings };
}

function summaryOf({ name, devices, duration, replications }: Scenario): string {
  const count = Object.values(devices).reduce((sum, group) => sum + group.count, 0);
  const groups = Object.keys(devices).length;
  const parts = [
    `${count} device${count === 1 ? '' : 's'} in ${groups} group${groups === 1 ? '' : 's'}`,
    `${replications} replication${replications === 1 ? '' : 's'} of ${formatQuantity(duration, 'duration')}`,
  ];
  return `scenario "${name}": ${parts.join(', ')}`;
}
