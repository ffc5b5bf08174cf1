/** `capacity FILE`: the largest count that meets every constraint, with every probe shown. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { formatFault, InputError } from '../base/errors.js';
import { metrics } from '../metrics/index.js';
import { loadScenario } from '../scenario/load.js';
import type { Scenario } from '../scenario/schema.js';
import { parseConstraint } from '../study/capacity/constraint.js';
import { findCapacity } from '../study/capacity/find-capacity.js';
import { scenarioSystem } from '../study/capacity/scenario-system.js';
import { parseVary } from '../study/capacity/vary.js';
import { openPool } from '../study/pool.js';
import { ReplicationStore } from '../study/replication-store.js';
import { simulator, simulatorModule } from '../study/simulator.js';
import { announceEngine } from './announce-engine.js';
import { capacityText, probeLine } from './capacity-text.js';
import type { CliCommand } from './command.js';
import {
  addMachineOptions,
  addOutputOptions,
  addScenarioOptions,
  loadOptionsOf,
  type MachineOptions,
  type OutputOptions,
  type ScenarioOptions,
  wholeNumber,
} from './common-options.js';
import { interruptSignal } from './interruption.js';
import { oneThreadPerWorker } from './native-threads.js';
import { checkOutputFolder, writeOutput } from './output-folder.js';

interface CapacityOptions extends ScenarioOptions, MachineOptions, OutputOptions {
  readonly vary: string;
  readonly subjectTo: readonly string[];
  readonly confidence: number;
  readonly budget?: number;
}

/** Replications of a probe's first look: enough for a t-interval, few enough that a clear case costs little. */
const FIRST_LOOK = 4;

const collect = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value];

export const capacityCommand: CliCommand = {
  register(program: Command): void {
    const command = program
      .command('capacity <file>')
      .description('find how many devices a scenario supports under constraints, with a stated probability of error');
    addOutputOptions(addMachineOptions(addScenarioOptions(command)))
      .requiredOption('--vary <path=low..high>', 'count to vary, e.g. devices.camera.count=1..2000')
      .requiredOption('--subject-to <constraint>', '"METRIC <= VALUE" or "METRIC >= VALUE"; repeatable', collect)
      .option('--confidence <level>', 'probability that no decision of the answer is wrong', share, 0.95)
      .option(
        '--budget <replications>',
        'most replications of one probe (default: 4 times those of the scenario)',
        wholeNumber(2),
      )
      .action((file: string, options: CapacityOptions) => capacity(file, options));
  },
};

function share(text: string): number {
  const value = Number(text);
  if (!(value > 0.5 && value < 1)) throw new InvalidArgumentError('accepted is a number above 0.5 and below 1.');
  return value;
}

async function capacity(file: string, options: CapacityOptions): Promise<void> {
  const { workers, engine, format, out, confidence } = options;
  oneThreadPerWorker();
  const vary = parseVary(options.vary);
  const constraints = options.subjectTo.map((text) => parseConstraint(text, metrics));
  if (out !== undefined) checkCapacityFolder(out, options.force);
  const { load, extensions, modelFolders } = await loadOptionsOf(options);
  const at = async (count: number): Promise<Scenario> => {
    const set = [...(load.set ?? []), `${vary.path}=${count}`];
    return (await loadScenario(file, { ...load, set })).scenario;
  };
  const { scenario, warnings } = await loadScenario(file, load);
  for (const warning of warnings) process.stderr.write(`warning: ${formatFault(warning)}\n`);
  const start = ownCount(scenario, vary.path);
  for (const count of [vary.low, vary.high]) await at(count);

  const simulatorOptions = { engine, modelFolders, extensions: extensions.map((extension) => extension.file) };
  await announceEngine(engine, await simulator.identify(scenario, simulatorOptions));
  const store = out === undefined ? undefined : await ReplicationStore.open(join(out, 'runs'));
  const signal = interruptSignal();
  const pool = await openPool({ workers, simulator: simulatorModule, options: simulatorOptions, signal });
  try {
    const answer = await findCapacity({
      scenario: scenario.name,
      vary,
      constraints,
      confidence,
      start,
      first: FIRST_LOOK,
      budget: options.budget ?? 4 * scenario.replications,
      async systemAt(count) {
        const varied = await at(count);
        const stored = store && { store, identity: await simulator.identify(varied, simulatorOptions) };
        return scenarioSystem({ scenario: varied, simulator, pool, signal, stored });
      },
      onProbe(probe) {
        process.stderr.write(`${probeLine(probe)}\n`);
      },
    });
    if (out !== undefined) await writeOutput(out, { 'capacity.json': answer });
    process.stdout.write(format === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : `${capacityText(answer)}\n`);
  } finally {
    await pool.close();
  }
}

/** A folder of an earlier search is gone on with: replications are found by content. */
function checkCapacityFolder(folder: string, force: boolean): void {
  const own = ['runs', 'capacity.json'];
  const resumed = existsSync(join(folder, 'runs')) && readdirSync(folder).every((name) => own.includes(name));
  checkOutputFolder(folder, force || resumed);
}

/** The scenario's own value of what is varied: where the search begins. */
function ownCount(scenario: Scenario, path: string): number {
  let value: unknown = scenario;
  for (const key of path.split('.'))
    value = Object.hasOwn(Object(value), key) ? (value as Record<string, unknown>)[key] : undefined;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new InputError(
    `--vary ${path}: the scenario has no whole number there; accepted: a count such as devices.camera.count`,
  );
}
